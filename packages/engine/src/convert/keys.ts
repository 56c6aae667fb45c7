import type { GgufInput } from "../gguf/encode-value.ts";

/** Metadata that is being gathered; later values of a key replace earlier ones. */
export class Keys {
  readonly entries = new Map<string, GgufInput>();
  readonly #prefix: string;

  /** @param prefix what {@link own} keys begin with: the architecture */
  constructor(prefix: string) {
    this.#prefix = prefix;
  }

  set(key: string, value: GgufInput): void {
    this.entries.set(key, value);
  }

  text(key: string, value: string | undefined): void {
    if (value !== undefined) this.set(key, { type: "string", value });
  }

  integer(key: string, value: number | undefined): void {
    if (value !== undefined) this.set(key, { type: "u32", value });
  }

  float(key: string, value: number | undefined): void {
    if (value !== undefined) this.set(key, { type: "f32", value });
  }

  flag(key: string, value: boolean | undefined): void {
    if (value !== undefined) this.set(key, { type: "bool", value });
  }

  /** A key of the architecture. */
  own(key: string): string {
    return `${this.#prefix}.${key}`;
  }
}

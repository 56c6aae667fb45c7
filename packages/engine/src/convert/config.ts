import { CheckpointError } from "./error.ts";
import { isObject } from "./folder.ts";

/** A `config.json`; what models of several kinds of input say of text stands in `text_config`. */
export class Config {
  readonly #fields: Record<string, unknown>;

  constructor(fields: Record<string, unknown>) {
    this.#fields = isObject(fields.text_config) ? { ...fields, ...fields.text_config } : fields;
  }

  /** The first of the fields that is there and not null. */
  find(...names: readonly string[]): unknown {
    for (const name of names) {
      const value = Object.hasOwn(this.#fields, name) ? this.#fields[name] : undefined;
      if (value !== undefined && value !== null) return value;
    }
    return undefined;
  }

  /** A number; undefined where there is none. Throws {@link CheckpointError} for something else. */
  number(...names: readonly string[]): number | undefined {
    const value = this.find(...names);
    if (value === undefined) return undefined;
    if (typeof value === "number" && Number.isFinite(value)) return value;
    throw new CheckpointError(`"${names[0]}" of "config.json" is no number`);
  }

  /** A whole number, not negative. */
  integer(...names: readonly string[]): number | undefined {
    const value = this.number(...names);
    if (value === undefined || (Number.isInteger(value) && value >= 0 && value <= 0xffff_ffff)) return value;
    throw new CheckpointError(`"${names[0]}" of "config.json" is ${value}, not a whole number`);
  }

  /** {@link integer} of a field that must be there. */
  needed(...names: readonly string[]): number {
    const value = this.integer(...names);
    if (value === undefined) throw new CheckpointError(`"config.json" has no "${names[0]}"`);
    return value;
  }

  /** An object; empty where there is none. */
  object(...names: readonly string[]): Record<string, unknown> {
    const value = this.find(...names);
    return isObject(value) ? value : {};
  }

  /** Elements per head. */
  get headSize(): number {
    return this.integer("head_dim") ?? Math.floor(this.needed("hidden_size") / this.needed("num_attention_heads"));
  }
}

import type { Gguf } from "../gguf/header.ts";
import { GgufStrings } from "../gguf/strings.ts";
import type { GgufTensor } from "../gguf/tensor-layout.ts";
import type { GgufValue } from "../gguf/value.ts";

/**
 * A header on its way from the layout of Ollama's library to that of llama.cpp. Tensors are renamed, hidden and cut, but
 * stay where they lie in the file. Nothing is written over: what the file says wins over what a handler supposes, but for
 * {@link set}.
 */
export class Draft {
  readonly metadata: Map<string, GgufValue>;
  readonly tensors: Map<string, GgufTensor>;

  constructor({ metadata, tensors }: Pick<Gguf, "metadata" | "tensors">) {
    this.metadata = new Map(metadata);
    this.tensors = new Map(tensors);
  }

  /** `general.architecture`; `""` if the file has none. */
  get architecture(): string {
    return this.text("general.architecture") ?? "";
  }

  has(key: string): boolean {
    return this.metadata.has(key);
  }

  /** A string; undefined if there is none. */
  text(key: string): string | undefined {
    const entry = this.metadata.get(key);
    return entry?.type === "string" ? entry.value : undefined;
  }

  /** A whole number from 0; undefined if there is none. */
  integer(key: string): number | undefined {
    const value = this.metadata.get(key)?.value;
    return typeof value === "number" && Number.isSafeInteger(value) && value >= 0 ? value : undefined;
  }

  /** The elements of an array of whole numbers of up to 32 bits; undefined if there is none. */
  integers(key: string): readonly number[] | undefined {
    const entry = this.metadata.get(key);
    if (entry?.type !== "array" || !["u8", "i8", "u16", "i16", "u32", "i32"].includes(entry.elementType))
      return undefined;
    return Array.from(entry.value as Iterable<number>);
  }

  /** Gives a key a value, whatever it had. */
  set(key: string, value: GgufValue): void {
    this.metadata.set(key, value);
  }

  /** Gives a key a value if it has none. */
  setDefault(key: string, value: GgufValue | undefined): void {
    if (value !== undefined && !this.has(key)) this.metadata.set(key, value);
  }

  /** Moves a key's value to a key that has none. */
  moveKey(from: string, to: string): void {
    const value = this.metadata.get(from);
    this.metadata.delete(from);
    this.setDefault(to, value);
  }

  /** Takes away keys. */
  drop(...keys: string[]): void {
    for (const key of keys) this.metadata.delete(key);
  }

  /** Makes `to` the architecture of a file of architecture `from`, whose keys move along. */
  changeArchitecture(from: string, to: string): void {
    this.set("general.architecture", { type: "string", value: to });
    for (const key of [...this.metadata.keys()]) {
      if (key.startsWith(`${from}.`)) this.moveKey(key, to + key.slice(from.length));
    }
  }

  /** Shortens an array to `count` elements. */
  cutArray(key: string, count: number): void {
    const entry = this.metadata.get(key);
    if (entry?.type !== "array" || entry.value.length <= count) return;
    const value = entry.value instanceof GgufStrings ? entry.value.first(count) : entry.value.slice(0, count);
    this.set(key, { ...entry, value } as GgufValue);
  }

  /** Shortens the lists of the vocabulary. */
  cutVocabulary(count: number): void {
    for (const list of ["tokens", "scores", "token_type"]) this.cutArray(`tokenizer.ggml.${list}`, count);
  }

  /** A size of a tensor, from the contiguous dimension outwards; undefined if there is no such tensor. */
  size(name: string, dimension: number): number | undefined {
    const tensor = this.tensors.get(name);
    return tensor && (tensor.dims[dimension] ?? 1);
  }

  /** Whether a tensor's name begins with one of these. */
  hasTensors(...prefixes: string[]): boolean {
    return [...this.tensors.keys()].some((name) => prefixes.some((prefix) => name.startsWith(prefix)));
  }

  /** Takes away the tensors whose names begin with one of these. */
  hide(...prefixes: string[]): void {
    for (const name of [...this.tensors.keys()]) {
      if (prefixes.some((prefix) => name.startsWith(prefix))) this.tensors.delete(name);
    }
  }

  /** Gives a tensor a name that no other has. */
  rename(from: string, to: string): void {
    const tensor = this.tensors.get(from);
    if (tensor === undefined || this.tensors.has(to)) return;
    this.tensors.delete(from);
    this.tensors.set(to, { ...tensor, name: to });
  }

  /** Renames the tensors in whose names `pattern` is found. */
  renameAll(pattern: RegExp, replacement: string): void {
    for (const name of [...this.tensors.keys()]) {
      const renamed = name.replace(pattern, replacement);
      if (renamed !== name) this.rename(name, renamed);
    }
  }

  /** Keeps the first `count` rows of a matrix. */
  cutRows(name: string, count: number): void {
    const tensor = this.tensors.get(name);
    const [row = 1, rows = 1, ...more] = tensor?.dims ?? [];
    if (tensor === undefined || rows <= count || more.some((size) => size !== 1)) return;
    const byteLength = (tensor.byteLength / rows) * count;
    this.tensors.set(name, { ...tensor, dims: [row, count], elementCount: row * count, byteLength });
  }
}

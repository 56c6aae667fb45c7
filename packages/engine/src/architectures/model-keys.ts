import { GgufError } from "../gguf/error.ts";
import type { Gguf } from "../gguf/header.ts";
import { getBoolean, getInteger, getNumber, getNumbers, getPerLayer, getString } from "../gguf/metadata.ts";

/** A key of the architecture, by its name without the architecture's: `"attention.head_count"`. */
type Name = string;

/** The metadata of a model's architecture, checked as it is read: each method throws {@link GgufError}. */
export class ModelKeys {
  readonly architecture: string;
  readonly #gguf: Pick<Gguf, "metadata">;

  /** `name`: the prefix of the keys, where it is not `general.architecture`. */
  constructor(gguf: Pick<Gguf, "metadata">, name = getString(gguf, "general.architecture")) {
    this.#gguf = gguf;
    this.architecture = name;
  }

  has(name: Name): boolean {
    return this.#gguf.metadata.has(this.#key(name));
  }

  /** A whole number within limits; a fallback need not be within them. */
  integer(name: Name, least: number, most: number, fallback?: number): number {
    const key = this.#key(name);
    if (fallback !== undefined && !this.#gguf.metadata.has(key)) return fallback;
    const value = getInteger(this.#gguf, key);
    if (value < least || value > most) throw new GgufError(`${key} is ${value}, not between ${least} and ${most}`);
    return value;
  }

  /** A whole number within limits for each of so many layers: files give one for all, or a list. */
  perLayer(name: Name, layers: number, least: number, most: number, fallback?: number): readonly number[] {
    const key = this.#key(name);
    const values = Array.from(
      getPerLayer(this.#gguf, key, layers, new Array<number>(layers).fill(fallback ?? Number.NaN)),
    );
    const wrong = values.find((value) => !Number.isInteger(value) || value < least || value > most);
    if (Number.isNaN(wrong)) throw new GgufError(`metadata key "${key}" is missing`);
    if (wrong !== undefined && wrong !== fallback) {
      throw new GgufError(`${key} is ${wrong}, not between ${least} and ${most}`);
    }
    return values;
  }

  /** A finite number. */
  number(name: Name, fallback?: number): number {
    const key = this.#key(name);
    const value = fallback === undefined ? getNumber(this.#gguf, key) : getNumber(this.#gguf, key, fallback);
    if (!Number.isFinite(value)) throw new GgufError(`${key} is ${value}, not a finite number`);
    return value;
  }

  /** A finite number above 0. */
  positive(name: Name, fallback?: number): number {
    const value = this.number(name, fallback);
    if (!(value > 0)) throw new GgufError(`${this.#key(name)} is ${value}, not above 0`);
    return value;
  }

  boolean(name: Name, fallback: boolean): boolean {
    return getBoolean(this.#gguf, this.#key(name), fallback);
  }

  string(name: Name, fallback: string): string {
    return getString(this.#gguf, this.#key(name), fallback);
  }

  /** A list of numbers, or one number as a list; undefined where there is none. */
  numbers(name: Name): readonly number[] | undefined {
    const key = this.#key(name);
    const entry = this.#gguf.metadata.get(key);
    if (entry === undefined) return undefined;
    if (entry.type !== "array") return [getNumber(this.#gguf, key)];
    if (entry.elementType === "bool") return Array.from(entry.value as Iterable<boolean | number>, Number);
    return Array.from(getNumbers(this.#gguf, key));
  }

  /** Which of the layers a list of flags marks; undefined where there is no list. */
  flags(name: Name, layers: number): readonly boolean[] | undefined {
    if (this.#gguf.metadata.get(this.#key(name))?.type !== "array") return undefined;
    const values = this.numbers(name)!;
    if (values.length < layers) throw this.error(name, `has ${values.length} values for ${layers} layers`);
    return values.slice(0, layers).map(Boolean);
  }

  error(name: Name, problem: string): GgufError {
    return new GgufError(`${this.#key(name)} ${problem}`);
  }

  #key(name: Name): string {
    return `${this.architecture}.${name}`;
  }
}

/** Tiny models with random weights, which have every part of the real ones: what architectures are compared with llama.cpp on. */
import type { GgufInput } from "../../gguf/encode-value.ts";
import { type TensorTypeName, tensorTypeNamed } from "../../gguf/tensor-types.ts";
import { type GgufTensorSource, writeGguf } from "../../gguf/writer.ts";
import { randomBlocks, randomNumbers } from "../../weights/testing.ts";

/** Tokens of every tiny model. */
export const tinyVocabulary = 256;

/** Tokens of whole characters: llama.cpp tells no log-probabilities of those that end within one. */
const tokenizer: Record<string, GgufInput> = {
  "tokenizer.ggml.model": { type: "string", value: "gpt2" },
  "tokenizer.ggml.pre": { type: "string", value: "default" },
  "tokenizer.ggml.tokens": {
    type: "array",
    elementType: "string",
    value: Array.from({ length: tinyVocabulary }, (_, id) => `t${id}`),
  },
  "tokenizer.ggml.token_type": { type: "array", elementType: "i32", value: new Int32Array(tinyVocabulary).fill(1) },
  "tokenizer.ggml.merges": { type: "array", elementType: "string", value: ["t 0"] },
  "tokenizer.ggml.eos_token_id": { type: "u32", value: tinyVocabulary - 1 },
};

/** Collects the keys and tensors of a model; the weights are random, the same in every run. */
export class TinyModel {
  readonly architecture: string;
  /** Tells models of one architecture apart. */
  readonly variant: string;
  /**
   * Whether tokens beyond the context are others than llama.cpp's: it shifts what Cria evaluates anew, such as recurrent
   * states, which still know of the tokens that are gone; or it turns keys that weren't rotated or changed since.
   */
  isRecomputed = false;
  readonly #metadata: Record<string, GgufInput>;
  readonly #tensors: GgufTensorSource[] = [];
  readonly #random: () => number;
  #seed: number;

  constructor(architecture: string, variant = "") {
    this.architecture = architecture;
    this.variant = variant;
    this.#metadata = { "general.architecture": { type: "string", value: architecture }, ...tokenizer };
    this.#seed = [...`${architecture}${variant}`].reduce((hash, c) => (hash * 31 + c.codePointAt(0)!) % 65521, 7);
    this.#random = randomNumbers(this.#seed);
  }

  get name(): string {
    return this.variant ? `${this.architecture}-${this.variant}` : this.architecture;
  }

  /** Whole numbers: keys of the architecture, by their names without it; lists become arrays. */
  integers(keys: Readonly<Record<string, number | readonly number[]>>): this {
    for (const [name, value] of Object.entries(keys)) {
      this.set(name, typeof value === "number" ? { type: "u32", value } : { type: "array", elementType: "i32", value });
    }
    return this;
  }

  floats(keys: Readonly<Record<string, number>>): this {
    for (const [name, value] of Object.entries(keys)) this.set(name, { type: "f32", value });
    return this;
  }

  /** Any key of the architecture. */
  set(name: string, value: GgufInput): this {
    this.#metadata[`${this.architecture}.${name}`] = value;
    return this;
  }

  /** Says {@link isRecomputed}. */
  recomputed(): this {
    this.isRecomputed = true;
    return this;
  }

  /** Keys that do not belong to the architecture. */
  setGeneral(key: string, value: GgufInput): this {
    this.#metadata[key] = value;
    return this;
  }

  /** A matrix `[rows, columns]` that keeps the size of what it multiplies, times `gain`; further dims: experts. */
  matrix(
    name: string,
    rows: number,
    columns: number,
    { gain = 1, experts = 0, type = "F32" as TensorTypeName } = {},
  ): this {
    const count = rows * columns * Math.max(1, experts);
    const dims = experts ? [columns, rows, experts] : [columns, rows];
    if (type !== "F32") {
      const data = randomBlocks(type, count / tensorTypeNamed(type).blockSize, this.#seed++);
      this.#tensors.push({ name, dims, type, data });
      return this;
    }
    const spread = gain * Math.sqrt(3 / columns);
    return this.#floats(name, dims, count, () => spread * (2 * this.#random() - 1));
  }

  /** A vector of numbers about `mean`. */
  vector(name: string, length: number, mean = 0, spread = 0.2): this {
    return this.#floats(name, [length], length, () => mean + spread * (2 * this.#random() - 1));
  }

  /** Weights of a norm: about 1, as files have them. */
  norm(name: string, length: number): this {
    return this.vector(name, length, 1, 0.4);
  }

  /** A tensor of given numbers. */
  tensor(name: string, dims: readonly number[], values: (index: number) => number): this {
    const count = dims.reduce((product, size) => product * size, 1);
    let index = 0;
    return this.#floats(name, dims, count, () => values(index++));
  }

  /** The number of a uniform distribution between 0 and 1 that comes next. */
  random(): number {
    return this.#random();
  }

  async write(path: string): Promise<void> {
    await writeGguf(path, { metadata: this.#metadata, tensors: this.#tensors });
  }

  #floats(name: string, dims: readonly number[], count: number, value: () => number): this {
    const data = new Uint8Array(Float32Array.from({ length: count }, value).buffer);
    this.#tensors.push({ name, dims: [...dims], type: "F32", data });
    return this;
  }
}

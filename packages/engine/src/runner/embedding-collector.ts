import type { EmbeddedInput } from "./protocol.ts";
import type { Embedding } from "./types.ts";

/** The embeddings of a request, which come in the order in which packs were evaluated. */
export class EmbeddingCollector {
  readonly #embeddings: (Embedding | undefined)[];
  #missing: number;

  constructor(count: number) {
    this.#embeddings = new Array(count).fill(undefined);
    this.#missing = count;
  }

  get isComplete(): boolean {
    return this.#missing === 0;
  }

  take(inputs: readonly EmbeddedInput[]): void {
    for (const { index, tokens, vector } of inputs) {
      if (!this.#embeddings[index]) this.#missing--;
      this.#embeddings[index] = { vector: decodeVector(vector), tokens };
    }
  }

  /** In the order of the request's inputs. */
  all(): Embedding[] {
    return this.#embeddings.map((embedding) => embedding!);
  }
}

/** f32 values as they cross the process boundary: JSON would make each a text of its own. */
export function encodeVector(vector: Float32Array): string {
  return Buffer.from(vector.buffer, vector.byteOffset, vector.byteLength).toString("base64");
}

function decodeVector(text: string): Float32Array {
  // A copy: a buffer from the pool begins anywhere.
  return new Float32Array(Uint8Array.from(Buffer.from(text, "base64")).buffer);
}

import type { PartialBlob } from "./partial-blob.ts";

/** Bytes hashed at a time: under a millisecond, so that requests in between do not wait. */
const slice = 512 * 1024;

/** The SHA-256 of a blob that follows its download: it has read each block as soon as all before it are there. */
export class RunningHash {
  readonly #partial: PartialBlob;
  readonly #hash = new Bun.CryptoHasher("sha256");
  #at = 0;
  #running: Promise<void> | undefined;
  readonly #buffer = new Uint8Array(slice);

  constructor(partial: PartialBlob) {
    this.#partial = partial;
  }

  /** Goes on as far as blocks are there. Throws what reading throws. */
  advance(): Promise<void> {
    this.#running ??= this.#follow().finally(() => {
      this.#running = undefined;
    });
    return this.#running;
  }

  /** `sha256:` and hex, once all blocks are there. */
  async digest(): Promise<string> {
    // What is running may have looked before the last block came.
    while (this.#at < this.#partial.blocks.size) await this.advance();
    return `sha256:${this.#hash.digest("hex")}`;
  }

  async #follow(): Promise<void> {
    const { blocks } = this.#partial;
    while (this.#at < blocks.size) {
      const block = blocks.at(this.#at);
      if (!this.#partial.isComplete(block)) return;
      const bytes = this.#buffer.subarray(0, Math.min(slice, blocks.end(block) - this.#at));
      await this.#partial.read(bytes, this.#at);
      this.#hash.update(bytes);
      this.#at += bytes.length;
    }
  }
}

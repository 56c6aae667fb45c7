import type { Gguf } from "@cria/engine";
import { type GgufSummary, summarize } from "./gguf-summary.ts";
import { readHeader } from "./read-header.ts";

/** Headers kept whole. One with a large vocabulary takes some 10 MB. */
const mostHeaders = 4;

/** Headers of weights, which are read once per digest: a blob never changes. A failure is not kept. */
export class GgufCache {
  readonly #headers = new Map<string, Promise<Gguf>>();
  readonly #summaries = new Map<string, Promise<GgufSummary>>();
  /** The last of the reads for summaries, which take turns: a store may hold hundreds of models. */
  #lastRead: Promise<unknown> = Promise.resolve();

  /** Throws `GgufError` or `FileError`. */
  header(digest: string, path: string): Promise<Gguf> {
    const known = this.#headers.get(digest);
    const header = known ?? readHeader(path);
    // The one asked for last is the last to go.
    this.#headers.delete(digest);
    this.#headers.set(digest, header);
    if (known === undefined) header.catch(() => this.#headers.delete(digest));
    for (const oldest of this.#headers.keys()) {
      if (this.#headers.size <= mostHeaders) break;
      this.#headers.delete(oldest);
    }
    return header;
  }

  /** Throws `GgufError` or `FileError`. */
  summary(digest: string, path: string): Promise<GgufSummary> {
    let summary = this.#summaries.get(digest);
    if (summary === undefined) {
      const read = () => this.#headers.get(digest) ?? readHeader(path);
      summary = this.#lastRead.then(read).then(summarize);
      this.#lastRead = summary.catch(() => undefined);
      this.#summaries.set(digest, summary);
      summary.catch(() => this.#summaries.delete(digest));
    }
    return summary;
  }
}

import type { BlobStore } from "./blobs.ts";
import { RecentTexts } from "./recent-texts.ts";

/** Characters of the longest text that is kept, and of all of them. */
const longest = 2 ** 16;
const most = 2 ** 24;

/** Texts of small layers by digest, so that models that share them share the memory. A blob never changes. */
export class TextCache {
  readonly #blobs: Pick<BlobStore, "readText">;
  readonly #texts = new RecentTexts<string>(most);

  constructor(blobs: Pick<BlobStore, "readText">) {
    this.#blobs = blobs;
  }

  /** Throws `DigestError` or `FileError`. */
  async read(digest: string): Promise<string> {
    const known = this.#texts.get(digest);
    if (known !== undefined) return known;
    const text = await this.#blobs.readText(digest);
    if (text.length <= longest) this.#texts.set(digest, text);
    return text;
  }
}

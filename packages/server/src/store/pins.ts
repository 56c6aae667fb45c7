import { blobFileName } from "./digest.ts";

/** The blobs that work under way is going to name in a manifest: they must not be removed as long as it may. */
export class Pins {
  readonly #counts = new Map<string, number>();
  /** Blobs that nothing used any more while they were pinned. */
  readonly #unwanted = new Map<string, string>();

  /** Whether a blob must stay for now. One that has been asked for is named by {@link PinSet.release} when it need not. */
  keeps(digest: string): boolean {
    const key = blobFileName(digest);
    if (!this.#counts.has(key)) return false;
    this.#unwanted.set(key, digest);
    return true;
  }

  hold(): PinSet {
    const held = new Set<string>();
    return {
      add: (digest) => {
        const key = blobFileName(digest);
        if (held.has(key)) return;
        held.add(key);
        this.#counts.set(key, (this.#counts.get(key) ?? 0) + 1);
      },
      release: () => {
        const free = [...held].filter((key) => this.#drop(key)).flatMap((key) => this.#unwanted.get(key) ?? []);
        for (const digest of free) this.#unwanted.delete(blobFileName(digest));
        held.clear();
        return free;
      },
    };
  }

  /** Takes one pin away; whether it was the last. */
  #drop(key: string): boolean {
    const count = this.#counts.get(key)! - 1;
    if (count > 0) this.#counts.set(key, count);
    else this.#counts.delete(key);
    return count === 0;
  }
}

/** Blobs that one piece of work pins. */
export interface PinSet {
  /** Pins a blob, whether it exists yet or not. Throws `DigestError`. */
  add(digest: string): void;
  /** Takes all pins away. Gives the digests that somebody wanted to remove meanwhile and that nobody pins any more. */
  release(): string[];
}

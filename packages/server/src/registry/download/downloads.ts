import { join } from "node:path";
import type { BlobStore } from "../../store/blobs.ts";
import { hexOf } from "../../store/digest.ts";
import type { RegistryClient } from "../registry-client.ts";
import { RegistryError } from "../registry-error.ts";
import { BlobDownload } from "./blob-download.ts";
import { BlobLock } from "./blob-lock.ts";
import { BlobSource } from "./blob-source.ts";
import { completedIn, PartialBlob, type PartialState, readState } from "./partial-blob.ts";
import { RateLimit } from "./rate-limit.ts";
import { repair } from "./repair.ts";

/** Milliseconds between two looks at what another process has got. */
const followInterval = 200;

/** A blob to be had. */
export interface WantedBlob {
  readonly digest: string;
  /** Bytes, as the manifest says. */
  readonly size: number;
  /** Full name of the model that it is a part of. */
  readonly model: string;
  /** Where it is, if not among the registry's blobs. */
  readonly url?: URL;
}

export interface DownloadsOptions {
  /** Connections at a time, of all downloads together. */
  readonly connections: number;
  /** Bytes per second of all downloads together; undefined or 0 sets no limit. */
  readonly rate: number | undefined;
}

/** A download that somebody waits for. */
export interface Transfer {
  readonly completed: number;
  /** Settles when the blob is in the store. */
  readonly finished: Promise<void>;
}

class SharedTransfer implements Transfer {
  readonly controller = new AbortController();
  waiting = 0;
  progress: () => number = () => 0;
  finished!: Promise<void>;

  get completed(): number {
    return this.progress();
  }
}

/** The downloads of a store. Each blob is downloaded once at a time, whoever and however many want it. */
export class Downloads {
  readonly #blobs: BlobStore;
  readonly #connections: number;
  readonly #rate: RateLimit;
  readonly #transfers = new Map<string, SharedTransfer>();
  /** In the order in which they began: those of one model in the order of its layers. */
  readonly #running = new Set<BlobDownload>();
  #busy = 0;

  constructor(blobs: BlobStore, { connections, rate }: DownloadsOptions) {
    this.#blobs = blobs;
    this.#connections = connections;
    this.#rate = new RateLimit(rate);
  }

  /**
   * Gets a blob, or joins those who wait for it. When the signals of all who wait have aborted, the download ends; what came
   * stays for the next.
   */
  get(blob: WantedBlob, client: RegistryClient, signal: AbortSignal): Transfer {
    let transfer = this.#transfers.get(blob.digest);
    if (transfer === undefined) {
      const started = new SharedTransfer();
      transfer = started;
      this.#transfers.set(blob.digest, transfer);
      transfer.finished = this.#run(blob, client, transfer).finally(() => this.#forget(blob.digest, started));
      transfer.finished.catch(() => undefined);
    }
    const joined = transfer;
    joined.waiting++;
    const leave = () => {
      if (--joined.waiting > 0) return;
      this.#forget(blob.digest, joined);
      joined.controller.abort(signal.reason);
    };
    signal.addEventListener("abort", leave, { once: true });
    joined.finished.finally(() => signal.removeEventListener("abort", leave)).catch(() => undefined);
    if (signal.aborted) leave();
    return joined;
  }

  #forget(digest: string, transfer: SharedTransfer): void {
    // Another one may have begun since.
    if (this.#transfers.get(digest) === transfer) this.#transfers.delete(digest);
  }

  /** Bytes of a blob that are still to come. */
  async missing({ digest, size }: WantedBlob): Promise<number> {
    if ((await this.#blobs.size(digest)) === size) return 0;
    const folder = this.#folder(digest);
    const state = await readState(folder);
    return state?.size === size ? size - (await completedIn(folder, state)) : size;
  }

  #folder(digest: string): string {
    return join(this.#blobs.partialFolder, hexOf(digest));
  }

  async #run(blob: WantedBlob, client: RegistryClient, transfer: SharedTransfer): Promise<void> {
    const { signal } = transfer.controller;
    for (;;) {
      if ((await this.#blobs.size(blob.digest)) === blob.size) {
        transfer.progress = () => blob.size;
        return;
      }
      const lock = await BlobLock.try(`${this.#folder(blob.digest)}.lock`);
      if (lock !== undefined) {
        await using _ = lock;
        if ((await this.#blobs.size(blob.digest)) === blob.size) continue;
        return await this.#download(blob, client, transfer);
      }
      const found = await this.#followed(blob);
      transfer.progress = () => found;
      signal.throwIfAborted();
      await Bun.sleep(followInterval);
      signal.throwIfAborted();
    }
  }

  /** Bytes that another process has got. */
  async #followed({ digest }: WantedBlob): Promise<number> {
    const folder = this.#folder(digest);
    const state: PartialState | undefined = await readState(folder);
    return state === undefined ? 0 : completedIn(folder, state);
  }

  async #download(blob: WantedBlob, client: RegistryClient, transfer: SharedTransfer): Promise<void> {
    const { signal } = transfer.controller;
    await using partial = await PartialBlob.open(this.#folder(blob.digest), {
      digest: blob.digest,
      size: blob.size,
      model: blob.model,
    });
    const source = new BlobSource(client, blob.digest, blob.size, blob.url);
    const parts = { partial, source, timing: client.timing, rate: this.#rate, signal };
    const download = new BlobDownload(parts);
    transfer.progress = () => download.completed;
    this.#running.add(download);
    this.#schedule();
    try {
      await download.finished;
    } finally {
      this.#running.delete(download);
    }
    const wanted = blob.digest.replace("-", ":").toLowerCase();
    const got = await download.digest();
    if (got !== wanted && !(await repair(parts, wanted))) {
      await partial.remove();
      throw new RegistryError(`digest mismatch, file must be downloaded again: want ${wanted}, got ${got}`);
    }
    await partial.finish(this.#blobs.path(blob.digest));
  }

  /** Gives every free connection something to do: what is first in order, then halves of what others have. */
  #schedule(): void {
    while (this.#busy < this.#connections) {
      const job = this.#next(false) ?? this.#next(true);
      if (job === undefined) return;
      this.#busy++;
      void job().finally(() => {
        this.#busy--;
        this.#schedule();
      });
    }
  }

  #next(mayShare: boolean) {
    for (const download of this.#running) {
      const job = download.next(mayShare);
      if (job !== undefined) return job;
    }
    return undefined;
  }
}

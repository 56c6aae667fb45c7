import { setTimeout as delay } from "node:timers/promises";
import { discard } from "../registry-client.ts";
import { RegistryError } from "../registry-error.ts";
import { isPassing, pauseAfter } from "../retry.ts";
import type { Timing } from "../timing.ts";
import type { BlobSource } from "./blob-source.ts";
import { missingSpans } from "./missing-spans.ts";
import type { PartialBlob } from "./partial-blob.ts";
import { segmentSizeOf } from "./pieces.ts";
import type { RateLimit } from "./rate-limit.ts";
import { readBody } from "./read-body.ts";
import { RunningHash } from "./running-hash.ts";
import { type Span, steal } from "./span.ts";

export interface BlobDownloadParts {
  readonly partial: PartialBlob;
  readonly source: BlobSource;
  readonly timing: Timing;
  readonly rate: RateLimit;
  readonly signal: AbortSignal;
}

/** Something for one connection to do. It never throws: what ends the download is thrown by `finished`. */
export type Job = () => Promise<void>;

/** A server that sends a blob from its beginning, whatever is asked of it. */
class RangesIgnored extends Error {
  override readonly name = "RangesIgnored";
}

/** The bytes of one blob on their way. Whoever has a connection free asks {@link next} for something to do. */
export class BlobDownload {
  readonly #parts: BlobDownloadParts;
  readonly #hash: RunningHash;
  /** Spans that nobody fetches yet. */
  readonly #todo: Span[];
  readonly #active = new Set<Span>();
  /** Bytes of each block that are still to come. */
  readonly #missing: number[] = [];
  readonly #end = Promise.withResolvers<void>();
  readonly #cut = new AbortController();
  /** Aborts requests for ranges once the server is known to ignore them. */
  readonly #ranges = new AbortController();
  readonly #signal: AbortSignal;
  #jobs = 0;
  #completed = 0;

  constructor(parts: BlobDownloadParts) {
    this.#parts = parts;
    this.#hash = new RunningHash(parts.partial);
    const { blocks } = parts.partial;
    for (let block = 0; block < blocks.count; block++) {
      const missing = parts.partial.isComplete(block) ? 0 : blocks.length(block);
      this.#missing.push(missing);
      this.#completed += blocks.length(block) - missing;
    }
    this.#todo = missingSpans(blocks, segmentSizeOf(blocks.size), (block) => parts.partial.isComplete(block));
    this.#signal = AbortSignal.any([parts.signal, this.#cut.signal]);
    this.#signal.addEventListener("abort", () => this.#end.reject(this.#signal.reason), { once: true });
    if (this.#signal.aborted) this.#end.reject(this.#signal.reason);
    this.#end.promise.catch(() => undefined);
    this.#advance();
  }

  /** Bytes that have come. */
  get completed(): number {
    return this.#completed;
  }

  /** Settles when every byte is there, whatever their digest. Throws what ended the download. */
  get finished(): Promise<void> {
    return this.#end.promise;
  }

  /** The digest of what came, once all has. */
  digest(): Promise<string> {
    return this.#hash.digest();
  }

  /** A job for one connection; undefined if there is none. With `mayShare` it is half of what another one has before it. */
  next(mayShare: boolean): Job | undefined {
    if (this.#completed === this.#size || this.#signal.aborted) return undefined;
    if (this.#ranges.signal.aborted) return this.#jobs === 0 ? this.#counted(() => this.#fetchFromStart()) : undefined;
    const span = mayShare ? steal(this.#active) : this.#todo.shift();
    if (span === undefined) return undefined;
    this.#active.add(span);
    return this.#counted(() => this.#fetchSpan(span).finally(() => this.#active.delete(span)));
  }

  get #size(): number {
    return this.#parts.partial.blocks.size;
  }

  #counted(job: Job): Job {
    this.#jobs++;
    return async () => {
      try {
        await job();
      } catch (error) {
        this.#cut.abort(error);
      } finally {
        this.#jobs--;
      }
    };
  }

  /** Waits after a failure that may pass; throws any other, and one too many. */
  async #pause(error: unknown, failures: number): Promise<void> {
    const { timing } = this.#parts;
    this.#signal.throwIfAborted();
    if (!isPassing(error) || failures >= timing.tries) throw error;
    await delay(pauseAfter(error, failures, timing), undefined, { signal: this.#signal });
  }

  async #fetchSpan(span: Span): Promise<void> {
    for (let failures = 0; ; ) {
      const before = span.at;
      try {
        await this.#request(span);
        return;
      } catch (error) {
        if (error instanceof RangesIgnored) this.#ranges.abort();
        if (this.#ranges.signal.aborted) return;
        failures = span.at > before ? 1 : failures + 1;
        await this.#pause(error, failures);
      }
    }
  }

  async #request(span: Span): Promise<void> {
    const { source, timing, partial, rate } = this.#parts;
    const signal = AbortSignal.any([this.#signal, this.#ranges.signal]);
    const body = await source.open(span.at, span.end, signal);
    // Without a length, what came before a failure may be anything: such a body is read again from its beginning, too.
    if (body.start !== span.at || !body.isMeasured) {
      discard(body.response);
      throw new RangesIgnored();
    }
    for await (const chunk of readBody(body.response, timing.stall, signal)) {
      const used = chunk.subarray(0, span.end - span.at);
      const at = span.at;
      // Before the write, so that nobody is given these bytes meanwhile.
      span.at += used.length;
      await partial.write(used, at);
      this.#received(at, used.length);
      if (span.at >= span.end) return;
      await rate.take(used.length, signal);
    }
    throw new RegistryError("the download ended too soon", { isPassing: true });
  }

  /** Reads the whole blob in one go and keeps what is missing of it. */
  async #fetchFromStart(): Promise<void> {
    for (let failures = 0; ; ) {
      this.#forgetIncomplete();
      const before = this.#completed;
      try {
        await this.#requestWhole();
        return;
      } catch (error) {
        failures = this.#completed > before ? 1 : failures + 1;
        await this.#pause(error, failures);
      }
    }
  }

  async #requestWhole(): Promise<void> {
    const { source, timing, partial, rate } = this.#parts;
    const { response } = await source.open(0, this.#size, this.#signal);
    let at = 0;
    for await (const chunk of readBody(response, timing.stall, this.#signal)) {
      for (let used = 0; used < chunk.length && at < this.#size; ) {
        const block = partial.blocks.at(at);
        const piece = chunk.subarray(used, used + partial.blocks.end(block) - at);
        if (!partial.isComplete(block)) {
          await partial.write(piece, at);
          this.#received(at, piece.length);
        }
        used += piece.length;
        at += piece.length;
      }
      if (this.#completed === this.#size) return;
      await rate.take(chunk.length, this.#signal);
    }
    throw new RegistryError("the download ended too soon", { isPassing: true });
  }

  /** Blocks of which a part came count as missing again. */
  #forgetIncomplete(): void {
    const { blocks } = this.#parts.partial;
    for (const [block, missing] of this.#missing.entries()) {
      if (missing === 0) continue;
      this.#completed -= blocks.length(block) - missing;
      this.#missing[block] = blocks.length(block);
    }
  }

  #received(start: number, bytes: number): void {
    const { partial } = this.#parts;
    this.#completed += bytes;
    for (let at = start; at < start + bytes; ) {
      const block = partial.blocks.at(at);
      const end = Math.min(partial.blocks.end(block), start + bytes);
      this.#missing[block]! -= end - at;
      at = end;
      // Not waited for: the disk syncs while more comes.
      if (this.#missing[block] === 0) partial.mark(block).catch((error) => this.#cut.abort(error));
    }
    this.#advance();
  }

  #advance(): void {
    this.#hash.advance().catch((error) => this.#cut.abort(error));
    if (this.#completed === this.#size) this.#end.resolve();
  }
}

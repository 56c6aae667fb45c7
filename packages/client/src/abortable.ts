import { ConnectionError, OllamaError } from "./errors.ts";

/** What {@link AbortableAsyncIterator} reads. */
export interface FrameSource<Frame> {
  /** Frames as they come; returns whether the answer was read to its end. */
  readonly frames: AsyncGenerator<Frame, boolean, undefined>;
  /** Aborts the request. */
  readonly controller: AbortController;
  /** Called once when the stream is over, for whatever reason. */
  readonly onEnd?: () => void;
}

/**
 * The frames of one answer. `for await` gives them as they come and asks the server for no more than it takes; leaving the loop
 * ends the request. Can be read once.
 *
 * Reading throws a `ResponseError` for an error in the stream, an `IncompleteStreamError` if it ends before the last frame, a
 * `MalformedResponseError` for what is no JSON object, a `ConnectionError` if the connection breaks, and an `AbortError` (or the
 * reason that the signal was given) once it is aborted.
 */
export class AbortableAsyncIterator<Frame extends object> implements AsyncIterable<Frame>, AsyncDisposable {
  readonly #source: FrameSource<Frame>;
  #read = false;
  #ended = false;

  constructor(source: FrameSource<Frame>) {
    this.#source = source;
  }

  /** Ends the request. Whoever reads the frames gets an `AbortError`, or `reason`. */
  abort(reason?: unknown): void {
    this.#source.controller.abort(reason);
    // Nobody reads, so nobody else will notice.
    if (!this.#read) this.#end();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Awaited<Frame>, void, unknown> {
    const { frames, controller } = this.#source;
    const { signal } = controller;
    if (this.#read) throw new OllamaError("the frames of this answer were read before");
    this.#read = true;
    let complete = false;
    try {
      for (;;) {
        signal.throwIfAborted();
        const { value, done } = await frames.next();
        if (done) {
          complete = value;
          return;
        }
        yield value as Awaited<Frame>;
      }
    } catch (error) {
      if (signal.aborted) throw signal.reason;
      throw error instanceof OllamaError ? error : new ConnectionError("the answer broke off", { cause: error });
    } finally {
      this.#end(complete);
    }
  }

  /** Ends the request if it still runs, for `await using`. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#end();
  }

  #end(complete = false): void {
    if (this.#ended) return;
    this.#ended = true;
    if (!complete) this.#source.controller.abort();
    void this.#source.frames.return(complete).catch(() => {});
    this.#source.onEnd?.();
  }
}

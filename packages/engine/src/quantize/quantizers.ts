import type { Part, PartResult } from "./quantize.worker.ts";

type Pending = ReturnType<typeof Promise.withResolvers<PartResult>>;

/** Threads that bring parts of tensors to other types, some ahead of whoever takes the results, which come in order. */
export class Quantizers implements Disposable {
  readonly #workers: Worker[];
  readonly #idle: Worker[];
  readonly #parts: Iterator<Part>;
  readonly #ahead: number;
  readonly #results: Pending[] = [];
  readonly #waiting: { part: Part; result: Pending }[] = [];

  constructor(parts: Iterable<Part>, threads: number) {
    this.#parts = parts[Symbol.iterator]();
    this.#workers = Array.from({ length: threads }, () => new Worker(new URL("./quantize.worker.ts", import.meta.url)));
    this.#idle = [...this.#workers];
    this.#ahead = 2 * threads;
    this.#fill();
  }

  /** The next part's result. Rejects when its thread ends. */
  next(): Promise<PartResult> {
    const first = this.#results.shift();
    if (first === undefined) throw new Error("there are no more parts");
    this.#fill();
    return first.promise;
  }

  [Symbol.dispose](): void {
    for (const worker of this.#workers) worker.terminate();
  }

  #fill(): void {
    while (this.#results.length < this.#ahead) {
      const { value: part, done } = this.#parts.next();
      if (done) break;
      const result = Promise.withResolvers<PartResult>();
      // Nobody may ever wait for it.
      result.promise.catch(() => {});
      this.#results.push(result);
      this.#waiting.push({ part, result });
    }
    while (this.#idle.length > 0 && this.#waiting.length > 0) this.#start(this.#idle.pop()!);
  }

  #start(worker: Worker): void {
    const { part, result } = this.#waiting.shift()!;
    worker.onmessage = ({ data }: MessageEvent<PartResult>) => {
      result.resolve(data);
      this.#idle.push(worker);
      if (this.#waiting.length > 0) this.#start(this.#idle.pop()!);
    };
    worker.onerror = ({ message }) => result.reject(new Error(message));
    worker.postMessage(part);
  }
}

import type { DoneEvent } from "@cria/engine";

/** How an answer ended. */
export type Outcome = "stop" | "length" | "cancelled" | "error";

/** What is told of an answer when it is over; times in seconds. */
export interface AnswerRecord {
  readonly model: string;
  readonly outcome: Outcome;
  /** From the request to its runner's slot, without the time that the model took to load. */
  readonly queued: number | undefined;
  /** From the request to its first text. */
  readonly firstToken: number | undefined;
  /** Between two tokens, on average. */
  readonly perToken: number | undefined;
  /** What the runner counted; undefined if it did not come to an end. */
  readonly done: DoneEvent | undefined;
}

/** Times one answer. */
export class AnswerMeter {
  readonly #model: string;
  readonly #report: (record: AnswerRecord) => void;
  readonly #clock: () => number;
  readonly #begun: number;
  readonly #loading: number;
  #started: number | undefined;
  #first: number | undefined;
  #last: number | undefined;
  #pieces = 0;
  #isOver = false;

  /**
   * @param waited seconds since the request came
   * @param loading seconds of them that went into the model
   * @param clock gives milliseconds
   */
  constructor(
    model: string,
    { waited, loading }: { readonly waited: number; readonly loading: number },
    report: (record: AnswerRecord) => void,
    clock: () => number = () => performance.now(),
  ) {
    this.#model = model;
    this.#report = report;
    this.#clock = clock;
    this.#begun = clock() - 1000 * waited;
    this.#loading = loading;
  }

  get isRunning(): boolean {
    return this.#started !== undefined && !this.#isOver;
  }

  /** The request has a slot of its runner. */
  started(): void {
    this.#started = this.#clock();
  }

  /** Text has come. */
  text(): void {
    this.#last = this.#clock();
    this.#first ??= this.#last;
    this.#pieces++;
  }

  /** Reports the answer, the first time that it is called. */
  over(outcome: Outcome, done?: DoneEvent): void {
    if (this.#isOver) return;
    this.#isOver = true;
    const since = (time: number | undefined) => time && (time - this.#begun) / 1000;
    const tokens = (done?.generatedTokens ?? this.#pieces) - 1;
    const spread = this.#first !== undefined && tokens > 0 ? (this.#last! - this.#first) / 1000 / tokens : undefined;
    this.#report({
      model: this.#model,
      outcome,
      queued: this.#started && Math.max(0, since(this.#started)! - this.#loading),
      firstToken: since(this.#first),
      perToken: spread,
      done,
    });
  }
}

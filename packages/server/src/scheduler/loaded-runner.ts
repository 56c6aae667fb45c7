import type { Runner, RunnerSettings } from "@cria/engine";
import type { Clock } from "./clock.ts";
import { graceMilliseconds } from "./load-runner.ts";
import { Semaphore } from "./semaphore.ts";

/**
 * - `ready`: takes requests
 * - `draining`: finishes its requests, takes no new ones, then stops
 * - `stopping`: its process is being ended
 * - `gone`: its process has ended and its memory is back
 */
export type RunnerState = "ready" | "draining" | "stopping" | "gone";

/** The longest duration of the API: 2^63 - 1 nanoseconds, about 292 years, in milliseconds. It stands for "for ever". */
export const foreverMilliseconds = (2 ** 63 - 1) / 1e6;

/** A runner that has started, with the requests that use it and the time that it stays when there are none. */
export class LoadedRunner<Model> {
  readonly runner: Runner;
  readonly settings: RunnerSettings;
  /** The model that loaded it; others with the same weights share it. */
  readonly model: Model;
  /** Requests being decoded; those beyond the runner's `numParallel` wait. */
  readonly slots: Semaphore;
  /** Settles when the state is `gone`. */
  readonly gone: Promise<void>;

  readonly #clock: Clock;
  readonly #markGone: () => void;
  #state: RunnerState = "ready";
  #references = 0;
  #keepAlive: number;
  #expiresAt: number | undefined;
  #cancelExpiry = () => {};

  /** `keepAlive` is in milliseconds; 0 or less stops the runner as soon as it is idle, Infinity never. */
  constructor(runner: Runner, settings: RunnerSettings, model: Model, keepAlive: number, clock: Clock) {
    this.runner = runner;
    this.settings = settings;
    this.model = model;
    this.slots = new Semaphore(runner.info.numParallel);
    this.#clock = clock;
    this.#keepAlive = Math.min(keepAlive, foreverMilliseconds);
    const { promise, resolve } = Promise.withResolvers<void>();
    this.gone = promise;
    this.#markGone = resolve;
    const ended = () => this.#end();
    runner.exited.then(ended, ended);
  }

  get state(): RunnerState {
    return this.#state;
  }

  get idle(): boolean {
    return this.#references === 0;
  }

  get references(): number {
    return this.#references;
  }

  get keepAlive(): number {
    return this.#keepAlive;
  }

  /** When it stops if nothing uses it, in milliseconds since the epoch. It moves while the first request runs. */
  get expiresAt(): number {
    return this.#expiresAt ?? this.#clock.now() + this.#keepAlive;
  }

  /** Whether a request with these settings can use this runner as it is. */
  accepts(settings: RunnerSettings): boolean {
    const context = Math.min(settings.numCtx, this.runner.info.trainedContext);
    const ours = Math.min(this.settings.numCtx, this.runner.info.trainedContext);
    return (
      this.#state === "ready" &&
      context === ours &&
      settings.numBatch === this.settings.numBatch &&
      settings.numThreads === this.settings.numThreads
    );
  }

  /** Adds a user. `keepAlive` replaces the present duration if given. */
  retain(keepAlive?: number): void {
    this.#references++;
    if (keepAlive !== undefined) this.#keepAlive = Math.min(keepAlive, foreverMilliseconds);
    this.#cancelExpiry();
  }

  /** Takes a user away; the last one starts the timer or the stop. */
  release(): void {
    this.#references--;
    if (this.#references === 0) this.#rest();
  }

  /** Stops as soon as idle, and takes no new users until then. */
  drain(): void {
    if (this.#state !== "ready") return;
    this.#state = "draining";
    if (this.idle) this.#rest();
  }

  /** Stops as soon as idle; a request that comes before that may still use it. */
  expire(): void {
    this.#keepAlive = 0;
    if (this.idle) this.#rest();
  }

  /** Ends the process now, whatever runs in it. Settles when it is gone. */
  stop(): Promise<void> {
    if (this.#state === "ready" || this.#state === "draining") {
      this.#state = "stopping";
      this.#cancelExpiry();
      const cancelGrace = this.#clock.after(graceMilliseconds, () => this.#end());
      const ended = () => {
        cancelGrace();
        this.#end();
      };
      this.runner.stop().then(ended, ended);
    }
    return this.gone;
  }

  #rest(): void {
    if (this.#state === "draining" || (this.#state === "ready" && this.#keepAlive <= 0)) {
      void this.stop();
      return;
    }
    if (this.#state !== "ready") return;
    this.#expiresAt = this.#clock.now() + this.#keepAlive;
    this.#cancelExpiry();
    this.#cancelExpiry = this.#clock.after(this.#keepAlive, () => void this.stop());
  }

  #end(): void {
    if (this.#state === "gone") return;
    this.#state = "gone";
    this.#cancelExpiry();
    this.#markGone();
  }
}

import type { GenerateEvent, GenerateRequest, Runner, RunnerInfo } from "@cria/engine";
import type { LoadedRunner } from "./loaded-runner.ts";

/** A request's hold on a runner, which stays loaded until {@link release}. */
export class Lease {
  readonly #loaded: LoadedRunner<unknown>;
  #held = true;

  constructor(loaded: LoadedRunner<unknown>) {
    this.#loaded = loaded;
  }

  get info(): RunnerInfo {
    return this.#loaded.runner.info;
  }

  /** See {@link Runner.tokenize}. */
  tokenize: Runner["tokenize"] = (text, addSpecial) => this.#loaded.runner.tokenize(text, addSpecial);

  /** See {@link Runner.detokenize}. */
  detokenize: Runner["detokenize"] = (tokens, special) => this.#loaded.runner.detokenize(tokens, special);

  /** See {@link Runner.embed}. It needs no slot: the texts of all requests share the runner's passes. */
  embed: Runner["embed"] = (request, signal) => this.#loaded.runner.embed(request, signal);

  /** Streams one answer as {@link Runner.generate} does, once one of the runner's slots is free. */
  async *generate(request: GenerateRequest, signal: AbortSignal): AsyncGenerator<GenerateEvent, void, void> {
    const leaveSlot = await this.#loaded.slots.acquire(signal);
    try {
      yield* this.#loaded.runner.generate(request, signal);
    } finally {
      leaveSlot();
    }
  }

  /** Gives the runner back. Calling it again does nothing. */
  release(): void {
    if (!this.#held) return;
    this.#held = false;
    this.#loaded.release();
  }

  [Symbol.dispose](): void {
    this.release();
  }
}

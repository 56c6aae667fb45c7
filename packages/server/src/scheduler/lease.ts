import type { GenerateEvent, GenerateRequest, Runner, RunnerInfo } from "@cria/engine";
import type { LoadedRunner } from "./loaded-runner.ts";

/** A request's hold on a runner, which stays loaded until {@link release}. */
export class Lease {
  readonly #loaded: LoadedRunner<unknown>;
  readonly #shutdown: AbortSignal;
  #held = true;

  /** @param shutdown aborts, with the reason that requests are told, when the server ends */
  constructor(loaded: LoadedRunner<unknown>, shutdown: AbortSignal) {
    this.#loaded = loaded;
    this.#shutdown = shutdown;
  }

  get info(): RunnerInfo {
    return this.#loaded.runner.info;
  }

  /** See {@link Runner.tokenize}. */
  tokenize: Runner["tokenize"] = (text, addSpecial) =>
    this.#loaded.runner.tokenize(text, addSpecial).catch((error: unknown) => this.#rethrow(error));

  /** See {@link Runner.detokenize}. */
  detokenize: Runner["detokenize"] = (tokens, special) =>
    this.#loaded.runner.detokenize(tokens, special).catch((error: unknown) => this.#rethrow(error));

  /** See {@link Runner.embed}. It needs no slot: the texts of all requests share the runner's passes. */
  embed: Runner["embed"] = (request, signal) =>
    this.#loaded.runner.embed(request, signal).catch((error: unknown) => this.#rethrow(error));

  /** Streams one answer as {@link Runner.generate} does, once one of the runner's slots is free; then `started` is called. */
  async *generate(
    request: GenerateRequest,
    signal: AbortSignal,
    started?: () => void,
  ): AsyncGenerator<GenerateEvent, void, void> {
    const leaveSlot = await this.#loaded.slots.acquire(AbortSignal.any([signal, this.#shutdown]));
    started?.();
    try {
      yield* this.#loaded.runner.generate(request, signal);
    } catch (error) {
      this.#rethrow(error);
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

  /** A runner that ended because the server does has not failed. */
  #rethrow(error: unknown): never {
    throw this.#shutdown.aborted ? this.#shutdown.reason : error;
  }

  [Symbol.dispose](): void {
    this.release();
  }
}

import type { LoadProgress, Runner, RunnerSettings, StartHooks } from "@cria/engine";
import type { Clock } from "./clock.ts";
import { LoadStalledError } from "./errors.ts";

/** Starts a runner; aborting `signal` ends the start. */
export type StartRunner = (settings: RunnerSettings, hooks: StartHooks) => Promise<Runner>;

/** How long a start that was told to end, or a stop, may take before it is no longer waited for. */
export const graceMilliseconds = 10_000;

export interface LoadOptions {
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** Longest time without progress, in milliseconds; 0 or less, or Infinity, waits for ever. */
  readonly stallTimeout: number;
  /** Makes room for so many bytes; the time that it takes is not the load's. */
  readonly admit: (bytes: number, signal: AbortSignal) => Promise<void>;
}

/**
 * Starts a runner and watches it: a load that makes no progress for `stallTimeout` is ended with
 * {@link LoadStalledError}, an aborted one with the signal's reason. Settles only when the start is over (or, if it
 * ignores its end, after {@link graceMilliseconds}), so that the caller may count on the memory being free.
 */
export async function loadRunner(start: StartRunner, settings: RunnerSettings, options: LoadOptions): Promise<Runner> {
  const { clock, stallTimeout } = options;
  options.signal.throwIfAborted();
  const stalled = new AbortController();
  const signal = AbortSignal.any([options.signal, stalled.signal]);

  let cancelStallTimer = () => {};
  const watch = (progress?: LoadProgress) => {
    cancelStallTimer();
    if (stallTimeout <= 0 || stallTimeout === Number.POSITIVE_INFINITY || signal.aborted) return;
    cancelStallTimer = clock.after(stallTimeout, () => {
      const fraction = progress === undefined || progress.total === 0 ? 0 : progress.completed / progress.total;
      stalled.abort(new LoadStalledError(progress?.stage ?? "starting", fraction));
    });
  };

  const admit = async (bytes: number) => {
    cancelStallTimer();
    await options.admit(bytes, signal);
    watch();
  };
  watch();
  const started = start(settings, { onProgress: watch, admit, signal }).then((runner) => {
    if (!signal.aborted) return runner;
    // It came too late: nobody will use it.
    return runner.stop().then(
      () => Promise.reject(signal.reason),
      () => Promise.reject(signal.reason),
    );
  });

  let cancelGrace = () => {};
  const { promise: givenUp, reject: giveUp } = Promise.withResolvers<never>();
  const startGrace = () => {
    cancelGrace = clock.after(graceMilliseconds, () => giveUp(signal.reason));
  };
  signal.addEventListener("abort", startGrace, { once: true });
  try {
    return await Promise.race([started, givenUp]);
  } catch (error) {
    throw signal.aborted ? signal.reason : error;
  } finally {
    signal.removeEventListener("abort", startGrace);
    cancelStallTimer();
    cancelGrace();
  }
}

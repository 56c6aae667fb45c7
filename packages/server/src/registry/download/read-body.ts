import { RegistryError } from "../registry-error.ts";
import { reason } from "../sender.ts";

/**
 * The chunks of a body. Throws a {@link RegistryError} if it breaks off or stands still for so many milliseconds, or the
 * signal's reason. Ending the iteration ends the connection.
 */
export async function* readBody(response: Response, stall: number, signal: AbortSignal): AsyncGenerator<Uint8Array> {
  const reader = response.body?.getReader();
  if (reader === undefined) return;
  let last = performance.now();
  let ended: unknown;
  const { promise: cut, reject } = Promise.withResolvers<never>();
  cut.catch(() => undefined);
  const end = (error: unknown) => {
    ended ??= error;
    reject(error);
  };
  const abort = () => end(signal.reason);
  signal.addEventListener("abort", abort, { once: true });
  const watch = setInterval(
    () => {
      if (performance.now() - last > stall)
        end(new RegistryError(`no byte came for ${stall / 1000} s`, { isPassing: true }));
    },
    Math.min(stall / 4, 1000),
  );
  try {
    signal.throwIfAborted();
    for (;;) {
      const { done, value } = await Promise.race([reader.read(), cut]);
      if (done) return;
      // The time that a slow disk takes is not the server's.
      last = Number.POSITIVE_INFINITY;
      yield value;
      last = performance.now();
    }
  } catch (error) {
    signal.throwIfAborted();
    if (ended !== undefined || error instanceof RegistryError) throw ended ?? error;
    throw new RegistryError(`the download broke off: ${reason(error)}`, { isPassing: true, cause: error });
  } finally {
    clearInterval(watch);
    signal.removeEventListener("abort", abort);
    reader.cancel().catch(() => undefined);
  }
}

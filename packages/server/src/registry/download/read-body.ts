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
  let isStalled = false;
  // Ends a read that waits. A race of each read with the signal would keep every chunk until the last one.
  const end = () => void reader.cancel().catch(() => undefined);
  const watch = setInterval(
    () => {
      if (performance.now() - last <= stall) return;
      isStalled = true;
      end();
    },
    Math.min(stall / 4, 1000),
  );
  signal.addEventListener("abort", end, { once: true });
  try {
    for (;;) {
      signal.throwIfAborted();
      const { done, value } = await reader.read();
      signal.throwIfAborted();
      if (isStalled) throw new RegistryError(`no byte came for ${stall / 1000} s`, { isPassing: true });
      if (done) return;
      // The time that a slow disk takes is not the server's.
      last = Number.POSITIVE_INFINITY;
      yield value;
      last = performance.now();
    }
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof RegistryError) throw error;
    throw new RegistryError(`the download broke off: ${reason(error)}`, { isPassing: true, cause: error });
  } finally {
    clearInterval(watch);
    signal.removeEventListener("abort", end);
    end();
  }
}

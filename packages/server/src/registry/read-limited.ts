import { RegistryError } from "./registry-error.ts";
import { reason } from "./sender.ts";

/**
 * The body of an answer as text, byte for byte where it is UTF-8. Throws a {@link RegistryError} if it has more than so many
 * bytes or stands still for so many milliseconds.
 */
export async function readLimited(
  response: Response,
  limit: number,
  signal: AbortSignal,
  stall: number,
): Promise<string> {
  const reader = response.body?.getReader();
  if (reader === undefined) return "";
  const chunks: Uint8Array[] = [];
  let size = 0;
  try {
    for (;;) {
      const timer = Promise.withResolvers<never>();
      const watch = setTimeout(() => timer.reject(new RegistryError("the answer stalled", { isPassing: true })), stall);
      const { done, value } = await Promise.race([reader.read(), timer.promise]).finally(() => clearTimeout(watch));
      if (done) break;
      size += value.length;
      if (size > limit) throw new RegistryError(`an answer of more than ${limit} bytes, where a short one is due`);
      chunks.push(value);
    }
  } catch (error) {
    signal.throwIfAborted();
    throw error instanceof RegistryError ? error : new RegistryError(reason(error), { isPassing: true, cause: error });
  } finally {
    reader.cancel().catch(() => undefined);
  }
  return Buffer.concat(chunks).toString("utf8");
}

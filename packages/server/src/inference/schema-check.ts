import type { Check } from "./schema-check.worker.ts";

/** Schemas are the clients', and their patterns may take for ever. */
const patience = 2000;

/**
 * What is wrong with a JSON text by a JSON Schema, both as text; undefined if nothing is. A thread of its own does it, so
 * that a hostile schema holds up nothing; one that takes too long counts as a violation.
 */
export async function findViolation(schema: string, text: string): Promise<string | undefined> {
  const worker = new Worker(new URL("./schema-check.worker.ts", import.meta.url));
  const { promise, resolve } = Promise.withResolvers<string | undefined>();
  worker.unref();
  worker.addEventListener("message", ({ data }: MessageEvent<string | undefined>) => resolve(data));
  worker.addEventListener("error", ({ message }) => resolve(message));
  worker.postMessage({ schema, text } satisfies Check);
  const timer = setTimeout(() => resolve("its check takes too long"), patience);
  try {
    return await promise;
  } finally {
    clearTimeout(timer);
    worker.terminate();
  }
}

import { Semaphore } from "../scheduler/semaphore.ts";
import type { Outcome } from "./render.worker.ts";
import { type ChatTemplate, isLimit, type RenderJob, renderJob } from "./render-job.ts";
import type { LateRenderer } from "./renderer.ts";

/** Characters of a template that is parsed in no time. Those of models have some ten thousand at most. */
export const shortTemplate = 2 ** 16;

/** Milliseconds that a thread may take. The bounds of templates should end it long before. */
const patience = 20_000;

/** Threads at a time: what is left of the machine is for others. */
const threads = new Semaphore(2);

/** A renderer from a template, which makes nobody else wait: nobody has vetted what the template does. */
export function offLoop(source: ChatTemplate): LateRenderer {
  return (input) => renderOffLoop({ source, input });
}

/**
 * Makes a prompt: at once if that is soon done, as for nearly every template, otherwise in a thread of its own. Throws an
 * Error with a text for the client.
 */
export async function renderOffLoop(job: RenderJob): Promise<string> {
  if (job.source.text.length <= shortTemplate) {
    try {
      return renderJob(job, true);
    } catch (error) {
      if (!isLimit(error)) throw error;
    }
  }
  const leave = await threads.acquire();
  try {
    return await renderElsewhere(job);
  } finally {
    leave();
  }
}

async function renderElsewhere(job: RenderJob): Promise<string> {
  const worker = new Worker(new URL("./render.worker.ts", import.meta.url));
  const { promise, resolve, reject } = Promise.withResolvers<Outcome>();
  worker.unref();
  worker.addEventListener("message", ({ data }: MessageEvent<Outcome>) => resolve(data));
  worker.addEventListener("error", ({ message }) => reject(new Error(message)));
  worker.postMessage(job);
  const timer = setTimeout(() => reject(new Error("the template takes too long")), patience);
  try {
    const { prompt, error } = await promise;
    if (prompt === undefined) throw new Error(error);
    return prompt;
  } finally {
    clearTimeout(timer);
    worker.terminate();
  }
}

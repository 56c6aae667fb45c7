// Makes one prompt, see renderOffLoop.
import { type RenderJob, renderJob } from "./render-job.ts";

/** The prompt, or what is wrong with the template. */
export type Outcome =
  | { readonly prompt: string; readonly error?: undefined }
  | { readonly prompt?: undefined; readonly error: string };

declare const self: Worker;

self.addEventListener("message", ({ data }: MessageEvent<RenderJob>) => self.postMessage(outcomeOf(data)));

function outcomeOf(job: RenderJob): Outcome {
  try {
    return { prompt: renderJob(job) };
  } catch (error) {
    return { error: error instanceof Error ? error.message : String(error) };
  }
}

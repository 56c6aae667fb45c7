import type { GenerateResponse } from "@cria/spec";
import { formatUtcTime } from "../http/time.ts";
import type { EndpointFrames } from "../inference/serve-inference.ts";

/** Frames of `/api/generate` for a model's name as it was sent. */
export function generateFrames(model: string): EndpointFrames<GenerateResponse> {
  const frame = (response: string, rest: Partial<GenerateResponse>): GenerateResponse =>
    ordered({ model, created_at: formatUtcTime(new Date()), response, done: false, ...rest });
  return {
    showsEmpty: true,
    piece: ({ content, thinking }, logprobs) => frame(content, { thinking: thinking || undefined, logprobs }),
    end: ({ delta, reason, metrics, context }) =>
      frame(delta.content, {
        thinking: delta.thinking || undefined,
        done: true,
        done_reason: reason,
        context: context?.length ? [...context] : undefined,
        ...metrics,
      }),
    finished: (reason) => frame("", { done: true, done_reason: reason }),
    rendered: ({ text, imageCount }) =>
      frame("", { _debug_info: { rendered_template: text, image_count: imageCount || undefined } }),
    merge: (frames) => {
      const logprobs = frames.flatMap((each) => each.logprobs ?? []);
      return ordered({
        ...(frames.at(-1) ?? frame("", {})),
        response: frames.map((each) => each.response).join(""),
        thinking: frames.map((each) => each.thinking ?? "").join("") || undefined,
        logprobs: logprobs.length > 0 ? logprobs : undefined,
      });
    },
  };
}

/** The same with its keys in the order of the wire. */
function ordered(frame: GenerateResponse): GenerateResponse {
  return {
    model: frame.model,
    created_at: frame.created_at,
    response: frame.response,
    thinking: frame.thinking,
    done: frame.done,
    done_reason: frame.done_reason,
    context: frame.context,
    total_duration: frame.total_duration,
    load_duration: frame.load_duration,
    prompt_eval_count: frame.prompt_eval_count,
    prompt_eval_duration: frame.prompt_eval_duration,
    eval_count: frame.eval_count,
    eval_duration: frame.eval_duration,
    _debug_info: frame._debug_info,
    logprobs: frame.logprobs,
  };
}

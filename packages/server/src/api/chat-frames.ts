import type { ChatResponse } from "@cria/spec";
import { formatUtcTime } from "../http/time.ts";
import type { EndpointFrames } from "../inference/serve-inference.ts";

/** Frames of `/api/chat` for a model's name as it was sent. */
export function chatFrames(model: string): EndpointFrames<ChatResponse> {
  const frame = (content: string, rest: Partial<ChatResponse>): ChatResponse =>
    ordered({
      model,
      created_at: formatUtcTime(new Date()),
      message: { role: "assistant", content },
      done: false,
      ...rest,
    });
  return {
    text: (text, logprobs) => frame(text, { logprobs }),
    end: ({ reason, metrics }) => frame("", { done: true, done_reason: reason, ...metrics }),
    finished: (reason) => frame("", { done: true, done_reason: reason }),
    rendered: ({ text, imageCount }) =>
      frame("", {
        // Nobody has spoken yet.
        message: { role: "", content: "" },
        _debug_info: { rendered_template: text, image_count: imageCount || undefined },
      }),
    merge: (frames) => {
      const last = frames.at(-1) ?? frame("", {});
      const logprobs = frames.flatMap((each) => each.logprobs ?? []);
      return ordered({
        ...last,
        message: { ...last.message, content: frames.map((each) => each.message.content).join("") },
        logprobs: logprobs.length > 0 ? logprobs : undefined,
      });
    },
  };
}

/** The same with its keys in the order of the wire. */
function ordered(frame: ChatResponse): ChatResponse {
  return {
    model: frame.model,
    created_at: frame.created_at,
    message: frame.message,
    done: frame.done,
    done_reason: frame.done_reason,
    _debug_info: frame._debug_info,
    logprobs: frame.logprobs,
    total_duration: frame.total_duration,
    load_duration: frame.load_duration,
    prompt_eval_count: frame.prompt_eval_count,
    prompt_eval_duration: frame.prompt_eval_duration,
    eval_count: frame.eval_count,
    eval_duration: frame.eval_duration,
  };
}

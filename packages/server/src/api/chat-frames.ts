import type { ChatResponse, Message } from "@cria/spec";
import { formatUtcTime } from "../http/time.ts";
import type { EndpointFrames } from "../inference/serve-inference.ts";
import type { OutputDelta } from "../outputs/output-parser.ts";

/** Frames of `/api/chat` for a model's name as it was sent. */
export function chatFrames(model: string): EndpointFrames<ChatResponse> {
  const frame = (delta: Partial<OutputDelta>, rest: Partial<ChatResponse>): ChatResponse =>
    ordered({
      model,
      created_at: formatUtcTime(new Date()),
      message: answerMessage(delta),
      done: false,
      ...rest,
    });
  return {
    showsEmpty: false,
    piece: (delta, logprobs) => frame(delta, { logprobs }),
    end: ({ delta, reason, metrics }) => frame(delta, { done: true, done_reason: reason, ...metrics }),
    finished: (reason) => frame({}, { done: true, done_reason: reason }),
    rendered: ({ text, imageCount }) =>
      frame(
        {},
        {
          // Nobody has spoken yet.
          message: { role: "", content: "" },
          _debug_info: { rendered_template: text, image_count: imageCount || undefined },
        },
      ),
    merge: (frames) => {
      const last = frames.at(-1) ?? frame({}, {});
      const logprobs = frames.flatMap((each) => each.logprobs ?? []);
      return ordered({
        ...last,
        message: answerMessage({
          content: frames.map((each) => each.message.content).join(""),
          thinking: frames.map((each) => each.message.thinking ?? "").join(""),
          toolCalls: frames.flatMap((each) => each.message.tool_calls ?? []),
        }),
        logprobs: logprobs.length > 0 ? logprobs : undefined,
      });
    },
  };
}

function answerMessage({ content = "", thinking, toolCalls }: Partial<OutputDelta>): Message {
  return {
    role: "assistant",
    content,
    thinking: thinking || undefined,
    tool_calls: toolCalls?.length ? [...toolCalls] : undefined,
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

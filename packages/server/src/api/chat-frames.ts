import type { ChatChunk, ChatFinal, ChatResponse, Message } from "@cria/spec";
import { formatUtcTime } from "../http/time.ts";
import type { EndpointFrames } from "../inference/serve-inference.ts";
import type { OutputDelta } from "../outputs/output-parser.ts";

/** Frames of `/api/chat` for a model's name as it was sent. Keys are in the order of the wire. */
export function chatFrames(model: string): EndpointFrames<ChatResponse> {
  const head = (message: Message) => ({ model, created_at: formatUtcTime(new Date()), message });
  const chunk = (message: Message, { _debug_info, logprobs }: Partial<ChatChunk> = {}): ChatChunk => ({
    ...head(message),
    done: false,
    _debug_info,
    logprobs,
  });
  const final = (message: Message, { done_reason, ...metrics }: Partial<ChatFinal>): ChatFinal => ({
    ...head(message),
    done: true,
    done_reason,
    logprobs: undefined,
    ...metrics,
  });
  return {
    showsEmpty: false,
    piece: (delta, logprobs) => chunk(answerMessage(delta), { logprobs }),
    end: ({ delta, reason, metrics }) => final(answerMessage(delta), { done_reason: reason, ...metrics }),
    finished: (reason) => final(answerMessage({}), { done_reason: reason }),
    rendered: ({ text, imageCount }) =>
      chunk(
        // Nobody has spoken yet.
        { role: "", content: "" },
        { _debug_info: { rendered_template: text, image_count: imageCount || undefined } },
      ),
    merge: (frames) => {
      const last = frames.at(-1) ?? chunk(answerMessage({}));
      const logprobs = frames.flatMap((each) => each.logprobs ?? []);
      return {
        ...last,
        message: answerMessage({
          content: frames.map((each) => each.message.content).join(""),
          thinking: frames.map((each) => each.message.thinking ?? "").join(""),
          toolCalls: frames.flatMap((each) => each.message.tool_calls ?? []),
        }),
        logprobs: logprobs.length > 0 ? logprobs : undefined,
      };
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

import type { GenerateChunk, GenerateFinal, GenerateResponse } from "@cria/spec";
import { formatUtcTime } from "../http/time.ts";
import type { EndpointFrames } from "../inference/serve-inference.ts";

/** Frames of `/api/generate` for a model's name as it was sent. Keys are in the order of the wire. */
export function generateFrames(model: string): EndpointFrames<GenerateResponse> {
  const head = (response: string, thinking?: string) => ({
    model,
    created_at: formatUtcTime(new Date()),
    response,
    thinking: thinking || undefined,
  });
  const chunk = (
    response: string,
    { thinking, _debug_info, logprobs }: Partial<GenerateChunk> = {},
  ): GenerateChunk => ({ ...head(response, thinking), done: false, _debug_info, logprobs });
  const final = (
    response: string,
    { thinking, done_reason, context, tool_calls, ...metrics }: Partial<GenerateFinal>,
  ): GenerateFinal => ({
    ...head(response, thinking),
    done: true,
    done_reason,
    context,
    ...metrics,
    tool_calls,
    logprobs: undefined,
  });
  return {
    showsEmpty: true,
    callsAtEnd: true,
    piece: ({ content, thinking }, logprobs) => chunk(content, { thinking, logprobs }),
    end: ({ delta, reason, metrics, context }) =>
      final(delta.content, {
        thinking: delta.thinking,
        done_reason: reason,
        context: context?.length ? [...context] : undefined,
        // Calls of a completion have no ids: nothing answers them.
        tool_calls:
          delta.toolCalls.length > 0 ? delta.toolCalls.map((call) => ({ function: call.function })) : undefined,
        ...metrics,
      }),
    finished: (reason) => final("", { done_reason: reason }),
    rendered: ({ text, imageCount }) =>
      chunk("", { _debug_info: { rendered_template: text, image_count: imageCount || undefined } }),
    merge: (frames) => {
      const logprobs = frames.flatMap((each) => each.logprobs ?? []);
      return {
        ...(frames.at(-1) ?? chunk("")),
        response: frames.map((each) => each.response).join(""),
        thinking: frames.map((each) => each.thinking ?? "").join("") || undefined,
        logprobs: logprobs.length > 0 ? logprobs : undefined,
      };
    },
  };
}

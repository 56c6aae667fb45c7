import type { ResponsesRequest, ResponsesTextFormat } from "@cria/spec";
import type { ChatBody } from "../api/chat.ts";
import { type Decoded, RawJson } from "../http/decoded.ts";
import type { InferenceExtras } from "../inference/extras.ts";
import { type ChosenTools, chooseTools } from "../inference/tool-choice.ts";
import { thinkOf } from "./reasoning-effort.ts";
import { toNativeMessages } from "./responses-input.ts";
import { toNativeTools } from "./responses-tools.ts";
import { toolChoiceOf } from "./tool-choice.ts";

/** A decoded request for a response. */
export type ResponsesBody = Decoded<typeof ResponsesRequest>;

/** The native request that a response stands for. Throws an {@link ApiError} with status 400. */
export function toChatBody(body: ResponsesBody): ChatBody {
  const { model, instructions, input, reasoning } = body;
  return {
    model,
    messages: [...(instructions ? [{ role: "system", content: instructions }] : []), ...toNativeMessages(input)],
    tools: chosen(body).tools,
    format: schemaOf(textFormat(body)),
    think: thinkOf(reasoning?.effort),
    options: {
      num_predict: body.max_output_tokens,
      // Also over the model's own; not so top_p.
      temperature: body.temperature ?? 1,
      top_p: body.top_p,
    },
  };
}

/** What a response asks for beyond its native request. Throws an {@link ApiError} with status 400. */
export function extrasOf(body: ResponsesBody): InferenceExtras {
  return { calls: chosen(body).calls };
}

function chosen({ tools, tool_choice, parallel_tool_calls }: ResponsesBody): ChosenTools {
  return chooseTools(tools?.flatMap(toNativeTools), toolChoiceOf(tool_choice), parallel_tool_calls === false);
}

/** The form that a request wants its text to have. */
export function textFormat({ text }: ResponsesBody): Decoded<typeof ResponsesTextFormat> | undefined {
  // The type of decoded requests takes any field of this name for the native one.
  return text?.format as unknown as Decoded<typeof ResponsesTextFormat> | undefined;
}

function schemaOf(format: Decoded<typeof ResponsesTextFormat> | undefined): RawJson | undefined {
  if (format?.type === "json_object") return new RawJson('"json"');
  return format?.type === "json_schema" && format.schema instanceof RawJson ? format.schema : undefined;
}

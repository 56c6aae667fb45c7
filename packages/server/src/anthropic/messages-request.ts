import { type AnthropicTool, InputToolFunctionParameters, type MessagesRequest, type Think } from "@cria/spec";
import type { ChatBody } from "../api/chat.ts";
import { decodeText } from "../http/decode.ts";
import { type Decoded, RawJson } from "../http/decoded.ts";
import { ApiError } from "../http/error.ts";
import type { InferenceExtras } from "../inference/extras.ts";
import { type ChosenTools, chooseTools } from "../inference/tool-choice.ts";
import { type Block, decodeBlocks } from "./content-blocks.ts";
import { toNativeMessages } from "./native-messages.ts";
import { outputSchema } from "./output-format.ts";
import { toolChoiceOf } from "./tool-choice.ts";
import { joinTexts } from "./tool-results.ts";

type Body = Decoded<typeof MessagesRequest>;

/** A request whose messages' contents are decoded too. */
export interface MessagesBody extends Omit<Body, "messages"> {
  readonly messages: readonly { readonly role: string; readonly blocks: readonly Block[] }[];
}

/** Decodes the contents of a request's messages and checks what must be there. Throws an {@link ApiError} with status 400. */
export function checkBody(body: Body): MessagesBody {
  const messages = body.messages.map(({ role, content }) => ({
    role: role.toLowerCase(),
    blocks: decodeBlocks(content),
  }));
  if (body.model === "") throw new ApiError(400, "model is required");
  if (body.max_tokens <= 0) throw new ApiError(400, "max_tokens is required and must be positive");
  if (messages.length === 0) throw new ApiError(400, "messages is required");
  return { ...body, messages };
}

/** The native request that a request for a message stands for. Throws an {@link ApiError} with status 400. */
export function toChatBody(body: MessagesBody): ChatBody {
  const { model, max_tokens, messages, stop_sequences: stop = [] } = body;
  const system = systemText(body.system);
  return {
    model,
    messages: [
      ...(system === "" ? [] : [{ role: "system", content: system }]),
      ...messages.flatMap(({ role, blocks }) => toNativeMessages(role, blocks)),
    ],
    tools: chosen(body).tools,
    format: outputSchema(body.output_config?.format) ?? outputSchema(body.output_format),
    think: thinkOf(body),
    options: {
      num_predict: max_tokens,
      temperature: body.temperature,
      top_p: body.top_p,
      top_k: body.top_k,
      stop: stop.length > 0 ? stop : undefined,
    },
  };
}

/** What a request asks for beyond its native one. Throws an {@link ApiError} with status 400. */
export function extrasOf(body: MessagesBody): InferenceExtras {
  return { forgivesThinking: true, calls: chosen(body).calls };
}

function chosen({ tools = [], tool_choice: choice }: MessagesBody): ChosenTools {
  // This server does not search, so the model is not told that it could.
  const native = tools.filter((tool) => !isSearch(tool)).map(toNativeTool);
  return chooseTools(native, toolChoiceOf(choice), choice?.disable_parallel_tool_use === true);
}

/** The text of `system`: a text, or blocks. */
export function systemText(system: unknown): string {
  if (typeof system === "string") return system;
  return Array.isArray(system) ? joinTexts(system) : "";
}

function isSearch({ type }: Decoded<typeof AnthropicTool>): boolean {
  return type?.startsWith("web_search") ?? false;
}

function toNativeTool({ name, description, input_schema: schema }: Decoded<typeof AnthropicTool>) {
  return { type: "function", function: { name, description, parameters: decodeSchema(name, schema) } };
}

function decodeSchema(tool: string, schema: unknown): Decoded<typeof InputToolFunctionParameters> {
  try {
    return decodeText(InputToolFunctionParameters, schema instanceof RawJson ? schema.text : "{}");
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    throw new ApiError(400, `invalid input_schema for tool ${JSON.stringify(tool)}: ${error.message}`, {
      cause: error,
    });
  }
}

const efforts: Readonly<Record<string, Think>> = {
  low: "low",
  medium: "medium",
  high: "high",
  max: "max",
  xhigh: "high",
};

function thinkOf({ thinking, output_config: output }: MessagesBody): Think | undefined {
  if (thinking?.type === "enabled") return true;
  if (thinking?.type === "disabled") return false;
  const effort = output?.effort?.trim().toLowerCase() ?? "";
  return Object.hasOwn(efforts, effort) ? efforts[effort] : undefined;
}

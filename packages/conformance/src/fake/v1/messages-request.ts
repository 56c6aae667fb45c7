import type { InputMessage, MessagesRequest } from "@cria/spec";
import { isRecord } from "../../check/expect.ts";
import { DecodeError } from "../decode/decode-error.ts";
import { Fail } from "../native/fail.ts";
import { chosenTools, toolChoiceOf } from "./beyond.ts";
import { isBase64 } from "./data-url.ts";

type Body = Partial<MessagesRequest>;
type Block = Readonly<Record<string, unknown>>;

/** Efforts of `output_config` and what they mean natively. */
const efforts: Readonly<Record<string, string>> = {
  low: "low",
  medium: "medium",
  high: "high",
  max: "max",
  xhigh: "high",
};

/** The native request that a request for a message stands for. Throws a {@link Fail}. @param thinks whether the model can */
export function nativeChat(body: Body, thinks: boolean): object {
  const { model = "", max_tokens: most = 0, messages = [], stop_sequences: stop = [] } = body;
  if (model === "") throw new Fail(400, "model is required");
  if (most <= 0) throw new Fail(400, "max_tokens is required and must be positive");
  if (messages.length === 0) throw new Fail(400, "messages is required");
  const system = systemText(body.system);
  return {
    model,
    messages: [...(system === "" ? [] : [{ role: "system", content: system }]), ...messages.flatMap(nativeMessages)],
    stream: body.stream ?? false,
    tools: chosenTools(
      (body.tools ?? []).filter(({ type = "" }) => !type.startsWith("web_search")).map(nativeTool),
      toolChoiceOf(body.tool_choice),
      messages,
    ),
    format: schemaOf(body.output_config?.format),
    think: thinks ? thinkOf(body) : undefined,
    options: {
      num_predict: most,
      temperature: body.temperature,
      top_p: body.top_p,
      top_k: body.top_k,
      stop: stop.length === 0 ? undefined : stop,
    },
  };
}

function thinkOf({ thinking, output_config: output }: Body): boolean | string | undefined {
  if (thinking?.type === "enabled") return true;
  if (thinking?.type === "disabled") return false;
  return efforts[output?.effort?.trim().toLowerCase() ?? ""];
}

function systemText(system: unknown): string {
  if (typeof system === "string") return system;
  return Array.isArray(system) ? texts(system) : "";
}

/** Texts of the blocks that are texts or documents. */
function texts(blocks: readonly unknown[]): string {
  return blocks.map((block) => (isRecord(block) ? textOf(block) : "")).join("");
}

function textOf({ type, text, source }: Block): string {
  if (type === "text") return typeof text === "string" ? text : "";
  if (type !== "document") return "";
  if (isRecord(source) && source.type === "text") return `${String(source.data)}\n`;
  throw new Fail(400, "invalid document source. Only text can be read.");
}

function schemaOf(format: unknown): unknown {
  return isRecord(format) && format.type === "json_schema" ? format.schema : undefined;
}

function nativeTool({ name = "", description, input_schema: schema }: NonNullable<Body["tools"]>[number]): object {
  if (schema !== undefined && schema !== null && !isRecord(schema)) {
    throw new Fail(400, `invalid input_schema for tool ${JSON.stringify(name)}: not an object`);
  }
  return { type: "function", function: { name, description, parameters: schema ?? {} } };
}

/** A message becomes one for its text, images, calls and thinking, and one for each result of a tool. */
function nativeMessages(message: NonNullable<Body["messages"]>[number]): InputMessage[] {
  const role = (message.role ?? "").toLowerCase();
  const content: unknown = message.content;
  if (content === undefined) throw new DecodeError("unexpected end of JSON input");
  if (content === null || typeof content === "string") return [{ role, content: content ?? "" }];
  if (!Array.isArray(content)) {
    throw new DecodeError("json: cannot unmarshal object into Go value of type []anthropic.ContentBlock");
  }
  const blocks = content.filter(isRecord);
  const of = (...types: readonly string[]) => blocks.filter(({ type }) => types.includes(String(type)));
  const images = of("image").map(imageOf);
  const thinking = of("thinking").at(-1)?.thinking;
  const calls = of("tool_use", "server_tool_use").map(callOf);
  const own = {
    role,
    content: texts(blocks),
    ...(images.length > 0 && { images }),
    ...(typeof thinking === "string" && thinking !== "" && { thinking }),
    ...(calls.length > 0 && { tool_calls: calls }),
  };
  const says = own.content !== "" || own.images !== undefined || own.thinking !== undefined || calls.length > 0;
  const results = of("tool_result", "web_search_tool_result").map(resultOf);
  return role === "user" ? [...results, ...(says ? [own] : [])] : [...(says ? [own] : []), ...results];
}

function imageOf({ source }: Block): string {
  if (!isRecord(source)) throw new Fail(400, "invalid image source");
  if (source.type !== "base64") {
    throw new Fail(400, `invalid image source type: ${String(source.type)}. Only base64 images are supported.`);
  }
  if (typeof source.data !== "string" || !isBase64(source.data)) {
    throw new Fail(400, "invalid base64 image data: illegal base64 data at input byte 0");
  }
  return source.data;
}

function callOf({ id, name, input }: Block) {
  if (typeof id !== "string" || id === "") throw new Fail(400, "tool_use block missing required 'id' field");
  if (typeof name !== "string" || name === "") throw new Fail(400, "tool_use block missing required 'name' field");
  return { id, function: { name, arguments: isRecord(input) ? input : {} } };
}

function resultOf({ type, tool_use_id: id, content }: Block): InputMessage {
  const given = { role: "tool", tool_call_id: typeof id === "string" ? id : "" };
  if (typeof content === "string") return { ...given, content };
  if (type === "web_search_tool_result") return { ...given, content: JSON.stringify(content ?? null) };
  if (!Array.isArray(content)) return { ...given, content: "" };
  const images = content.filter(isRecord).filter((block) => block.type === "image");
  return { ...given, content: texts(content), ...(images.length > 0 && { images: images.map(imageOf) }) };
}

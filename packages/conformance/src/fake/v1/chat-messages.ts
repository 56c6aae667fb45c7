import type { ChatCompletionMessageParam, InputMessage } from "@cria/spec";
import { isRecord } from "../../check/expect.ts";
import { Fail } from "../native/fail.ts";
import { imageData, isBase64 } from "./data-url.ts";
import { goType } from "./go-type.ts";

type Given = Partial<ChatCompletionMessageParam>;

/** The native messages of a chat completion: each part of a list becomes one of its own. Throws a {@link Fail}. */
export function nativeMessages(messages: readonly Given[]): InputMessage[] {
  const calls = messages.flatMap((message) => message.tool_calls ?? []);
  const nameOf = (id: string) => calls.findLast((call) => call.id === id)?.function?.name;
  return messages.flatMap((message) => {
    const { role = "", tool_call_id: id, name, reasoning: thinking } = message;
    const content: unknown = message.content;
    const tool = role.toLowerCase() === "tool" ? (name ?? (id === undefined ? undefined : nameOf(id))) : undefined;
    const called = message.tool_calls && { tool_calls: message.tool_calls.map(nativeCall) };
    const more = { tool_call_id: id, tool_name: tool, thinking, ...called };
    if (typeof content === "string") return [{ role, content, ...more }];
    if (Array.isArray(content)) {
      const parts: InputMessage[] = content.map((part: unknown) => ({ role, ...nativePart(part) }));
      const last = parts.pop();
      return last === undefined ? [] : [...parts, { ...last, ...more }];
    }
    if (called === undefined) throw new Fail(400, `invalid message content type: ${goType(content)}`);
    return [{ role, content: "", ...more, tool_name: undefined }];
  });
}

function nativeCall(call: NonNullable<Given["tool_calls"]>[number]) {
  const { id, function: called } = call;
  const { name = "", arguments: text = "" } = called ?? {};
  return { id, function: { name, arguments: objectOf(text, "invalid tool call arguments") } };
}

/** The object that a text holds. Throws a {@link Fail} with the message if it holds none. */
export function objectOf(text: string, message: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    if (isRecord(value)) return value;
  } catch {
    // Fails below.
  }
  throw new Fail(400, message);
}

function nativePart(part: unknown): { content: string } | { images: string[] } {
  const bad = new Fail(400, "invalid message format");
  if (!isRecord(part)) throw bad;
  switch (part.type) {
    case "text":
      if (typeof part.text !== "string") throw bad;
      return { content: part.text };
    case "image_url": {
      const url = isRecord(part.image_url) ? part.image_url.url : part.image_url;
      if (typeof url !== "string") throw bad;
      return { images: [imageData(url)] };
    }
    case "input_audio":
      return { images: [audioData(part.input_audio)] };
    default:
      throw bad;
  }
}

function audioData(audio: unknown): string {
  if (!isRecord(audio)) throw new Fail(400, "invalid input_audio format");
  const { data } = audio;
  if (typeof data !== "string") throw new Fail(400, "invalid input_audio format: missing data");
  if (!isBase64(data)) throw new Fail(400, "invalid input_audio base64 data: illegal base64 data at input byte 0");
  return data;
}

import type { ChatCompletionMessageParam, ChatCompletionToolCallParam } from "@cria/spec";
import type { ChatBody } from "../api/chat.ts";
import { decodeBase64 } from "../http/base64.ts";
import type { Decoded } from "../http/decoded.ts";
import { ApiError, messageOf } from "../http/error.ts";
import { goTypeName } from "../http/go-type-name.ts";
import { isObject, parseObject } from "../outputs/json-object.ts";
import { decodeImageUrl } from "./image-url.ts";

type NativeMessage = NonNullable<ChatBody["messages"]>[number];
type NativeCall = NonNullable<NativeMessage["tool_calls"]>[number];
type Given = Decoded<typeof ChatCompletionMessageParam>;
type GivenCall = Decoded<typeof ChatCompletionToolCallParam>;

/**
 * The native messages of a chat completion. Each part of a list becomes a message of its own, the last of which has the
 * calls. Throws an {@link ApiError} with status 400.
 */
export function toNativeMessages(messages: readonly Given[]): NativeMessage[] {
  return messages.flatMap((message) => {
    const { tool_calls: calls, reasoning: thinking, tool_call_id } = message;
    const role = message.role.toLowerCase();
    const tool_name = role === "tool" ? message.name || calledName(messages, tool_call_id) : undefined;
    const content: unknown = message.content;
    if (typeof content === "string") {
      return [{ role, content, thinking, tool_calls: calls?.map(toNativeCall), tool_name, tool_call_id }];
    }
    if (Array.isArray(content)) {
      const parts: NativeMessage[] = content.map((part: unknown) => ({ role, ...toNativePart(part) }));
      const last = parts.pop();
      if (last === undefined) return [];
      const more = { thinking, tool_name, tool_call_id };
      return [...parts, { ...last, ...more, ...(calls && { tool_calls: calls.map(toNativeCall) }) }];
    }
    if (calls === undefined) throw new ApiError(400, `invalid message content type: ${goTypeName(content)}`);
    return [{ role, content: "", thinking, tool_calls: calls.map(toNativeCall), tool_call_id }];
  });
}

/** The name that the last call with this id has. */
function calledName(messages: readonly Given[], id: string | undefined): string | undefined {
  if (!id) return undefined;
  const caller = messages.findLast(({ tool_calls: calls }) => calls?.some((call) => call.id === id));
  return caller?.tool_calls?.find((call) => call.id === id)?.function.name;
}

function toNativeCall({ id, function: { name, arguments: text } }: GivenCall, index: number): NativeCall {
  const values = parseObject(text);
  if (values === undefined) throw new ApiError(400, "invalid tool call arguments");
  return { id, function: { index, name, arguments: values } };
}

function toNativePart(part: unknown): Pick<NativeMessage, "content" | "images"> {
  const malformed = () => new ApiError(400, "invalid message format");
  if (!isObject(part)) throw malformed();
  switch (part.type) {
    case "text":
      if (typeof part.text !== "string") throw malformed();
      return { content: part.text };
    case "image_url": {
      const url = isObject(part.image_url) ? part.image_url.url : part.image_url;
      if (typeof url !== "string") throw malformed();
      return { content: "", images: [decodeImageUrl(url)] };
    }
    case "input_audio":
      return { content: "", images: [decodeAudio(part.input_audio)] };
    default:
      throw malformed();
  }
}

function decodeAudio(audio: unknown): Uint8Array<ArrayBuffer> {
  if (!isObject(audio)) throw new ApiError(400, "invalid input_audio format");
  if (typeof audio.data !== "string") throw new ApiError(400, "invalid input_audio format: missing data");
  try {
    return decodeBase64(audio.data);
  } catch (cause) {
    throw new ApiError(400, `invalid input_audio base64 data: ${messageOf(cause)}`, { cause });
  }
}

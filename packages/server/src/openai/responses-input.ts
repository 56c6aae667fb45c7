import {
  go,
  ResponsesFunctionCall,
  ResponsesFunctionCallOutput,
  ResponsesInputMessage,
  ResponsesReasoningInput,
} from "@cria/spec";
import { Type } from "@sinclair/typebox";
import type { ChatBody } from "../api/chat.ts";
import { decodeText } from "../http/decode.ts";
import { type Decoded, RawJson } from "../http/decoded.ts";
import { ApiError } from "../http/error.ts";
import { parseObject } from "../outputs/json-object.ts";
import { elements, within } from "./raw-elements.ts";
import { type ResponsesContent, readContent } from "./responses-content.ts";

type NativeMessage = NonNullable<ChatBody["messages"]>[number];
type NativeCall = NonNullable<NativeMessage["tool_calls"]>[number];

/** An item of the input, read. */
type Item =
  | ({ readonly type: "message"; readonly role: string } & ResponsesContent)
  | { readonly type: "call"; readonly call: NativeCall }
  | ({ readonly type: "output"; readonly callId: string } & ResponsesContent)
  | { readonly type: "reasoning"; readonly thinking: string }
  | { readonly type: "search" };

/** What tells items apart. */
const Kind = Type.Object(
  { type: Type.String(), role: Type.String() },
  go('struct { Type string "json:\\"type\\""; Role string "json:\\"role\\"" }'),
);

/** The native messages of a response's input: a text of the user, or items. Throws an {@link ApiError} with status 400. */
export function toNativeMessages(input: unknown): NativeMessage[] {
  if (!(input instanceof RawJson)) return [];
  const { value } = input;
  if (typeof value === "string") return value === "" ? [] : [{ role: "user", content: value }];
  const items = elements(input, "input must be a string or array");
  return joinItems(items.map((item, index) => within(`input[${index}]: `, () => readItem(item))));
}

function readItem(text: string): Item {
  const { type, role } = decodeText(Kind, text);
  switch (type || (role === "" ? "" : "message")) {
    case "message":
      return readMessage(decodeText(ResponsesInputMessage, text));
    case "function_call":
      return { type: "call", call: readCall(decodeText(ResponsesFunctionCall, text)) };
    case "function_call_output": {
      const { call_id: callId, output } = decodeText(ResponsesFunctionCallOutput, text);
      return { type: "output", callId, ...readContent(output, "output") };
    }
    case "reasoning":
      return { type: "reasoning", thinking: decodeText(ResponsesReasoningInput, text).encrypted_content ?? "" };
    case "web_search_call":
      return { type: "search" };
    case "":
      throw new ApiError(400, "input item missing required 'type' field");
    default:
      throw new ApiError(400, `unknown input item type: ${JSON.stringify(type)}`);
  }
}

function readMessage({ role, content }: Decoded<typeof ResponsesInputMessage>): Item {
  return { type: "message", role, ...readContent(content, "content") };
}

function readCall({ call_id: id, name, arguments: text }: Decoded<typeof ResponsesFunctionCall>): NativeCall {
  const values = text === "" ? {} : parseObject(text);
  if (values === undefined) throw new ApiError(400, "failed to parse function call arguments: not a JSON object");
  return { id, function: { index: 0, name, arguments: values } };
}

/** One message may have come as several items: what was thought, what was said, what was called. */
function joinItems(items: readonly Item[]): NativeMessage[] {
  const messages: NativeMessage[] = [];
  let thinking: string | undefined;
  const takeThinking = () => {
    const taken = thinking ? { thinking } : {};
    thinking = undefined;
    return taken;
  };
  for (const [index, item] of items.entries()) {
    const last = messages.at(-1);
    switch (item.type) {
      case "message": {
        const { role, content, images } = item;
        const message = { role, content, images, ...(role === "assistant" && takeThinking()) };
        if (last !== undefined && role === "assistant" && isAnswered(last, items[index + 1])) mergeInto(last, message);
        else messages.push(message);
        break;
      }
      case "call":
        if (last?.role === "assistant") {
          const calls = last.tool_calls ?? [];
          Object.assign(last, { tool_calls: [...calls, numbered(item.call, calls.length)] }, takeThinking());
        } else messages.push({ role: "assistant", content: "", ...takeThinking(), tool_calls: [item.call] });
        break;
      case "output":
        messages.push({ role: "tool", content: item.content, images: item.images, tool_call_id: item.callId });
        break;
      case "reasoning":
        thinking = item.thinking;
        break;
      case "search":
        // What was found stands in the message that follows.
        break;
    }
  }
  if (thinking) messages.push({ role: "assistant", content: "", thinking });
  return messages;
}

/** Whether an item is the result of a call that the message makes: then nothing may come between them. */
function isAnswered(message: NativeMessage, item: Item | undefined): boolean {
  if (message.role !== "assistant" || item?.type !== "output" || item.callId === "") return false;
  return message.tool_calls?.some(({ id }) => id === item.callId) ?? false;
}

function mergeInto(message: NativeMessage, { content, images, thinking }: NativeMessage): void {
  message.content = [message.content, content].filter((text) => text !== "").join("\n");
  if (images !== undefined) message.images = [...(message.images ?? []), ...images];
  if (thinking !== undefined) message.thinking = thinking;
}

function numbered({ id, function: called }: NativeCall, index: number): NativeCall {
  return { id, function: { ...called, index } };
}

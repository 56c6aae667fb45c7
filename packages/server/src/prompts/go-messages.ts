import type { ToolCall } from "@cria/spec";
import type { Decoded } from "../http/decoded.ts";
import { encodeJsonSorted } from "../http/json.ts";
import type { ChatMessage } from "./chat-message.ts";
import { goAny, goList } from "./go-lists.ts";
import { type GoObject, GoTyped, type GoValue, goStruct } from "./gotemplate/index.ts";

/** The messages of a conversation as Go templates see them, with the names of Ollama's types. */
export function goMessages(messages: readonly ChatMessage[]): GoValue {
  return goList("[]*template.templateMessage", messages.map(goMessage));
}

function goMessage(message: ChatMessage): GoValue {
  // Ollama makes the list only where there is a call.
  const calls = message.tool_calls?.length ? message.tool_calls.map(goToolCall) : undefined;
  return goStruct("*template.templateMessage", {
    Role: message.role,
    Content: message.content,
    Thinking: message.thinking ?? "",
    Images: goList("[]api.ImageData", message.images?.map(goImage)),
    ToolCalls: goList("[]template.templateToolCall", calls),
    ToolName: message.tool_name ?? "",
    ToolCallID: message.tool_call_id ?? "",
  });
}

/** Templates ask whether there are any, and how many: the marks are in the text. */
function goImage(image: Uint8Array): GoValue {
  return new GoTyped("api.ImageData", [], { json: () => Buffer.from(image).toString("base64") });
}

function goToolCall({ id, function: called }: Decoded<ToolCall>): GoValue {
  const sorted = encodeJsonSorted(called.arguments);
  return goStruct("template.templateToolCall", {
    ID: id ?? "",
    Function: goStruct("template.templateToolCallFunction", {
      Index: BigInt(Math.trunc(called.index ?? 0)),
      Name: called.name,
      Arguments: new GoTyped("template.templateArgs", new Map(Object.entries(goAny(called.arguments) as GoObject)), {
        methods: { String: () => sorted },
      }),
    }),
  });
}

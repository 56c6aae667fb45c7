import { type Static, Type } from "@sinclair/typebox";
import { anyValue } from "../any-value.ts";
import { since } from "../since.ts";
import { ResponsesReasoningSummary, ResponsesWebSearchAction } from "./responses-input.ts";

/** Of an item in the making or done. */
export const ResponsesItemStatus = Type.Union(
  [Type.Literal("in_progress"), Type.Literal("completed"), Type.Literal("incomplete")],
  { description: "In Ollama never incomplete: servers that go beyond it say so of a text that was cut." },
);
export type ResponsesItemStatus = Static<typeof ResponsesItemStatus>;

const empty = { ...since("0.14.2"), description: "Always empty." };

/** A piece of the answer's text. */
export const ResponsesOutputText = Type.Object({
  type: Type.Literal("output_text"),
  text: Type.String(),
  annotations: Type.Array(anyValue, empty),
  logprobs: Type.Array(anyValue, empty),
});
export type ResponsesOutputText = Static<typeof ResponsesOutputText>;

export const ResponsesOutputMessage = Type.Object({
  id: Type.String({ description: "Begins with `msg_`." }),
  type: Type.Literal("message"),
  status: ResponsesItemStatus,
  role: Type.Literal("assistant"),
  content: Type.Array(ResponsesOutputText, { description: "One text; empty when the item is added to a stream." }),
});
export type ResponsesOutputMessage = Static<typeof ResponsesOutputMessage>;

export const ResponsesOutputFunctionCall = Type.Object({
  id: Type.String({ description: "Begins with `fc_`." }),
  type: Type.Literal("function_call"),
  status: ResponsesItemStatus,
  call_id: Type.Optional(Type.String({ description: "Absent if the model's runner gives none and nothing streams." })),
  name: Type.String(),
  arguments: Type.String({ description: "Text of a JSON object; empty when the item is added to a stream." }),
});
export type ResponsesOutputFunctionCall = Static<typeof ResponsesOutputFunctionCall>;

export const ResponsesOutputReasoning = Type.Object({
  id: Type.String({ description: "Begins with `rs_`." }),
  type: Type.Literal("reasoning"),
  summary: Type.Array(ResponsesReasoningSummary, { description: "Empty when the item is added to a stream." }),
  encrypted_content: Type.Optional(
    Type.String({ description: "The thought, in plain text; absent when the item is added to a stream." }),
  ),
});
export type ResponsesOutputReasoning = Static<typeof ResponsesOutputReasoning>;

/** A search that the server made. */
export const ResponsesWebSearchCall = Type.Object(
  {
    id: Type.String({ description: "Begins with `ws_`." }),
    type: Type.Literal("web_search_call"),
    status: ResponsesItemStatus,
    action: ResponsesWebSearchAction,
  },
  since("0.32.10"),
);
export type ResponsesWebSearchCall = Static<typeof ResponsesWebSearchCall>;

export const ResponsesOutputItem = Type.Union([
  ResponsesOutputMessage,
  ResponsesOutputFunctionCall,
  ResponsesOutputReasoning,
  ResponsesWebSearchCall,
]);
export type ResponsesOutputItem = Static<typeof ResponsesOutputItem>;

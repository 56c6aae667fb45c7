import { type SchemaOptions, type Static, type TProperties, Type } from "@sinclair/typebox";
import { anyValue } from "../any-value.ts";
import { since } from "../since.ts";
import { ResponsesFailedResponse, ResponsesResponse } from "./responses.ts";
import { ResponsesReasoningSummary } from "./responses-input.ts";
import { ResponsesOutputItem, ResponsesOutputText } from "./responses-output.ts";

/** An event of a stream: its `event` line says the same as `type`. */
function event<Name extends string, Fields extends TProperties>(
  type: Name,
  fields: Fields,
  options: SchemaOptions = {},
) {
  return Type.Object(
    {
      type: Type.Literal(type),
      sequence_number: Type.Integer({ minimum: 0, description: "Position within the stream, from 0 without gaps." }),
      ...fields,
    },
    options,
  );
}

const output_index = Type.Integer({ minimum: 0, description: "Position of the item within the output." });
const item = { item_id: Type.String(), output_index };
const content = { ...item, content_index: Type.Integer({ minimum: 0, description: "Always 0." }) };
const summary = { ...item, summary_index: Type.Integer({ minimum: 0, description: "Always 0." }) };
const logprobs = Type.Array(anyValue, { description: "Always empty." });

export const ResponsesCreatedEvent = event("response.created", { response: ResponsesResponse });
export const ResponsesInProgressEvent = event("response.in_progress", { response: ResponsesResponse });
export const ResponsesOutputItemAddedEvent = event("response.output_item.added", {
  output_index,
  item: ResponsesOutputItem,
});
export const ResponsesOutputItemDoneEvent = event("response.output_item.done", {
  output_index,
  item: ResponsesOutputItem,
});
export const ResponsesContentPartAddedEvent = event("response.content_part.added", {
  ...content,
  part: ResponsesOutputText,
});
export const ResponsesContentPartDoneEvent = event("response.content_part.done", {
  ...content,
  part: ResponsesOutputText,
});
export const ResponsesTextDeltaEvent = event("response.output_text.delta", {
  ...content,
  delta: Type.String(),
  logprobs,
});
export const ResponsesTextDoneEvent = event("response.output_text.done", {
  ...content,
  text: Type.String({ description: "All of it." }),
  logprobs,
});
/** Ollama leaves this event out, though OpenAI's accumulating helper needs it before any delta. */
export const ResponsesReasoningPartAddedEvent = event("response.reasoning_summary_part.added", {
  ...summary,
  part: ResponsesReasoningSummary,
});
/** Ollama leaves this event out. */
export const ResponsesReasoningPartDoneEvent = event("response.reasoning_summary_part.done", {
  ...summary,
  part: ResponsesReasoningSummary,
});
export const ResponsesReasoningDeltaEvent = event("response.reasoning_summary_text.delta", {
  ...summary,
  delta: Type.String(),
});
export const ResponsesReasoningDoneEvent = event("response.reasoning_summary_text.done", {
  ...summary,
  text: Type.String({ description: "All of it." }),
});
export const ResponsesArgumentsDeltaEvent = event("response.function_call_arguments.delta", {
  ...item,
  delta: Type.String({ description: "All of the arguments: they come whole." }),
});
export const ResponsesArgumentsDoneEvent = event("response.function_call_arguments.done", {
  ...item,
  arguments: Type.String({ description: "Text of a JSON object." }),
});
const searching = since("0.32.10");
export const ResponsesSearchInProgressEvent = event("response.web_search_call.in_progress", item, searching);
export const ResponsesSearchingEvent = event("response.web_search_call.searching", item, searching);
export const ResponsesSearchCompletedEvent = event("response.web_search_call.completed", item, searching);
export const ResponsesCompletedEvent = event("response.completed", { response: ResponsesResponse });
/** In place of the former for an answer that was cut. Ollama does not send it. */
export const ResponsesIncompleteEvent = event("response.incomplete", { response: ResponsesResponse });
export const ResponsesFailedEvent = event("response.failed", { response: ResponsesFailedResponse }, searching);

/** An event before the last. */
export const ResponsesStreamChunk = Type.Union([
  ResponsesCreatedEvent,
  ResponsesInProgressEvent,
  ResponsesOutputItemAddedEvent,
  ResponsesOutputItemDoneEvent,
  ResponsesContentPartAddedEvent,
  ResponsesContentPartDoneEvent,
  ResponsesTextDeltaEvent,
  ResponsesTextDoneEvent,
  ResponsesReasoningPartAddedEvent,
  ResponsesReasoningPartDoneEvent,
  ResponsesReasoningDeltaEvent,
  ResponsesReasoningDoneEvent,
  ResponsesArgumentsDeltaEvent,
  ResponsesArgumentsDoneEvent,
  ResponsesSearchInProgressEvent,
  ResponsesSearchingEvent,
  ResponsesSearchCompletedEvent,
]);
export type ResponsesStreamChunk = Static<typeof ResponsesStreamChunk>;

/** The last event. */
export const ResponsesFinalEvent = Type.Union([
  ResponsesCompletedEvent,
  ResponsesIncompleteEvent,
  ResponsesFailedEvent,
]);
export type ResponsesFinalEvent = Static<typeof ResponsesFinalEvent>;

/** Any event of the stream of `POST /v1/responses`. */
export const ResponsesStreamEvent = Type.Union([...ResponsesStreamChunk.anyOf, ...ResponsesFinalEvent.anyOf]);
export type ResponsesStreamEvent = Static<typeof ResponsesStreamEvent>;

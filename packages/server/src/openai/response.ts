import type { ChatResponse, ResponsesOutputItem, ResponsesResponse, ResponsesUsage } from "@cria/spec";
import { RawJson } from "../http/decoded.ts";
import { callItem, messageItem, reasoningItem } from "./finished-items.ts";
import { type Ending, randomNumber, unixSeconds, usageOf } from "./frame.ts";
import { type ResponsesBody, textFormat } from "./responses-request.ts";

/** A number that the ids of a response and its items have. */
export function newResponseNumber(): number {
  return randomNumber(999_999);
}

/** How far a response is. */
export interface ResponseState {
  /** Unix time in seconds. */
  readonly createdAt: number;
  /** Unix time in seconds; absent while in progress. */
  readonly completedAt?: number;
  readonly output: ResponsesOutputItem[];
  /** The last native frame; absent while in progress. */
  readonly ending?: Ending;
}

/** The response that a whole native frame stands for: what was thought, said and called, in this order. */
export function toResponse(body: ResponsesBody, frame: ChatResponse): ResponsesResponse {
  const number = newResponseNumber();
  const { content, thinking, tool_calls: calls = [] } = frame.message;
  const output: ResponsesOutputItem[] = [];
  if (thinking) output.push(reasoningItem(`rs_${number}`, thinking));
  // Text before a call is whole.
  const isCut = frame.done && frame.done_reason === "length" && calls.length === 0;
  if (content !== "" || calls.length === 0) output.push(messageItem(`msg_${number}`, content, isCut));
  output.push(...calls.map((call, index) => callItem(`fc_${number}_${index}`, call)));
  const createdAt = unixSeconds(frame.created_at);
  const completedAt = Math.max(createdAt, Math.floor(Date.now() / 1000));
  return responseObject(body, number, { createdAt, completedAt, output, ending: frame.done ? frame : {} });
}

/** A response in any state. Keys are in the order of the wire; much of it repeats the request. */
export function responseObject(body: ResponsesBody, number: number, state: ResponseState): ResponsesResponse {
  const { effort, summary } = body.reasoning ?? {};
  const isCut = state.ending?.done_reason === "length";
  return {
    id: `resp_${number}`,
    object: "response",
    created_at: state.createdAt,
    completed_at: isCut ? null : (state.completedAt ?? null),
    status: state.ending === undefined ? "in_progress" : isCut ? "incomplete" : "completed",
    incomplete_details: isCut ? { reason: "max_output_tokens" } : null,
    model: body.model,
    previous_response_id: null,
    instructions: body.instructions || null,
    output: state.output,
    error: null,
    tools: (body.tools ?? []).map(echoedTool),
    tool_choice: body.tool_choice ?? "auto",
    truncation: body.truncation ?? "disabled",
    parallel_tool_calls: body.parallel_tool_calls !== false,
    text: { format: echoedFormat(body) },
    top_p: body.top_p ?? 1,
    presence_penalty: 0,
    frequency_penalty: 0,
    top_logprobs: 0,
    temperature: body.temperature ?? 1,
    reasoning: effort || summary ? { effort: effort || undefined, summary: summary || undefined } : null,
    usage: state.ending === undefined ? null : responseUsage(state.ending),
    max_output_tokens: body.max_output_tokens ?? null,
    max_tool_calls: null,
    store: false,
    background: body.background ?? false,
    service_tier: "default",
    metadata: {},
    safety_identifier: null,
    prompt_cache_key: null,
  };
}

function echoedTool(tool: NonNullable<ResponsesBody["tools"]>[number]): ResponsesResponse["tools"][number] {
  const { type = "", name = "", description, strict, parameters, tools } = tool;
  return {
    type,
    name,
    description: description ?? null,
    strict: strict ?? null,
    parameters: parameters ?? null,
    tools: tools?.map(echoedTool),
  };
}

function echoedFormat(body: ResponsesBody): ResponsesResponse["text"]["format"] {
  const { type, name, schema, strict } = textFormat(body) ?? { type: "text" };
  return { type, name: name || undefined, schema: schema instanceof RawJson ? schema.value : undefined, strict };
}

function responseUsage(ending: Ending): ResponsesUsage {
  const { prompt_tokens, completion_tokens, total_tokens } = usageOf(ending);
  return {
    input_tokens: prompt_tokens,
    output_tokens: completion_tokens,
    total_tokens,
    input_tokens_details: { cached_tokens: 0 },
    output_tokens_details: { reasoning_tokens: 0 },
  };
}

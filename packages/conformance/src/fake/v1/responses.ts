import { type ChatResponse, ResponsesRequest, type ResponsesTool } from "@cria/spec";
import { type FakeAnswer, json } from "../answer.ts";
import { type FakeState, hash } from "../state.ts";
import { askChat, counts, seconds } from "./ask-native.ts";
import { chosenTools, singleCall, toolChoiceOf } from "./beyond.ts";
import { decodeBody } from "./decode-body.ts";
import { thinkOf } from "./reasoning-effort.ts";
import { inputMessages } from "./responses-input.ts";
import { responsesStream } from "./responses-stream.ts";

type Body = Partial<ResponsesRequest>;

/** Answers `POST /v1/responses`. */
export function responses(text: string, state: FakeState): FakeAnswer {
  const body = decodeBody(ResponsesRequest, text);
  const answered = askChat(nativeChat(body), state);
  const native = body.parallel_tool_calls === false ? singleCall(answered) : answered;
  const { frames } = native;
  const number = String(Number.parseInt(hash(text).slice(0, 8), 16) % 999_999);
  const whole = (frame: ChatResponse, output: readonly object[]) => {
    const time = seconds(frame.created_at);
    const ended = isCut(frame)
      ? { completed_at: null, status: "incomplete", incomplete_details: { reason: "max_output_tokens" } }
      : { completed_at: time, status: "completed" };
    return { ...envelope(body, number, time), ...ended, output, usage: usage(frame) };
  };
  if (body.stream !== true) return json(200, whole(frames[0]!, outputItems(frames[0]!, number)));
  const started = { ...envelope(body, number, seconds(frames[0]!.created_at)), completed_at: null };
  const begun = { ...started, status: "in_progress", output: [], usage: null };
  return responsesStream(native, number, begun, whole);
}

/** Whether an answer was cut by its limit. */
export function isCut(frame: ChatResponse): boolean {
  return "done_reason" in frame && frame.done_reason === "length";
}

function outputItems(frame: ChatResponse, number: string): object[] {
  const { message } = frame;
  const { content, thinking = "", tool_calls: calls = [] } = message;
  const reasoning = thinking === "" ? [] : [reasoningItem(`resp_${number}`, thinking)];
  if (calls.length > 0) {
    const made = calls.map(({ id = "", function: { name, arguments: values } }, i) =>
      callItem(`fc_resp_${number}_${i}`, id, name, JSON.stringify(values)),
    );
    return [...reasoning, ...made];
  }
  return [...reasoning, messageItem(number, content, isCut(frame))];
}

/** A reasoning item that is done. */
export function reasoningItem(number: string, text: string) {
  const summary = [{ type: "summary_text", text }];
  return { id: `rs_${number}`, type: "reasoning", summary, encrypted_content: text };
}

/** A message item that is done, or was cut. */
export function messageItem(number: string, text: string, cut = false) {
  const status = cut ? "incomplete" : "completed";
  return { id: `msg_${number}`, type: "message", status, role: "assistant", content: [textPart(text)] };
}

/** A part with text of a message item. */
export function textPart(text: string) {
  return { type: "output_text", text, annotations: [], logprobs: [] };
}

/** An item of a call that is done. */
export function callItem(id: string, callId: string, name: string, values: string) {
  return { id, type: "function_call", status: "completed", call_id: callId, name, arguments: values };
}

function usage(frame: object) {
  const { input, output } = counts(frame);
  return {
    input_tokens: input,
    output_tokens: output,
    total_tokens: input + output,
    input_tokens_details: { cached_tokens: 0 },
    output_tokens_details: { reasoning_tokens: 0 },
  };
}

/** What every response has, whatever its progress. */
function envelope(body: Body, number: string, time: number): object {
  const { effort, summary } = body.reasoning ?? {};
  return {
    id: `resp_${number}`,
    object: "response",
    created_at: time,
    incomplete_details: null,
    model: body.model ?? "",
    previous_response_id: null,
    instructions: body.instructions || null,
    error: null,
    tools: (body.tools ?? []).map(echoedTool),
    tool_choice: "auto",
    truncation: body.truncation ?? "disabled",
    parallel_tool_calls: true,
    text: { format: body.text?.format ?? { type: "text" } },
    top_p: body.top_p ?? 1,
    presence_penalty: 0,
    frequency_penalty: 0,
    top_logprobs: 0,
    temperature: body.temperature ?? 1,
    reasoning: effort || summary ? { ...(effort && { effort }), ...(summary && { summary }) } : null,
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

function echoedTool({ type = "", name = "", description, strict, parameters, tools }: ResponsesTool): object {
  return {
    type,
    name,
    description: description ?? null,
    strict: strict ?? null,
    parameters: parameters ?? null,
    ...(tools && { tools }),
  };
}

/** The native request that a response stands for. */
function nativeChat(body: Body): object {
  const { model = "", instructions = "", input, stream = false, reasoning, text } = body;
  const system = instructions === "" ? [] : [{ role: "system", content: instructions }];
  return {
    model,
    messages: [...system, ...inputMessages(input)],
    stream,
    tools: chosenTools((body.tools ?? []).flatMap(nativeTools), toolChoiceOf(body.tool_choice), input),
    think: thinkOf(reasoning?.effort),
    format: text?.format?.type === "json_schema" ? text.format.schema : undefined,
    options: { temperature: body.temperature ?? 1, top_p: body.top_p, num_predict: body.max_output_tokens },
  };
}

/** Searches need the cloud, which the fake server has not: a tool that searches is never called. */
function nativeTools({ type = "", name = "", description, parameters, tools }: ResponsesTool): object[] {
  if (type === "web_search") return [];
  if (type === "namespace") {
    const prefix = `${name}.`;
    return (tools ?? []).flatMap((tool) => {
      const inner = tool.name ?? "";
      return nativeTools({ ...tool, name: inner.startsWith(prefix) ? inner : prefix + inner });
    });
  }
  return [{ type, function: { name, description, parameters: parameters ?? {} } }];
}

import { expectEqual, expectThat, isRecord, show } from "../check/expect.ts";
import { type Answer, parseJson } from "../exchange/answer.ts";
import { type Fields, hasStatus, record, recordOf, records, textOf } from "./reads.ts";

/** A streamed chat as OpenAI's packages read it. */
export interface ChatStream {
  readonly answer: Answer;
  readonly chunks: readonly Fields[];
  /** Whether `[DONE]` came. */
  readonly ended: boolean;
}

/** The chunks of a streamed chat, up to `[DONE]`; a chunk with `error` throws. */
export function chatStream(answer: Answer): ChatStream {
  hasStatus(answer, 200);
  const data = answer.events.map((event) => event.data);
  const end = data.indexOf("[DONE]");
  const chunks = data
    .slice(0, end < 0 ? undefined : end)
    .map((text) => record(parseJson(text, "an event"), "an event", answer));
  expectThat(chunks.length > 0, "the stream has no event that a client can read", answer);
  for (const chunk of chunks) expectThat(!chunk.error, `the stream tells of the error ${show(chunk.error)}`, answer);
  return { answer, chunks, ended: end >= 0 };
}

/** A message that was streamed, put together. */
export interface StreamedMessage {
  readonly content: string;
  readonly finishReason: string;
  readonly toolCalls: readonly { id: string; type: "function"; function: { name: string; arguments: string } }[];
}

/** Puts a streamed chat together as the package's `.stream()` helper does, which is strict. */
export function accumulate({ answer, chunks }: ChatStream): StreamedMessage {
  let [content, role, finishReason] = ["", "", ""];
  const calls = new Map<number, { id: string; type: string; function: { name: string; arguments: string } }>();
  for (const chunk of chunks) {
    for (const choice of records(chunk.choices, "`choices` of a chunk", answer)) {
      const delta = recordOf(choice, "delta", "a choice", answer);
      if (typeof delta.role === "string") role = delta.role;
      if (typeof delta.content === "string") content += delta.content;
      if (typeof choice.finish_reason === "string") finishReason = choice.finish_reason;
      for (const call of delta.tool_calls === undefined ? [] : records(delta.tool_calls, "`tool_calls`", answer)) {
        const { index } = call;
        expectThat(typeof index === "number", `a tool call of a chunk has no \`index\`: ${show(call)}`, answer);
        const made = calls.get(index) ?? { id: "", type: "", function: { name: "", arguments: "" } };
        const called = isRecord(call.function) ? call.function : {};
        if (typeof call.id === "string") made.id = call.id;
        if (typeof call.type === "string") made.type = call.type;
        if (typeof called.name === "string") made.function.name += called.name;
        if (called.arguments !== undefined) made.function.arguments += textOf(called, "arguments", "a call", answer);
        calls.set(index, made);
      }
    }
  }
  expectThat(role !== "", "no chunk has a `role`", answer);
  expectThat(finishReason !== "", "no chunk has a `finish_reason`", answer);
  const toolCalls = [...calls.values()].map(({ id, type, function: called }) => {
    expectEqual(type, "function", "`type` of a tool call", answer);
    expectThat(called.name !== "", "a tool call has no name", answer);
    return { id, type: "function" as const, function: called };
  });
  return { content, finishReason, toolCalls };
}

/** Event types that the `responses.stream()` helper knows how to add to its response. */
const items = ["message", "function_call", "reasoning", "custom_tool_call"];

/** Reads a streamed response as the package's `responses.stream()` helper does; throws where it would. */
export function readResponses(answer: Answer): Fields {
  hasStatus(answer, 200);
  const events = answer.events.map(({ data }) => record(parseJson(data, "an event"), "an event", answer));
  const [first] = events;
  expectEqual(first?.type, "response.created", "the type of the first event", answer);
  let response = recordOf(first ?? {}, "response", "the first event", answer);
  const output: { type: unknown; parts: number }[] = [];
  records(response.output, "`response.output` of the first event", answer);
  for (const event of events) {
    const type = textOf(event, "type", "an event", answer);
    const index = event.output_index;
    if (/^response\.(?:created|in_progress|completed|incomplete|failed)$/.test(type)) {
      response = recordOf(event, "response", type, answer);
    } else if (type === "response.output_item.added") {
      expectEqual(index, output.length, "`output_index` of a new item", answer);
      const item = recordOf(event, "item", type, answer);
      expectThat(items.includes(String(item.type)), `an item has the type ${show(item.type)}`, answer);
      output.push({ type: item.type, parts: 0 });
    } else if (typeof index === "number") {
      const item = output[index];
      expectThat(item !== undefined, `${type} is about the item ${index}, which was not added`, answer);
      if (type === "response.content_part.added" || type === "response.reasoning_summary_part.added") item.parts++;
      const needsPart = type === "response.output_text.delta" || type === "response.reasoning_summary_text.delta";
      expectThat(!needsPart || item.parts > 0, `${type} comes before its part was added`, answer);
    }
  }
  return response;
}

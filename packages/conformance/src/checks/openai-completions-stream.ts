import type { RequirementId } from "@cria/spec";
import { type Check, check } from "../check/check.ts";
import type { CheckContext } from "../check/context.ts";
import { expectEqual, expectThat, isRecord, show } from "../check/expect.ts";
import { ask } from "./v1/ask.ts";
import { finishReasons, type Stream, streamOf } from "./v1/chat.ts";
import { body, complete, path, textOf } from "./v1/completions.ts";
import { at, expectText, objectsAt, textOr } from "./v1/json.ts";

async function stream(context: CheckContext, withUsage: boolean): Promise<Stream> {
  const more = withUsage ? { stream_options: { include_usage: true } } : {};
  const answer = await ask(context, path, body(context, { stream: true, ...more }));
  return streamOf(answer, withUsage ? "the stream with usage" : "the stream");
}

/** A rule of every stream. */
function always(id: RequirementId, verify: (stream: Stream) => void): Check {
  return check(id, ["model"], async (context) => {
    for (const withUsage of [false, true]) verify(await stream(context, withUsage));
  });
}

const choicesOf = ({ chunks }: Stream) => chunks.flatMap((chunk) => objectsAt(chunk, "choices"));

export const openaiCompletionsStream = [
  always("openai-completions-stream.done-last", ({ answer, what }) => {
    const ends = answer.events.map(({ data }) => data === "[DONE]");
    expectEqual(ends.indexOf(true), ends.length - 1, `the place of the first [DONE] of ${what}`, answer);
  }),
  always("openai-completions-stream.object", ({ chunks, answer }) => {
    for (const { object } of chunks) expectEqual(object, "text_completion", "object of a chunk", answer);
  }),
  always("openai-completions-stream.choices-is-list", ({ chunks, answer }) => {
    for (const { choices } of chunks) expectThat(Array.isArray(choices), `choices is ${show(choices)}`, answer);
  }),
  always("openai-completions-stream.text-is-string", (stream) => {
    for (const { text } of choicesOf(stream)) expectText(text, "choices[0].text of a chunk", stream.answer);
  }),
  check("openai-completions-stream.joins-to-unstreamed", ["model"], async (context) => {
    const whole = await stream(context, false);
    const text = choicesOf(whole).map((choice) => textOr(choice.text));
    expectEqual(text.join(""), textOf(await complete(context)), "the joined text", whole.answer);
  }),
  always("openai-completions-stream.one-finish", (stream) => {
    expectEqual(finishReasons(stream).length, 1, "the number of chunks with a finish_reason", stream.answer);
  }),
  always("openai-completions-stream.finish-last", (stream) => {
    const choices = choicesOf(stream);
    const end = choices.findIndex(({ finish_reason: reason }) => (reason ?? null) !== null);
    const after = choices.slice(end + 1).map(({ text }) => textOr(text));
    expectEqual(end < 0 ? "" : after.join(""), "", "the text after the finish_reason", stream.answer);
  }),
  always("openai-completions-stream.one-id", ({ chunks, answer }) => {
    for (const { id } of chunks) expectEqual(id, chunks[0]!.id, "id of a chunk", answer);
  }),
  check("openai-completions-stream.usage-chunk", ["model"], async (context) => {
    const { chunks, answer } = await stream(context, true);
    const [last] = chunks.slice(-1);
    expectEqual(last?.choices, [], "choices of the last chunk", answer);
    const { body } = await complete(context);
    expectEqual(last?.usage, at(body, "usage"), "usage of the last chunk", answer);
  }),
  check("openai-completions-stream.no-usage-unasked", ["model"], async (context) => {
    const { chunks, answer } = await stream(context, false);
    expectEqual(chunks.filter(({ usage }) => isRecord(usage)).length, 0, "the number of chunks with usage", answer);
  }),
];

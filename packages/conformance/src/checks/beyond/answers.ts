import { Type } from "@sinclair/typebox";
import { type Check, check } from "../../check/check.ts";
import type { CheckContext } from "../../check/context.ts";
import { expectEqual, expectShape, expectThat } from "../../check/expect.ts";
import { NotApplicable, NotSupported } from "../../check/outcome.ts";
import { ask, user } from "../v1/ask.ts";
import { chat, chatStream, contentOf, streamOf } from "../v1/chat.ts";
import { at, expectCount, objectsAt } from "../v1/json.ts";
import { message, body as messageBody, path as messagesPath, textOf } from "../v1/messages.ts";
import { respond, body as responseBody, path as responsesPath } from "../v1/responses.ts";

const schema = Type.Object({ ok: Type.Boolean() }, { additionalProperties: false });

const words = "All llamas of the green hill are purple, and none of them sings before noon.";
const plain = { type: "document", source: { type: "text", media_type: "text/plain", data: words } };
const pdf = { type: "document", source: { type: "base64", media_type: "application/pdf", data: "JVBERi0xLjQK" } };
const question = { type: "text", text: "What colour are they?" };

/** Tokens of a prompt with these blocks; undefined if they are refused. */
async function promptTokens(context: CheckContext, blocks: readonly object[]): Promise<number | undefined> {
  const answer = await ask(context, messagesPath, messageBody(context, { messages: [user(blocks)], max_tokens: 1 }));
  return answer.status === 200
    ? expectCount(at(answer.json, "usage", "input_tokens"), "input_tokens", answer)
    : undefined;
}

/** Whether documents are read. Throws {@link NotApplicable} if the server does not count. */
async function readsDocuments(context: CheckContext): Promise<boolean> {
  const [without, read] = [await promptTokens(context, [question]), await promptTokens(context, [plain, question])];
  if (without === 0) throw new NotApplicable("the server counts no tokens of a prompt");
  return without !== undefined && read !== undefined && read > without + 5;
}

async function severalChoices(context: CheckContext) {
  const said = await chat(context, { n: 3, max_tokens: 3 });
  const choices = objectsAt(said.body, "choices");
  if (choices.length === 1) throw new NotSupported("n gives one choice, as in Ollama");
  return { answer: said.answer, choices };
}

/** Checks of limits, choices, formats and documents. */
export const beyondAnswers: readonly Check[] = [
  check("beyond.max-completion-tokens", ["model"], async (context) => {
    const { answer, body } = await chat(context, { max_tokens: 12, max_completion_tokens: 2 });
    const tokens = expectCount(at(body, "usage", "completion_tokens"), "usage.completion_tokens", answer);
    if (tokens > 2) throw new NotSupported("max_completion_tokens has no effect, as in Ollama");
    expectEqual(at(body, "choices", 0, "finish_reason"), "length", "finish_reason", answer);
  }),
  check("beyond.n", ["model"], async (context) => {
    const { answer, choices } = await severalChoices(context);
    const indexes = choices.map(({ index }) => index);
    expectEqual(indexes, [0, 1, 2], "the indexes of the choices", answer);
    for (const { finish_reason: reason } of choices) {
      expectThat(typeof reason === "string", "a choice has no finish_reason", answer);
    }
  }),
  check("beyond.n-streamed", ["model"], async (context) => {
    const { choices } = await severalChoices(context);
    const { answer, chunks } = await chatStream(context, { n: 3, max_tokens: 3 });
    const streamed = chunks.flatMap((chunk) => objectsAt(chunk, "choices"));
    for (const index of choices.keys()) {
      const ends = streamed.filter((choice) => choice.index === index && typeof choice.finish_reason === "string");
      expectEqual(ends.length, 1, `the number of ends of choice ${index} of the stream`, answer);
    }
  }),
  check("beyond.logit-bias", ["model"], async (context) => {
    const free = contentOf(await chat(context));
    const biased = contentOf(await chat(context, { logit_bias: { "100": 100, "101": 99 } }));
    if (biased === free) throw new NotSupported("logit_bias has no effect, as in Ollama");
    const said = await chat(context, { logit_bias: { "100": 0 } });
    expectEqual(contentOf(said), free, "the text with a bias of 0", said.answer);
  }),
  check("beyond.incomplete", ["model"], async (context) => {
    const limit = { max_output_tokens: 2 };
    const { answer, body } = await respond(context, limit);
    const stream = streamOf(
      await ask(context, responsesPath, responseBody(context, { stream: true, ...limit })),
      "the stream",
    );
    const end = stream.chunks.at(-1);
    if (body.status === "completed" && end?.type === "response.completed") {
      throw new NotSupported("a response that was cut is completed, as in Ollama");
    }
    expectEqual(body.status, "incomplete", "status", answer);
    expectEqual(at(body, "incomplete_details", "reason"), "max_output_tokens", "incomplete_details.reason", answer);
    expectEqual(end?.type, "response.incomplete", "the last event", stream.answer);
    expectEqual(at(end, "response", "status"), "incomplete", "response.status of the last event", stream.answer);
  }),
  check("beyond.output-format", ["model"], async (context) => {
    const format = { type: "json_schema", schema: JSON.parse(JSON.stringify(schema)) };
    const said = await message(context, { output_config: { format }, max_tokens: 48 });
    let value: unknown;
    try {
      value = JSON.parse(textOf(said));
    } catch {
      if (said.body.stop_reason === "max_tokens" && textOf(said).startsWith("{")) {
        throw new NotApplicable("the model did not come to the end of its JSON");
      }
      throw new NotSupported("output_config.format has no effect, as in Ollama");
    }
    expectShape(schema, value, "the answer", said.answer);
  }),
  check("beyond.document", ["model"], async (context) => {
    if (!(await readsDocuments(context))) throw new NotSupported("documents are not read, as in Ollama");
    const call = { role: "assistant", content: [{ type: "tool_use", id: "call_1", name: "read", input: {} }] };
    const tokens = async (content: unknown) => {
      const result = user([{ type: "tool_result", tool_use_id: "call_1", content }]);
      const { body, answer } = await message(context, { messages: [user("Read it."), call, result], max_tokens: 1 });
      return { answer, count: expectCount(at(body, "usage", "input_tokens"), "input_tokens", answer) };
    };
    const [without, read] = [await tokens([question]), await tokens([plain, question])];
    expectThat(
      read.count > without.count + 5,
      `a document in the result of a tool adds ${read.count - without.count} tokens to the prompt`,
      read.answer,
    );
  }),
  check("beyond.document-refused", ["model"], async (context) => {
    if (!(await readsDocuments(context))) throw new NotSupported("documents are not read, as in Ollama");
    const answer = await ask(
      context,
      messagesPath,
      messageBody(context, { messages: [user([pdf, question])], max_tokens: 1 }),
    );
    if (answer.status === 400) return;
    const [without, read] = [await promptTokens(context, [question]), await promptTokens(context, [pdf, question])];
    expectThat(read !== without, "a PDF is left out of the prompt without a word", answer);
  }),
];

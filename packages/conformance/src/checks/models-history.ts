import { check } from "../check/check.ts";
import type { CheckContext } from "../check/context.ts";
import { expectEqual, expectRecord, expectStatus, expectThat, show as print } from "../check/expect.ts";
import { Violation } from "../check/outcome.ts";
import { chatPrompt, type Message, system, templated } from "./models/prompt.ts";

/** One context length for all of these checks, since a server may have to load a model anew for another. */
const num_ctx = 256;
const options = { num_ctx, num_predict: 1 };

/** Writes a number for each message, of which the texts begin with it. */
const template = "{{ range .Messages }}{{ .Role }}:{{ .Content }};\n{{ end }}";

/** A message whose text is its number and some words. */
function numbered(index: number, words = 12): Message {
  return { role: index % 2 === 0 ? "user" : "assistant", content: `#${index}${" llama".repeat(words)}` };
}

/** A chat longer than the context, whatever the tokens of a word: it has more words. The last message is the user's. */
const long = Array.from({ length: 41 }, (_, index) => numbered(index));
const last = long.length - 1;

/** Numbers of the messages that are in a prompt. */
function keptIn(prompt: string): number[] {
  return [...prompt.matchAll(/#(\d+)/g)].map(([, index]) => Number(index));
}

/** The prompt of a chat, by a template that writes all of its messages. */
async function promptOf(context: CheckContext, messages: readonly Message[]): Promise<string> {
  return chatPrompt(context, await templated(context, template), messages, { options });
}

/** What the prompt of {@link long} has, of which several checks tell. */
function kept(context: CheckContext): Promise<number[]> {
  return context.once("what is kept of a long chat", async () => keptIn(await promptOf(context, long)));
}

/** The answer to {@link long}. */
async function answerTo(context: CheckContext, messages: readonly Message[]) {
  const model = await templated(context, template);
  const answer = await context.client.post("/api/chat", { model, messages, stream: false, options });
  expectStatus(answer, 200);
  return { answer, body: expectRecord(answer.json, "the body", answer) };
}

export const modelsHistory = [
  check("models-history.oldest-dropped", ["model", "writes"], async (context) => {
    const indices = await kept(context);
    expectThat(indices.length < long.length, "the prompt has more words than the context has tokens");
    const newest = long.map((_, index) => index).slice(long.length - indices.length);
    expectEqual(indices, newest, "the messages in the prompt: the newest");
  }),
  check("models-history.last-kept", ["model", "writes"], async (context) => {
    expectEqual((await kept(context)).at(-1), last, "the last message in the prompt");
    // Even if it does not fit by itself.
    const prompt = await promptOf(context, [numbered(0), numbered(1), numbered(2, num_ctx + 50)]);
    expectThat(keptIn(prompt).includes(2), `a long last message is not in the prompt ${print(prompt)}`);
  }),
  check("models-history.system-kept", ["model", "writes"], async (context) => {
    const messages = [system("First rule."), ...long.slice(0, 2), system("Second rule."), ...long.slice(2)];
    const prompt = await promptOf(context, messages);
    for (const text of ["First rule.", "Second rule."]) {
      expectThat(prompt.includes(text), `the system message ${print(text)} is not in the prompt`);
    }
    expectThat(keptIn(prompt).includes(last), "the last message is not in the prompt");
    expectThat(!keptIn(prompt).includes(0), "the oldest message was not left out");
  }),
  check("models-history.single-messages", ["model", "writes"], async (context) => {
    const model = await templated(context, template);
    const firsts: number[] = [];
    // A word more in the last message makes the prompt longer by less than a message.
    for (let words = 0; words < 30; words++) {
      const messages = [...long.slice(0, -1), numbered(last, words)];
      const [first = last] = keptIn(await chatPrompt(context, model, messages, { options }));
      firsts.push(first);
      if (first % 2 === 1) return;
    }
    throw new Violation(`what is left always begins with the user's message: ${firsts.join(", ")}`);
  }),
  check("models-history.shorter-untouched", ["model", "writes"], async (context) => {
    const messages = [system("Be brief."), ...long.slice(0, 3).map((_, index) => numbered(index, 1))];
    const expected = messages.map(({ role, content }) => `${role}:${content};\n`).join("");
    expectEqual(await promptOf(context, messages), expected, "the prompt");
  }),
  check("models-history.long-answer-200", ["model", "writes"], async (context) => {
    await answerTo(context, long);
  }),
  check("models-history.prompt-count-bounded", ["model", "writes"], async (context) => {
    const { answer, body } = await answerTo(context, long);
    const count = body.prompt_eval_count;
    expectThat(typeof count === "number" && count <= num_ctx, `prompt_eval_count is ${print(count)}`, answer);
  }),
];

import { compareVersions } from "@cria/spec";
import { check } from "../check/check.ts";
import type { CheckContext } from "../check/context.ts";
import { expectEqual, expectError, expectRecord, expectStatus, expectThat } from "../check/expect.ts";
import { NotApplicable } from "../check/outcome.ts";
import type { Answer } from "../exchange/answer.ts";
import { absentModel } from "../target/absent-operations.ts";
import { askNothing, askWhole, can, steady } from "./inference/ask.ts";
import { eachObject, eachStream, type Frame, messageOf, objectOf, textOf } from "./inference/frames.ts";
import {
  expectLoadField,
  expectUnloadField,
  loadAnswers,
  loadIsOneObject,
  unloadUnloads,
} from "./inference/load-rules.ts";
import { loadedModels } from "./inference/loaded.ts";
import { ifSteady } from "./inference/steady.ts";
import {
  doneIsBoolean,
  doneReasonIsKnown,
  expectNever,
  isPresent,
  unstreamedIsDone,
  unstreamedIsWhole,
} from "./inference/text-rules.ts";

const hello = [{ role: "user", content: "hi" }];

/** Looks at the message of each object of the answers. */
function eachMessage(context: CheckContext, holds: (message: Frame) => boolean, wanted: string): Promise<void> {
  return eachObject(
    context,
    (frame, answer) => {
      const message = messageOf(frame);
      expectThat(holds(message), `expected a message with ${wanted}, got ${JSON.stringify(frame.message)}`, answer);
    },
    ["chat"],
  );
}

export const chat = [
  check("chat.present", ["model"], (context) => isPresent(context, "chat")),
  check("chat.message.object", ["model"], (context) =>
    eachObject(context, (frame, answer) => void expectRecord(frame.message, "message", answer), ["chat"]),
  ),
  check("chat.message.role", ["model"], (context) =>
    eachMessage(context, ({ role }) => role === "assistant", "the role assistant"),
  ),
  check("chat.message.content", ["model"], (context) =>
    eachMessage(context, ({ content }) => typeof content === "string", "a string as content"),
  ),
  check("chat.message.no-images", ["model"], (context) =>
    eachMessage(context, (message) => !("images" in message), "no images"),
  ),
  check("chat.no-response-field", ["model"], (context) => expectNever(context, "chat", "response")),
  check("chat.no-context", ["model"], (context) => expectNever(context, "chat", "context")),
  check("chat.done.bool", ["model"], (context) => doneIsBoolean(context, "chat")),
  check("chat.unstreamed.done", ["model"], (context) => unstreamedIsDone(context, "chat")),
  check("chat.unstreamed.whole-text", ["model"], (context) => unstreamedIsWhole(context, "chat")),
  check("chat.stream.final-frame-last", ["model"], (context) =>
    eachStream(
      context,
      (frames, answer) => {
        const place = frames.findIndex(({ done }) => done === true);
        expectEqual(place, frames.length - 1, "the place of the object with done true", answer);
        expectRecord(frames[place]?.message, "message of the last object", answer);
      },
      ["chat"],
    ),
  ),
  check("chat.done-reason.values", ["model"], (context) => doneReasonIsKnown(context, "chat")),
  check("chat.load.answer", ["model"], (context) => loadAnswers(context, "chat")),
  check("chat.load.empty-list", ["model"], async (context) => {
    for (const messages of [[], null]) {
      const answer = await askNothing(context, "chat", { messages, stream: false });
      const { done, eval_count: count = 0 } = objectOf(answer);
      expectEqual({ done, count }, { done: true, count: 0 }, "done, and the tokens generated", answer);
    }
  }),
  check("chat.load.one-object", ["model"], (context) => loadIsOneObject(context, "chat")),
  check("chat.load.done", ["model"], (context) => expectLoadField(context, "chat", "done", true)),
  check("chat.load.done-reason", ["model"], (context) => expectLoadField(context, "chat", "done_reason", "load")),
  check("chat.load.message", ["model"], (context) =>
    expectLoadField(context, "chat", "message", { role: "assistant", content: "" }),
  ),
  check("chat.unload.answer", ["model"], (context) => unloadUnloads(context, "chat")),
  check("chat.unload.done-reason", ["model"], async (context) => {
    await expectUnloadField(context, "chat", "done", true);
    await expectUnloadField(context, "chat", "done_reason", "unload");
  }),
  check("chat.model.empty", [], async ({ client }) => {
    for (const body of [{ messages: hello }, { model: "", messages: hello }]) {
      expectError(await client.post("/api/chat", body), 400, "model is required");
    }
  }),
  check("chat.model.not-found", [], async ({ client }) => {
    for (const stream of [true, false]) {
      expectStatus(await client.post("/api/chat", { model: absentModel, messages: hello, stream }), 404);
    }
  }),
  check("chat.model.not-found-text", [], async ({ client }) => {
    const answer = await client.post("/api/chat", { model: absentModel, messages: hello });
    expectError(answer, 404, `model '${absentModel}' not found`);
  }),
  check("chat.model.not-a-generator", ["embedding"], async (context) => {
    const model = context.models.with("embedding");
    if (can(context, model, "completion")) {
      throw new NotApplicable("the model for embeddings answers prompts, too");
    }
    const answer = await askWhole(context, "chat", "hi", { model, options: { num_predict: 1 } });
    expectError(answer, 400, `"${model}" does not support chat`);
  }),
  check("chat.messages.not-a-list", ["model"], async ({ client, model }) => {
    for (const messages of ["hi", 5, true, { role: "user", content: "hi" }]) {
      expectError(await client.post("/api/chat", { model, messages, options: steady }), 400);
    }
  }),
  check("chat.same-name-as-generate", ["model"], async (context) => {
    for (const kind of ["generate", "chat"] as const) expectStatus(await askNothing(context, kind), 200);
    const names = (await loadedModels(context)).map(({ name }) => name);
    expectEqual(names.length, new Set(names).size, "the number of loaded models");
  }),
  check("chat.multi-turn", ["model"], async (context) => {
    const about = (text: string) => askWhole(context, "chat", text, { options: { num_predict: 8 } });
    const lily = () => about("My name is Lily. What is my name?");
    const said = (answer: Answer) => textOf("chat", objectOf(answer));
    const tokens = (answer: Answer) => Number(objectOf(answer).prompt_eval_count ?? 0);
    const before = await lily();
    const first = said(before);
    await about("My name is Tom and I like trains. What do I like?");
    // Before 0.30.1 tokens that were cached did not count.
    if (compareVersions(context.version, "0.30.1") >= 0) {
      const [less, more] = [tokens(before), tokens(await lily())];
      expectThat(more <= less, `the same messages were a prompt of ${less} tokens, and then one of ${more}`);
    }
    await ifSteady(lily, (again) => expectEqual(said(again), first, "the answer to the same messages again", again));
  }),
];

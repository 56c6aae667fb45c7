import { check } from "../check/check.ts";
import type { CheckContext } from "../check/context.ts";
import { expectEqual, expectStatus, expectThat } from "../check/expect.ts";
import { NotApplicable, NotSupported } from "../check/outcome.ts";
import { parseJson } from "../exchange/answer.ts";
import { metadataGguf } from "../gguf/metadata-gguf.ts";
import { askNothing, askWhole, can, kinds, prompt, question } from "./inference/ask.ts";
import { framesOf, objectOf, textOf } from "./inference/frames.ts";
import { whileStreaming } from "./inference/load-rules.ts";
import { loadedModel, loadedModels, unload } from "./inference/loaded.ts";
import { uploaded } from "./models/store.ts";

/** Requests that are sent at once. */
const CROWD = 4;

const crowd = <Made>(make: (index: number) => Promise<Made>) =>
  Promise.all(Array.from({ length: CROWD }, (_, index) => make(index)));

/** Enough of an answer to see that there is one. */
const one = { options: { num_predict: 1 } };

/** Milliseconds of `load_duration`, 0 if there is none. */
async function loadTime(context: CheckContext): Promise<number> {
  const { load_duration: duration } = objectOf(await askWhole(context, "chat", "hi", one));
  return typeof duration === "number" ? duration / 1e6 : 0;
}

/** An answer that only one request can have. */
const own = (name: string) => ({
  type: "object",
  properties: { name: { type: "string", enum: [name] } },
  required: ["name"],
});

async function ownAnswer(context: CheckContext, name: string): Promise<unknown> {
  const more = { format: own(name), options: { num_predict: 40 } };
  const object = objectOf(await askWhole(context, "chat", `My name is ${name}. Say it as JSON.`, more));
  if (object.done_reason === "length") throw new NotApplicable("the model did not come to the end of its JSON");
  return parseJson(textOf("chat", object), "the answer");
}

/** A model of a file with metadata and no weights. Throws {@link NotApplicable} where none can be created. */
async function withoutWeights(context: CheckContext): Promise<string> {
  const { client, absent } = context;
  if (absent.has("create") || absent.has("blobUpload"))
    throw new NotSupported("the server can't create models of files");
  const model = context.scratch.name();
  const files = { "model.gguf": await uploaded(context, metadataGguf("llama")) };
  const { status } = await client.post("/api/create", { model, files, stream: false });
  if (status !== 200) throw new NotApplicable("the server creates no model that it can't load");
  return model;
}

/** A model that can't be loaded gets an error. */
async function expectFailure(context: CheckContext, model: string): Promise<void> {
  const answer = await askWhole(context, "chat", "hi", { model, ...one });
  expectThat(answer.status >= 400, `a model that can't be loaded got status ${answer.status}`, answer);
}

export const scheduler = [
  check("scheduler.load.on-demand", ["model"], async (context) => {
    for (const kind of kinds) {
      await unload(context);
      const answer = await askWhole(context, kind, prompt, one);
      expectEqual(objectOf(answer).done, true, "done", answer);
    }
  }),
  check("scheduler.load.once", ["model"], async (context) => {
    await unload(context);
    for (const answer of await crowd(() => askWhole(context, "chat", "hi", one))) expectStatus(answer, 200);
    const names = (await loadedModels(context)).map(({ name }) => name);
    expectEqual(names.length, new Set(names).size, "the number of loaded models");
  }),
  check("scheduler.load.reload-num-ctx", ["model"], async (context) => {
    // Vision models have no less than 2048, and no model has more than it was trained on.
    const [least, most] = can(context, context.model, "vision") ? [2048, 3072] : [256, 384];
    for (const length of [least, most]) {
      const answer = await askNothing(context, "chat", { options: { num_ctx: length } });
      expectStatus(answer, 200);
      const effective = (await loadedModel(context))?.context_length;
      expectEqual(effective, length, "context_length of the loaded model");
    }
  }),
  check("scheduler.load.no-reload", ["model"], async (context) => {
    await unload(context);
    const [first, second] = [await loadTime(context), await loadTime(context)];
    if (first < 2) throw new NotApplicable("the model is loaded too fast to see whether it is loaded again");
    expectThat(second < first / 2, `load_duration was ${first} ms, and then ${second} ms`);
  }),
  check("scheduler.load.waits-for-running", ["model"], async (context) => {
    const { streamed, asked } = await whileStreaming(context, () =>
      askWhole(context, "chat", "hi", { options: { num_predict: 1, num_ctx: 1024 } }),
    );
    expectStatus(asked, 200);
    expectEqual(framesOf(streamed).at(-1)!.done, true, "done of the answer that was under way", streamed);
  }),
  check("scheduler.load.failure-status", ["model", "writes"], async (context) => {
    await expectFailure(context, await withoutWeights(context));
  }),
  check("scheduler.load.failure-retry", ["model", "writes"], async (context) => {
    const model = await withoutWeights(context);
    for (let tries = 0; tries < 2; tries++) await expectFailure(context, model);
    expectEqual(await loadedModel(context, model), undefined, "the loaded model");
    expectStatus(await askWhole(context, "chat", "hi", one), 200);
  }),
  check("scheduler.concurrency.all-answered", ["model"], async (context) => {
    for (const kind of kinds) {
      for (const answer of await crowd((index) => askWhole(context, kind, `${prompt} ${index}`))) {
        expectEqual(objectOf(answer).done, true, "done", answer);
      }
    }
  }),
  check("scheduler.concurrency.independent", ["model"], async (context) => {
    const names = ["llama", "alpaca", "guanaco", "vicugna"];
    const [first = ""] = names;
    // Without structured output nothing is known of what the answers must be.
    const alone = await ownAnswer(context, first);
    if (JSON.stringify(alone) !== JSON.stringify({ name: first })) {
      throw new NotApplicable("the server does not keep to a format, so that answers can't be told apart");
    }
    const answers = await crowd((index) => ownAnswer(context, names[index]!));
    expectEqual(
      answers,
      names.map((name) => ({ name })),
      "the answers to requests that ran at once",
    );
  }),
  check("scheduler.concurrency.light-endpoints", ["model"], async (context) => {
    const { client, model } = context;
    const { asked, stopped } = await whileStreaming(context, async () => [
      await client.get("/api/version"),
      await client.get("/api/tags"),
      await client.get("/api/ps"),
      await client.post("/api/show", { model }),
    ]);
    for (const answer of asked) expectStatus(answer, 200);
    const waited = stopped.answered > stopped.ended + 20 && stopped.ended - stopped.begun > 100;
    expectThat(!waited, "other endpoints were answered only after the model had ended its answer", asked[0]);
  }),
  check("scheduler.evict.never-running", ["model"], async (context) => {
    const { streamed } = await whileStreaming(context, () =>
      context.client.post("/api/chat", { ...question(context, "chat", "hi", one), keep_alive: 0 }),
    );
    expectEqual(framesOf(streamed).at(-1)!.done, true, "done of the answer that was under way", streamed);
  }),
];

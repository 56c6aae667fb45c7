import { isDeepStrictEqual } from "node:util";
import { Timestamp } from "@cria/spec";
import { check } from "../check/check.ts";
import type { CheckContext } from "../check/context.ts";
import {
  expectArray,
  expectEqual,
  expectRecord,
  expectShape,
  expectStatus,
  expectThat,
  show,
} from "../check/expect.ts";
import type { Answer } from "../exchange/answer.ts";
import { busy } from "./store/busy.ts";
import { complete, completed } from "./store/completion.ts";
import { type Fields, list, loaded, ps as loadedNow, textOf, wholeName } from "./store/entries.ts";
import { serverTime, until } from "./store/expiry.ts";

/** Looks at each model that is loaded. */
async function eachEntry(context: CheckContext, verify: (entry: Fields, answer: Answer) => void): Promise<void> {
  const { answer, models } = await loaded(context);
  for (const entry of models) verify(entry, answer);
}

/** The entry of the list for a loaded model. */
async function listEntry(context: CheckContext, entry: Fields, answer: Answer): Promise<Fields> {
  const name = wholeName(textOf(entry, "name", answer));
  const { models } = await list(context);
  const found = models.find((each) => wholeName(String(each.name)) === name);
  expectThat(found !== undefined, `the list of models lacks the loaded ${show(name)}`, answer);
  return found;
}

/** Whether the model that is asked is among those that are loaded, under its name or one with the same weights. */
async function isLoaded(context: CheckContext): Promise<boolean> {
  const [{ models }, stored] = [await loadedNow(context), await list(context)];
  const isAsked = ({ name }: Fields) => wholeName(String(name)) === wholeName(context.model);
  const digest = stored.models.find(isAsked)?.digest;
  return models.some((entry) => isAsked(entry) || (digest !== undefined && entry.digest === digest));
}

export const ps = [
  check("ps.present", [], async ({ client }) => {
    const answer = await client.get("/api/ps");
    expectStatus(answer, 200);
    expectRecord(answer.json, "the body", answer);
  }),
  check("ps.models-array", [], async ({ client }) => {
    const answer = await client.get("/api/ps");
    expectArray(expectRecord(answer.json, "the body", answer).models, "models", answer);
  }),
  check("ps.entry.name", ["model"], async (context) => {
    const { answer, models } = await loaded(context);
    for (const entry of models) {
      expectThat(textOf(entry, "name", answer) !== "", "a loaded model has an empty name", answer);
      await listEntry(context, entry, answer);
    }
  }),
  check("ps.entry.model", ["model"], (context) =>
    eachEntry(context, ({ name, model }, answer) => expectEqual(model, name, `model of ${show(name)}`, answer)),
  ),
  check("ps.entry.digest", ["model"], async (context) => {
    const { answer, models } = await loaded(context);
    for (const entry of models) {
      const { digest } = await listEntry(context, entry, answer);
      expectEqual(entry.digest, digest, `digest of ${show(entry.name)}`, answer);
    }
  }),
  check("ps.entry.details", ["model"], (context) =>
    eachEntry(context, ({ details }, answer) => {
      expectRecord(details, "details", answer);
    }),
  ),
  check("ps.entry.expires-at", ["model"], (context) =>
    eachEntry(context, ({ expires_at: time }, answer) => expectShape(Timestamp, time, "expires_at", answer)),
  ),
  check("ps.entry.expires-ahead", ["model"], (context) =>
    eachEntry(context, ({ name, expires_at: time }, answer) => {
      const ahead = Date.parse(String(time)) - serverTime(answer);
      expectThat(ahead > 0, `expires_at ${show(time)} of the idle ${show(name)} has passed`, answer);
    }),
  ),
  check("ps.entry.size", ["model"], (context) =>
    eachEntry(context, ({ size }, answer) => {
      expectThat(Number.isInteger(size) && Number(size) > 0, `size is ${show(size)}`, answer);
    }),
  ),
  check("ps.entry.size-vram", ["model"], (context) =>
    eachEntry(context, ({ size, size_vram: part }, answer) => {
      const holds = Number.isInteger(part) && Number(part) >= 0 && Number(part) <= Number(size);
      expectThat(holds, `size_vram is ${show(part)}, of a size of ${show(size)}`, answer);
    }),
  ),
  check("ps.entry.context-length", ["model"], (context) =>
    eachEntry(context, ({ context_length: length }, answer) => {
      expectThat(Number.isInteger(length) && Number(length) > 0, `context_length is ${show(length)}`, answer);
    }),
  ),
  check("ps.loaded-appears", ["model"], async (context) => {
    await completed(context);
    if (await isLoaded(context)) return;
    // Something else may have unloaded it since.
    await complete(context, { num_predict: 1 });
    expectThat(await until(() => isLoaded(context)), `${context.model} was asked and is not listed as loaded`);
  }),
  check("ps.unloaded-gone", ["model"], async (context) => {
    const { client, model } = context;
    expectStatus(await client.post("/api/generate", { model, keep_alive: 0 }), 200);
    const gone = await until(async () => !(await isLoaded(context)));
    expectThat(gone, `${model} was unloaded and is still listed`);
  }),
  check("ps.order", ["model"], async (context) => {
    await complete(context, { num_predict: 1 });
    const { answer, models } = await loadedNow(context);
    const seconds = models.map(({ expires_at: time }) => Math.floor(Date.parse(String(time)) / 1000));
    const sorted = seconds.toSorted((a, b) => b - a);
    expectEqual(seconds, sorted, "expires_at in the order of the list", answer);
  }),
  check("ps.not-loading", ["model"], async (context) => {
    await complete(context, { num_predict: 1 });
    const times = ({ models }: { models: readonly Fields[] }) =>
      models.map(({ name, expires_at: time }) => [String(name), String(time)]).toSorted();
    // The end of an answer may be noted a moment after it was sent.
    let first = await loadedNow(context);
    await until(async () => {
      const before = times(first);
      first = await loadedNow(context);
      return isDeepStrictEqual(times(first), before);
    });
    for (let i = 0; i < 3; i++) {
      const again = await loadedNow(context);
      expectEqual(times(again), times(first), "names and expires_at", again.answer);
    }
  }),
  check("ps.while-generating", ["model"], async (context) => (await busy(context)).answered("/api/ps")),
  check("ps.no-head", [], async ({ client }) => expectStatus(await client.call("HEAD", "/api/ps"), 405)),
];

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
import { NotApplicable } from "../check/outcome.ts";
import type { Answer } from "../exchange/answer.ts";
import { busy } from "./store/busy.ts";
import { architectureInfo, type Fields, list, listed, shown, textOf, wholeName } from "./store/entries.ts";
import { remove, withCopy } from "./store/scratch.ts";

/** Name of the copy that these checks make. */
const copyName = "cria-conformance-list:copy";

/** Looks at each model of the list. */
async function eachEntry(context: CheckContext, verify: (entry: Fields, answer: Answer) => void): Promise<void> {
  const { answer, models } = await listed(context);
  if (models.length === 0) throw new NotApplicable("the server has no models");
  for (const entry of models) verify(entry, answer);
}

const namesOf = (models: readonly Fields[]) => models.map(({ name }) => String(name)).toSorted();

export const tags = [
  check("tags.present", [], async ({ client }) => {
    const answer = await client.get("/api/tags");
    expectStatus(answer, 200);
    expectRecord(answer.json, "the body", answer);
  }),
  check("tags.models-array", [], async ({ client }) => {
    const answer = await client.get("/api/tags");
    expectArray(expectRecord(answer.json, "the body", answer).models, "models", answer);
  }),
  check("tags.entry.name", [], (context) =>
    eachEntry(context, (entry, answer) => {
      const name = textOf(entry, "name", answer);
      expectThat(/[^/]:[^/:]+$/.test(name), `the name ${show(name)} has no tag`, answer);
    }),
  ),
  check("tags.entry.model", [], (context) =>
    eachEntry(context, ({ name, model }, answer) => expectEqual(model, name, `model of ${show(name)}`, answer)),
  ),
  check("tags.entry.modified-at", [], (context) =>
    eachEntry(context, ({ modified_at: time }, answer) => expectShape(Timestamp, time, "modified_at", answer)),
  ),
  check("tags.entry.size", [], (context) =>
    eachEntry(context, ({ size }, answer) => {
      expectThat(Number.isInteger(size) && Number(size) >= 0, `size is ${show(size)}`, answer);
    }),
  ),
  check("tags.entry.digest", [], (context) =>
    eachEntry(context, (entry, answer) =>
      expectThat(textOf(entry, "digest", answer) !== "", "digest is empty", answer),
    ),
  ),
  check("tags.entry.digest-form", [], (context) =>
    eachEntry(context, ({ digest }, answer) => {
      expectThat(/^[0-9a-f]{64}$/.test(String(digest)), `digest ${show(digest)} is not 64 hexadecimal digits`, answer);
    }),
  ),
  check("tags.entry.details", [], (context) =>
    eachEntry(context, ({ name, details }, answer) => {
      expectRecord(details, `details of ${show(name)}`, answer);
    }),
  ),
  check("tags.entry.capabilities", [], async (context) => {
    const able = new Map(context.models.known.map(({ name, capabilities }) => [wholeName(name), capabilities]));
    await eachEntry(context, ({ name, capabilities }, answer) => {
      const shown = able.get(wholeName(String(name))) ?? [];
      if (capabilities === undefined && shown.length === 0) return;
      expectArray(capabilities, `capabilities of ${show(name)}`, answer);
    });
  }),
  check("tags.entry.context-length", ["model"], async (context) => {
    const { answer, models } = await listed(context);
    for (const model of await shown(context)) {
      const trained = architectureInfo(model, "context_length");
      const entry = models.find(({ name }) => wholeName(String(name)) === wholeName(model.name));
      if (trained === undefined || entry === undefined) continue;
      const details = expectRecord(entry.details, "details", answer);
      expectEqual(details.context_length, trained, `details.context_length of ${model.name}`, answer);
    }
  }),
  check("tags.names-unique", [], async (context) => {
    const { answer, models } = await listed(context);
    const names = namesOf(models);
    expectEqual([...new Set(names)], names, "the names", answer);
  }),
  check("tags.complete", ["model", "writes"], (context) =>
    withCopy(context, copyName, async () => {
      const { answer, models } = await list(context);
      expectThat(namesOf(models).includes(copyName), `the list lacks ${copyName}, which was just made`, answer);
    }),
  ),
  check("tags.deleted-gone", ["model", "writes"], (context) =>
    withCopy(context, copyName, async () => {
      expectStatus(await remove(context, copyName), 200);
      const { answer, models } = await list(context);
      expectThat(!namesOf(models).includes(copyName), `${copyName} is in the list after its deletion`, answer);
    }),
  ),
  check("tags.order.newest-first", [], async (context) => {
    const { answer, models } = await listed(context);
    const seconds = models.map(({ modified_at: time }) => Math.floor(Date.parse(String(time)) / 1000));
    const late = seconds.findIndex((second, index) => second > (seconds[index - 1] ?? Infinity));
    expectThat(late < 0, `${show(models[late]?.name)} is newer than the model before it`, answer);
  }),
  check("tags.stable", [], async (context) => {
    const first = await list(context);
    for (let i = 0; i < 3; i++) {
      const { answer, models } = await list(context);
      expectEqual(namesOf(models), namesOf(first.models), "the names", answer);
    }
  }),
  check("tags.head", [], async ({ client }) => {
    const [get, head] = [await client.get("/api/tags"), await client.call("HEAD", "/api/tags")];
    expectEqual(head.status, get.status, "the status of HEAD", head);
    expectEqual(head.header("content-type"), get.header("content-type"), "content-type of HEAD", head);
  }),
  check("tags.not-unloading", ["model"], async (context) => (await busy(context)).answered("/api/tags")),
];

import { setTimeout as delay } from "node:timers/promises";
import fc from "fast-check";
import { check } from "../check/check.ts";
import type { CheckContext } from "../check/context.ts";
import { errorText, expectError, expectStatus, expectThat, show } from "../check/expect.ts";
import { NotApplicable } from "../check/outcome.ts";
import type { Answer } from "../exchange/answer.ts";
import { absentModel } from "../target/absent-operations.ts";
import { unload } from "./inference/loaded.ts";
import { durationLike, durations, durationsOf } from "./keep-alive/durations.ts";
import { goDuration } from "./keep-alive/go-duration.ts";
import { complete } from "./store/completion.ts";
import { CENTURY, expectRemaining, expectUnloaded, keepAlive as load, remaining, until } from "./store/expiry.ts";

/** A property of what is left after a `keep_alive`; each value takes some requests. */
const weight = { weight: 2 };

/** Asks a model that is not there: what is wrong with the request is said before. */
function askAbsent({ client }: CheckContext, keepAlive: unknown): Promise<Answer> {
  return client.post("/api/generate", { model: absentModel, prompt: "hi", keep_alive: keepAlive });
}

/** A `keep_alive` is refused. */
const refuses = (value: unknown, text: string) => async (context: CheckContext) =>
  expectError(await askAbsent(context, value), 400, text);

export const keepAlive = [
  check("keep-alive.number.seconds", ["model"], (context) =>
    context.property(
      fc.integer({ min: 60, max: 1_000_000 }),
      (seconds) => expectRemaining(context, { keep_alive: seconds }, seconds * 1000),
      weight,
    ),
  ),
  check("keep-alive.number.fraction", ["model"], async (context) => {
    for (const seconds of [90.5, 3600.25]) await expectRemaining(context, { keep_alive: seconds }, seconds * 1000);
  }),
  check("keep-alive.number.negative", ["model"], (context) =>
    context.property(
      fc.integer({ min: -1_000_000, max: -1 }),
      (seconds) => expectRemaining(context, { keep_alive: seconds }, Infinity),
      weight,
    ),
  ),
  check("keep-alive.number.zero", ["model"], async (context) => {
    await complete(context, { num_predict: 1 }, { keep_alive: 0 });
    const gone = await until(async () => (await remaining(context)) === undefined);
    expectThat(gone, "after an answer with keep_alive 0 the model is still loaded");
    await load(context, { keep_alive: 60 });
    await expectUnloaded(context, { keep_alive: 0 });
  }),
  check("keep-alive.string.duration", ["model"], (context) =>
    context.property(
      durations,
      ({ text, seconds }) => expectRemaining(context, { keep_alive: text }, seconds * 1000),
      weight,
    ),
  ),
  check("keep-alive.string.units", ["model"], (context) =>
    context.property(
      fc.constantFrom("ns", "us", "µs", "ms", "s", "m", "h").chain((unit) => durationsOf(unit as "s")),
      ({ text, seconds }) => expectRemaining(context, { keep_alive: text }, seconds * 1000),
      weight,
    ),
  ),
  check("keep-alive.string.negative", ["model"], async (context) => {
    for (const text of ["-1s", "-5m", "-1h30m"]) await expectRemaining(context, { keep_alive: text }, Infinity);
  }),
  check("keep-alive.string.zero", ["model"], async (context) => {
    for (const text of ["0", "0s"]) {
      await load(context, { keep_alive: 60 });
      await expectUnloaded(context, { keep_alive: text });
    }
  }),
  check("keep-alive.absent.default", ["model"], async (context) => {
    await unload(context);
    await expectRemaining(context, {}, 300_000);
  }),
  check("keep-alive.absent.sticky", ["model"], async (context) => {
    await load(context, { keep_alive: "17m" });
    await expectRemaining(context, {}, 17 * 60_000);
  }),
  check("keep-alive.null.absent", ["model"], async (context) => {
    await load(context, { keep_alive: "23m" });
    await expectRemaining(context, { keep_alive: null }, 23 * 60_000);
  }),
  check("keep-alive.forever.expires-at", ["model"], async (context) => {
    await complete(context, { num_predict: 1 }, { keep_alive: -1 });
    const right = await until(async () => ((await remaining(context))?.time ?? 0) > CENTURY);
    const left = await remaining(context);
    expectThat(right, `after keep_alive -1 the model has ${show(left?.time)} ms left`, left?.answer);
  }),
  check("keep-alive.effective.expires-at", ["model"], async (context) => {
    await complete(context, { num_predict: 1 }, { keep_alive: "7m" });
    await expectRemaining(context, {}, 7 * 60_000);
    const { client, model } = context;
    const body = { model, messages: [{ role: "user", content: "hi" }], stream: false, options: { num_predict: 1 } };
    expectStatus(await client.post("/api/chat", { ...body, keep_alive: "9m" }), 200);
    await expectRemaining(context, {}, 9 * 60_000);
  }),
  check("keep-alive.effective.renewed", ["model"], async (context) => {
    const expiry = async () => (await remaining(context))?.expiresAt ?? 0;
    await expectRemaining(context, { keep_alive: "11m" }, 11 * 60_000);
    const first = await expiry();
    await delay(50);
    await load(context, {});
    expectThat(await until(async () => (await expiry()) > first, 500), "expires_at stays as it was after a request");
  }),
  check("keep-alive.effective.unloads", ["model"], async (context) => {
    await load(context, { keep_alive: "150ms" });
    const gone = await until(async () => (await remaining(context)) === undefined, 2000);
    expectThat(gone, "the model is still loaded after its time");
  }),
  check("keep-alive.invalid.no-unit", [], async (context) => {
    for (const text of ["10", "-1"]) expectStatus(await askAbsent(context, text), 400, 404);
  }),
  check("keep-alive.invalid.no-unit-text", [], async (context) => {
    for (const text of ["10", "-1", "1.5"]) {
      const answer = await askAbsent(context, text);
      if (answer.status !== 400) throw new NotApplicable("the server takes a number in a string for a number");
      expectError(answer, 400, `time: missing unit in duration "${text}"`);
    }
  }),
  check("keep-alive.invalid.empty", [], refuses("", 'time: invalid duration ""')),
  check("keep-alive.invalid.unit", [], async (context) => {
    for (const [text, unit] of [
      ["1d", "d"],
      ["5M", "M"],
      ["1h2x", "x"],
    ]) {
      const expected = `time: unknown unit "${unit}" in duration "${text}"`;
      expectError(await askAbsent(context, text), 400, expected);
    }
  }),
  check("keep-alive.invalid.text", [], async (context) => {
    for (const text of ["abc", " 5m", "-", "."]) {
      expectError(await askAbsent(context, text), 400, `time: invalid duration ${JSON.stringify(text)}`);
    }
  }),
  check("keep-alive.invalid.status", [], async (context) => {
    await context.property(durationLike, async (text) => {
      const read = goDuration(text);
      // A number without a unit may be taken for seconds.
      if ("wrong" in read && read.wrong === "unit missing") return;
      const answer = await askAbsent(context, text);
      const wanted = "wrong" in read ? 400 : 404;
      const message = `keep_alive ${show(text)} should get ${wanted}, got ${answer.status} ${errorText(answer)}`;
      expectThat(answer.status === wanted, message, answer);
    });
  }),
  check("keep-alive.invalid.bool", [], refuses(true, "Unsupported type: 'bool'")),
  check("keep-alive.invalid.array", [], refuses([], "Unsupported type: '[]interface {}'")),
  check("keep-alive.invalid.object", [], refuses({}, "Unsupported type: 'map[string]interface {}'")),
];

import { setTimeout as delay } from "node:timers/promises";
import type { CheckContext } from "../../check/context.ts";
import { expectStatus, expectThat, show } from "../../check/expect.ts";
import type { Answer } from "../../exchange/answer.ts";
import { ps, wholeName } from "./entries.ts";

/** Milliseconds between two looks at something that changes by itself. */
const PAUSE = 25;

/** Milliseconds by which a time may be off: clocks, rounding to seconds, the way of the answer. */
const TOLERANCE = 3000;

/** More than any duration that is no for ever, in milliseconds: a hundred years. */
export const CENTURY = 100 * 365.25 * 86_400_000;

/** Whether something comes true within a time, by default a second. */
export async function until(holds: () => Promise<boolean>, time = 1000): Promise<boolean> {
  const end = performance.now() + time;
  for (;;) {
    if (await holds()) return true;
    if (performance.now() > end) return false;
    await delay(PAUSE);
  }
}

/** The server's time as an answer tells it, in milliseconds since 1970; this machine's where it tells none. */
export function serverTime(answer: Answer): number {
  const told = Date.parse(answer.header("date") ?? "");
  return Number.isNaN(told) ? Date.now() : told;
}

/** Milliseconds that the model that is asked has left, with the answer that says so; undefined if it is not loaded. */
export async function remaining(context: CheckContext): Promise<{ time: number; answer: Answer } | undefined> {
  const { answer, models } = await ps(context);
  const name = wholeName(context.model);
  const entry =
    models.find((each) => wholeName(String(each.name)) === name) ?? (models.length === 1 ? models[0] : undefined);
  if (entry === undefined) return undefined;
  return { time: Date.parse(String(entry.expires_at)) - serverTime(answer), answer };
}

/** Loads the model with a `keep_alive` and nothing else, or unloads it. @param more fields of the request */
export async function keepAlive(context: CheckContext, more: object): Promise<void> {
  const answer = await context.client.post("/api/generate", { model: context.model, stream: false, ...more });
  expectStatus(answer, 200);
}

/** After a `keep_alive` the model has so many milliseconds left, or more than a hundred years for Infinity. */
export async function expectRemaining(context: CheckContext, more: object, expected: number): Promise<void> {
  await keepAlive(context, more);
  let last: Awaited<ReturnType<typeof remaining>>;
  // The server may reckon the time only after it has answered.
  const right = await until(async () => {
    last = await remaining(context);
    if (last === undefined) return false;
    return expected === Infinity ? last.time > CENTURY : Math.abs(last.time - expected) <= TOLERANCE;
  }, 500);
  const wanted = expected === Infinity ? "more than a hundred years" : `about ${expected / 1000} s`;
  const got = last === undefined ? "it is not loaded" : `it has ${last.time / 1000} s`;
  expectThat(right, `after ${show(more)} the model should have ${wanted} left; ${got}`, last?.answer);
}

/** After a `keep_alive` of nothing the model is soon gone. */
export async function expectUnloaded(context: CheckContext, more: object): Promise<void> {
  await keepAlive(context, more);
  const gone = await until(async () => (await remaining(context)) === undefined);
  expectThat(gone, `after ${show(more)} the model is still loaded`);
}

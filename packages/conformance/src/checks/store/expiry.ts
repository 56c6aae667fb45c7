import { setTimeout as delay } from "node:timers/promises";
import type { CheckContext } from "../../check/context.ts";
import { expectStatus, expectThat, show } from "../../check/expect.ts";
import type { Answer } from "../../exchange/answer.ts";
import { type Fields, ps, wholeName } from "./entries.ts";

/** Milliseconds between two looks at something that changes by itself. */
const PAUSE = 25;

/** Looks at something that did not change after which it is taken to be settled. */
const PATIENCE = 3;

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

/** What is left of the time of a loaded model. */
export interface Remaining {
  /** Milliseconds by the server's clock. */
  readonly time: number;
  /** Milliseconds since 1970. */
  readonly expiresAt: number;
  readonly answer: Answer;
}

/** How long the model that is asked stays loaded; undefined if it is not. */
export async function remaining(context: CheckContext): Promise<Remaining | undefined> {
  const { answer, models } = await ps(context);
  const entry = loadedEntry(context, models);
  if (entry === undefined) return undefined;
  const expiresAt = Date.parse(String(entry.expires_at));
  return { time: expiresAt - serverTime(answer), expiresAt, answer };
}

/** The model that is asked among those that are loaded. */
function loadedEntry({ model, models: { known } }: CheckContext, loaded: readonly Fields[]): Fields | undefined {
  const nameOf = ({ name }: Fields) => wholeName(String(name));
  const found = loaded.find((entry) => nameOf(entry) === wholeName(model));
  if (found !== undefined) return found;
  // Models with the same weights are listed once, under the name that loaded them, which may be gone.
  const names = known.map(({ name }) => wholeName(name));
  return loaded.find((entry) => !names.includes(nameOf(entry)));
}

/** Loads the model with a `keep_alive` and nothing else, or unloads it. @param more fields of the request */
export async function keepAlive(context: CheckContext, more: object): Promise<void> {
  const answer = await context.client.post("/api/generate", { model: context.model, stream: false, ...more });
  expectStatus(answer, 200);
}

function isRight(left: Remaining | undefined, expected: number): boolean {
  if (left === undefined) return false;
  return expected === Infinity ? left.time > CENTURY : Math.abs(left.time - expected) <= TOLERANCE;
}

/** After a `keep_alive` the model has so many milliseconds left, or more than a hundred years for Infinity. */
export async function expectRemaining(context: CheckContext, more: object, expected: number): Promise<void> {
  await keepAlive(context, more);
  let last: Remaining | undefined;
  let same = 0;
  // The server may reckon the time only after it has answered; a time that stays as it is will not become right.
  await until(async () => {
    const now = await remaining(context);
    same = now?.expiresAt === last?.expiresAt ? same + 1 : 0;
    last = now;
    return isRight(last, expected) || same >= PATIENCE;
  }, 500);
  const right = isRight(last, expected);
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

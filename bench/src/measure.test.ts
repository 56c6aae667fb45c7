import { expect, test } from "bun:test";
import { measureDecode, measurePrefill, randomTokens } from "./measure.ts";
import type { Subject } from "./subject.ts";

/** Keeps each slot's tokens, and chooses a slot's number of tokens next. */
class Recorder implements Subject {
  slots: number[][] = [];
  steps: number[][] = [];
  async load(): Promise<never> {
    throw new Error("not loaded here");
  }
  reset() {
    this.slots = [];
    this.steps = [];
  }
  async prefill(slot: number, tokens: Uint32Array) {
    this.#append(slot, tokens);
  }
  async decode(tokens: Uint32Array) {
    this.steps.push([...tokens]);
    for (let slot = 0; slot < tokens.length; slot++) this.#append(slot, tokens.subarray(slot, slot + 1));
  }
  async greedy(slot: number) {
    return this.slots[slot]!.length;
  }
  #append(slot: number, tokens: Uint32Array) {
    this.slots[slot] = [...(this.slots[slot] ?? []), ...tokens];
  }
}

test("prefill evaluates one prompt in an empty slot", async () => {
  const subject = new Recorder();
  await subject.prefill(0, Uint32Array.of(1));
  expect((await measurePrefill(subject, 1000, 512)).milliseconds).toBeGreaterThan(0);
  expect(subject.slots.map((tokens) => tokens.length)).toEqual([512]);
});

test.each([
  [0, 1],
  [0, 8],
  [1500, 1],
  [100, 4],
])("decode with %d tokens of context in %d slots times each step", async (context, slots) => {
  const subject = new Recorder();
  const { evaluate, choose } = await measureDecode(subject, 1000, { slots, context, steps: 5 });
  expect(evaluate).toHaveLength(5);
  expect(choose).toHaveLength(5);
  expect(subject.slots.map((tokens) => tokens.length)).toEqual(new Array(slots).fill(context + 5));
  // Each step goes on with what was chosen after the one before.
  expect(subject.steps.at(-1)).toEqual(new Array(slots).fill(context + 4));
});

test("random tokens are plain words of the vocabulary, the same for the same seed", () => {
  const tokens = randomTokens(300, 1000, 1);
  expect(Math.min(...tokens)).toBeGreaterThanOrEqual(259);
  expect(Math.max(...tokens)).toBeLessThan(300);
  expect(randomTokens(300, 1000, 1)).toEqual(tokens);
  expect(randomTokens(300, 1000, 2)).not.toEqual(tokens);
});

import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { greedyOptions } from "../runner/greedy-options.ts";
import type { GenerateEvent, GenerateOptions } from "../runner/types.ts";
import { Pace } from "../speculation/pace.ts";
import type { Tokenizer } from "../tokenizer/tokenizer.ts";
import { Batcher, type Evaluator } from "./batcher.ts";
import { Sequence } from "./sequence.ts";

const vocabSize = 64;
const numCtx = 24;
const longCtx = 200;

const tokenizer: Tokenizer = {
  vocabSize,
  addBos: false,
  addEos: false,
  isEndOfGeneration: (token) => token === 0,
  encode: (text) => [...text].map((c) => c.codePointAt(0)!),
  piece: (token) => new TextEncoder().encode(` ${token}`),
  decode: (tokens) => [...tokens].join(" "),
  tokenText: String,
};

/**
 * A model whose next token is a hash of all rows of the slot, and each row one of those before it, so that a wrong row
 * changes the text. As a recurrent one, it can only go on where it is, or from a checkpoint.
 */
class HashModel implements Evaluator {
  readonly rows: number[][];
  readonly needsCheckpoints: boolean;
  readonly #checkpoints: number[][][];

  constructor(slots: number, isRecurrent = false) {
    this.rows = Array.from({ length: slots }, () => []);
    this.#checkpoints = Array.from({ length: slots }, () => []);
    this.needsCheckpoints = isRecurrent;
  }

  prefill(slot: number, tokens: ArrayLike<number>, past: number): Float32Array {
    for (const [i, token] of Array.from(tokens).entries()) this.#write(slot, past + i, token);
    return this.#logits(this.rows[slot]!);
  }

  prefillAll(slot: number, tokens: ArrayLike<number>, past: number): Float32Array {
    const rows = Array.from(tokens, (token, i) => this.prefill(slot, [token], past + i));
    return Float32Array.from(rows.flatMap((row) => [...row]));
  }

  keepFirst(slot: number, _: ArrayLike<number>, past: number, kept: number): void {
    this.rows[slot]!.length = past + kept;
  }

  step(first: number, tokens: ArrayLike<number>, past: ArrayLike<number>): Float32Array {
    const out = new Float32Array(tokens.length * vocabSize);
    for (const [i, token] of Array.from(tokens).entries()) {
      if (past[i]! < 0) continue;
      this.#write(first + i, past[i]!, token);
      out.set(this.#logits(this.rows[first + i]!), i * vocabSize);
    }
    return out;
  }

  rewind(slot: number, rows: number): number {
    const kept = this.needsCheckpoints ? this.#checkpoints[slot]! : [this.rows[slot]!];
    if (this.needsCheckpoints && this.rows[slot]!.length === rows) return rows;
    const found = kept.findLast((state) => state.length <= rows || !this.needsCheckpoints) ?? [];
    this.rows[slot] = found.slice(0, rows);
    return this.rows[slot]!.length;
  }

  copyRows(from: number, to: number, rows: number, held: number): number {
    const source = this.rows[from]!;
    const place = [...this.#checkpoints[from]!, source].findLast((state) => state.length <= rows) ?? [];
    const copied = this.needsCheckpoints ? place.slice() : source.slice(0, rows);
    if (copied.length <= held) return 0;
    this.rows[to] = copied;
    this.#checkpoints[to] = this.needsCheckpoints ? [copied.slice()] : [];
    return copied.length;
  }

  dropRows(slot: number, from: number, count: number): boolean {
    if (this.needsCheckpoints) return false;
    this.rows[slot]!.splice(from, count);
    return true;
  }

  keepCheckpoint(slot: number): void {
    this.#checkpoints[slot]!.push([...this.rows[slot]!]);
  }

  #write(slot: number, row: number, token: number): void {
    const rows = this.rows[slot]!;
    if (row >= longCtx) throw new Error(`row ${row} is outside the cache`);
    if (row === 0) rows.length = 0;
    if (row !== rows.length) throw new Error(`row ${row} is written behind ${rows.length} rows`);
    rows.push(hashOf([...rows, token]));
  }

  #logits(rows: readonly number[]): Float32Array {
    const hash = hashOf(rows);
    const logits = new Float32Array(vocabSize);
    logits[hash % vocabSize] = 1;
    return logits;
  }
}

function hashOf(rows: readonly number[]): number {
  return rows.reduce((h, row) => (Math.imul(h ^ row, 0x01000193) >>> 7) ^ (h << 3), 17) >>> 0;
}

const greedy: GenerateOptions = { ...greedyOptions, numPredict: 30, numKeep: 2 };

function harness(slots: number, maxChunk = 4, isRecurrent = false, context = numCtx) {
  const errors: unknown[] = [];
  const model = new HashModel(slots, isRecurrent);
  const batcher = new Batcher(model, {
    slots,
    numCtx: context,
    vocabSize,
    logitsLength: vocabSize,
    maxChunk,
    addBos: false,
    onError: (_, error) => errors.push(error),
  });
  const start = (prompt: readonly number[], options: Partial<GenerateOptions> = {}) => {
    const events: GenerateEvent[] = [];
    const sequence = new Sequence(prompt, { ...greedy, ...options }, tokenizer, context, (event) => events.push(event));
    batcher.add(sequence);
    return { sequence, events };
  };
  return { batcher, errors, start, model };
}

const textOf = (events: readonly GenerateEvent[]) => events.map((e) => (e.type === "text" ? e.text : "")).join("");

function alone(prompt: readonly number[], options: Partial<GenerateOptions>, isRecurrent = false, context = numCtx) {
  const { batcher, start } = harness(1, 4, isRecurrent, context);
  const { events } = start(prompt, options);
  while (batcher.busy) batcher.step();
  return textOf(events);
}

const prompt = fc.array(fc.integer({ min: 1, max: 3 }), { minLength: 1, maxLength: numCtx - 1 });
const request = fc.record({ prompt, numPredict: fc.integer({ min: 1, max: 60 }), shift: fc.boolean() });

test("whatever runs beside it, a request gets the text that it gets alone", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 5 }),
      fc.integer({ min: 1, max: 8 }),
      fc.array(fc.tuple(request, fc.integer({ min: 0, max: 6 }), fc.option(fc.integer({ min: 0, max: 40 }))), {
        minLength: 1,
        maxLength: 8,
      }),
      fc.boolean(),
      (slots, maxChunk, requests, isRecurrent) => {
        const { batcher, errors, start } = harness(slots, maxChunk, isRecurrent);
        const started: { events: GenerateEvent[]; expected: string; cancelled: boolean }[] = [];
        const cancellations: { at: number; sequence: Sequence }[] = [];
        let steps = 0;
        const step = () => {
          batcher.step();
          steps++;
          for (const { at, sequence } of cancellations) if (at === steps) sequence.cancelled = true;
        };
        for (const [{ prompt, ...options }, delay, cancelAfter] of requests) {
          const { sequence, events } = start(prompt, options);
          if (cancelAfter !== null) cancellations.push({ at: steps + 1 + cancelAfter, sequence });
          started.push({ events, expected: alone(prompt, options, isRecurrent), cancelled: cancelAfter !== null });
          for (let i = 0; i < delay; i++) step();
        }
        while (batcher.busy) {
          step();
          if (steps > 5000) throw new Error("the batcher does not come to an end");
        }
        expect(errors).toEqual([]);
        for (const { events, expected, cancelled } of started) {
          if (cancelled) {
            expect(expected.startsWith(textOf(events))).toBe(true);
          } else {
            expect(textOf(events)).toBe(expected);
            expect(events.filter((event) => event.type === "done")).toHaveLength(1);
            expect(events.at(-1)?.type).toBe("done");
          }
        }
      },
    ),
    { numRuns: 300 },
  );
});

test("a prompt that continues an earlier one reuses its rows", () => {
  const { batcher, start } = harness(2);
  start([1, 2, 3, 4, 5], { numPredict: 1 });
  while (batcher.busy) batcher.step();
  const { sequence, events } = start([1, 2, 3, 9], { numPredict: 1 });
  while (batcher.busy) batcher.step();
  expect(sequence.cachedTokens).toBe(3);
  expect(textOf(events)).toBe(alone([1, 2, 3, 9], { numPredict: 1 }));
});

test("rows that saw tokens which a context shift has dropped are for their own answer only", () => {
  const { batcher, start } = harness(1);
  const first = start([1, 2, 3, 4, 5], { numPredict: numCtx });
  while (batcher.busy) batcher.step();
  const shifted = first.sequence.tokens.slice(0, -1);
  expect(shifted.length).toBeLessThan(numCtx - 2);
  const { sequence, events } = start(shifted, { numPredict: 1 });
  while (batcher.busy) batcher.step();
  expect(sequence.cachedTokens).toBe(2);
  expect(textOf(events)).toBe(alone(shifted, { numPredict: 1 }));
  // What was evaluated anew is whole again.
  const again = start(shifted, { numPredict: 1 });
  while (batcher.busy) batcher.step();
  expect(again.sequence.cachedTokens).toBe(shifted.length - 1);
});

test("a recurrent model goes on from the checkpoints near the end of an earlier prompt", () => {
  const { batcher, start } = harness(1, 16, true, longCtx);
  const prompt = Array.from({ length: 100 }, (_, i) => 1 + ((i * 7) % 50));
  const cachedOf = (tokens: readonly number[]) => {
    const { sequence } = start(tokens, { numPredict: 3 });
    while (batcher.busy) batcher.step();
    return sequence.cachedTokens;
  };
  expect(cachedOf(prompt)).toBe(0);
  expect(cachedOf(prompt)).toBe(99);
  // The conversation goes on, but the tokens that told the model to answer have gone.
  const longer = [...prompt.slice(0, 90), 60, 61, 62, 63];
  expect(cachedOf(longer)).toBe(83);
  expect(cachedOf([...prompt.slice(0, 40), 60])).toBe(0);
});

test("a cancelled request takes no further step", () => {
  const { batcher, start } = harness(1);
  const { sequence, events } = start([1], { numPredict: 1000 });
  for (let i = 0; i < 5; i++) batcher.step();
  sequence.cancelled = true;
  const told = events.length;
  batcher.step();
  expect(events).toHaveLength(told);
  expect(batcher.busy).toBe(false);
});

test("without shift an answer ends when the context is full", () => {
  const { batcher, start } = harness(1);
  const { events } = start([1, 2, 3], { numPredict: -1, shift: false });
  while (batcher.busy) batcher.step();
  const done = events.at(-1);
  expect(done).toMatchObject({ type: "done", promptTokens: 3 });
  if (done?.type === "done" && done.reason === "length") expect(done.generatedTokens).toBe(numCtx - 3 + 1);
});

test("an evaluator's error ends the requests of that run and leaves the others", () => {
  const model = new HashModel(2);
  const failed: unknown[] = [];
  const settings = { slots: 2, numCtx, vocabSize, logitsLength: vocabSize, maxChunk: 4, addBos: false };
  const batcher = new Batcher(model, { ...settings, onError: (_, error) => failed.push(error) });
  const prefill = model.prefill.bind(model);
  model.prefill = (slot, tokens, past) => {
    if (tokens[0] === 9) throw new Error("boom");
    return prefill(slot, tokens, past);
  };
  const events: GenerateEvent[] = [];
  const options = { ...greedy, numPredict: 5 };
  batcher.add(new Sequence([1, 2, 3], options, tokenizer, numCtx, (event) => events.push(event)));
  batcher.add(new Sequence([9, 2, 3], options, tokenizer, numCtx, () => {}));
  while (batcher.busy) batcher.step();
  expect(failed).toEqual([new Error("boom")]);
  expect(events.at(-1)?.type).toBe("done");
});

describe("prompts that begin alike", () => {
  const countRows = (model: HashModel) => {
    let evaluated = 0;
    const prefill = model.prefill.bind(model);
    model.prefill = (slot, tokens, past) => {
      evaluated += tokens.length;
      return prefill(slot, tokens, past);
    };
    return () => evaluated;
  };
  const long = Array.from({ length: 100 }, (_, i) => 1 + (i % 50));

  test.each([false, true])(
    "are evaluated once, and give the text that they give alone (recurrent %p)",
    (isRecurrent) => {
      const { batcher, start, model } = harness(4, 32, isRecurrent, longCtx);
      const rows = countRows(model);
      const started = [0, 1, 2, 3].map(() => start(long, { numPredict: 9 }));
      while (batcher.busy) batcher.step();
      expect(rows()).toBeWithin(long.length - 1, long.length + 4);
      const expected = alone(long, { numPredict: 9 }, isRecurrent, longCtx);
      for (const { events } of started) {
        expect(textOf(events)).toBe(expected);
        const done = events.at(-1);
        expect(done).toMatchObject({ type: "done", promptTokens: 100 });
      }
      expect(started.slice(1).map(({ events }) => (events.at(-1) as { cachedTokens: number }).cachedTokens)).toEqual([
        99, 99, 99,
      ]);
    },
  );

  test("share what they share, whenever they come and whatever has been in the slots", () => {
    const tail = fc.array(fc.integer({ min: 1, max: 3 }), { minLength: 1, maxLength: 8 });
    const asked = fc.record({
      shared: fc.integer({ min: 0, max: 100 }),
      tail,
      delay: fc.nat(12),
      numPredict: fc.integer({ min: 1, max: 40 }),
    });
    fc.assert(
      fc.property(fc.array(asked, { minLength: 2, maxLength: 7 }), fc.boolean(), (requests, isRecurrent) => {
        const { batcher, errors, start } = harness(3, 16, isRecurrent, longCtx);
        const started = requests.map(({ shared, tail, delay, numPredict }) => {
          const prompt = [...long.slice(0, shared), ...tail];
          const { events } = start(prompt, { numPredict });
          for (let i = 0; i < delay; i++) batcher.step();
          return { events, expected: alone(prompt, { numPredict }, isRecurrent, longCtx) };
        });
        while (batcher.busy) batcher.step();
        expect(errors).toEqual([]);
        for (const { events, expected } of started) expect(textOf(events)).toBe(expected);
      }),
      { numRuns: 60 },
    );
  });

  test("are evaluated in the order in which they came", () => {
    const { batcher, start } = harness(2, 16, false, longCtx);
    const short = start([9, 9, 9], { numPredict: 3 });
    const first = start(long, { numPredict: 1 });
    while (short.events.at(-1)?.type !== "done") batcher.step();
    // The slot that is free again comes before that of the prompt that is half evaluated.
    const second = start(long.toReversed(), { numPredict: 1 });
    while (second.events.at(-1)?.type !== "done") {
      batcher.step();
      if (second.events.length > 0) expect(first.events.at(-1)?.type).toBe("done");
    }
  });
});

describe("drafts", () => {
  /** A model that counts up and begins again after 9; it is sure of every token but each 19th, which depends on all rows. */
  class RepeatingModel extends HashModel {
    runs = 0;
    override prefillAll(slot: number, tokens: ArrayLike<number>, past: number): Float32Array {
      const logits = super.prefillAll(slot, tokens, past);
      this.runs -= tokens.length - 1;
      return logits;
    }
    override prefill(slot: number, tokens: ArrayLike<number>, past: number): Float32Array {
      this.runs++;
      return this.#sure(super.prefill(slot, tokens, past), tokens, past);
    }
    override step(first: number, tokens: ArrayLike<number>, past: ArrayLike<number>): Float32Array {
      this.runs++;
      return this.#sure(super.step(first, tokens, past), tokens, past[0]!);
    }
    #sure(logits: Float32Array, tokens: ArrayLike<number>, past: number): Float32Array {
      const place = past + tokens.length;
      if (place % 19 !== 0) logits[1 + (tokens[tokens.length - 1]! % 9)] = 2;
      return logits;
    }
  }

  function answer(maxDraft: number, prompt: readonly number[], options: Partial<GenerateOptions>, context: number) {
    const model = new RepeatingModel(2);
    const events: GenerateEvent[] = [];
    const settings = { slots: 2, numCtx: context, vocabSize, logitsLength: vocabSize, maxChunk: 16, addBos: false };
    const fail = (_: unknown, error: unknown) => {
      throw error;
    };
    const batcher = new Batcher(model, { ...settings, pace: new EagerPace(), onError: fail });
    for (let turn = 0; turn < 2; turn++) {
      const given = { ...greedy, ...options, maxDraft };
      batcher.add(new Sequence(prompt, given, tokenizer, context, (event) => events.push(event)));
      while (batcher.busy) batcher.step();
    }
    const done = events.flatMap((event) => (event.type === "done" ? [event] : []));
    return { text: textOf(events), done, runs: model.runs };
  }

  /** Evaluates all that is drafted. */
  class EagerPace extends Pace {
    override draftLength(length: number): number {
      return length;
    }
  }

  test("change no text, however much is drafted, shifted or cut", () => {
    const options = fc.record({ numPredict: fc.integer({ min: 1, max: 90 }), shift: fc.boolean() });
    const prompts = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: numCtx - 1 });
    fc.assert(
      fc.property(fc.nat(15), prompts, options, (maxDraft, prompt, given) => {
        const [drafted, plain] = [answer(maxDraft, prompt, given, numCtx), answer(0, prompt, given, numCtx)];
        expect(drafted.text).toBe(plain.text);
        expect(drafted.done.map(({ generatedTokens }) => generatedTokens)).toEqual(
          plain.done.map(({ generatedTokens }) => generatedTokens),
        );
      }),
    );
  });

  test("save runs, and are counted", () => {
    const prompt = Array.from({ length: 40 }, (_, i) => 1 + (i % 9));
    const given = { numPredict: 100 };
    const [drafted, plain] = [answer(15, prompt, given, longCtx), answer(0, prompt, given, longCtx)];
    expect(drafted.text).toBe(plain.text);
    expect(drafted.runs).toBeLessThan(plain.runs / 2);
    for (const { draftedTokens, acceptedTokens } of drafted.done) {
      expect(acceptedTokens).toBeGreaterThan(60);
      expect(draftedTokens).toBeGreaterThan(acceptedTokens);
    }
    for (const { draftedTokens, acceptedTokens } of plain.done) expect([draftedTokens, acceptedTokens]).toEqual([0, 0]);
  });
});

import { expect, test } from "bun:test";
import fc from "fast-check";
import { FullMemory } from "./full-memory.ts";
import { KeyRows } from "./key-rows.ts";
import type { LayerMemory } from "./layer-memory.ts";
import { SlotMemory, slotMemoryBytes } from "./slot-memory.ts";
import { WindowMemory, windowCapacity } from "./window-memory.ts";

const frequencies = Float64Array.of(1, 0.1);
const window = 24;
const maxRows = 16;

/** One head's row as it was before its rotation: different for every token. */
const content = (token: number) => Array.from({ length: 6 }, (_, d) => Math.sin(token * 7 + d));

/** The row turned to a position, as the model does. */
function rotated(row: readonly number[], position: number, interleaved: boolean): number[] {
  const out = [...row];
  frequencies.forEach((frequency, t) => {
    const i = interleaved ? 2 * t : t;
    const j = interleaved ? i + 1 : i + frequencies.length;
    const [cos, sin] = [Math.cos(position * frequency), Math.sin(position * frequency)];
    out[i] = row[i]! * cos - row[j]! * sin;
    out[j] = row[i]! * sin + row[j]! * cos;
  });
  return out;
}

/** A layer, and the tokens of a slot that it should hold: token ids by position. */
class Checked {
  readonly memory: LayerMemory;
  readonly rows: KeyRows;
  readonly interleaved: boolean;
  tokens: number[] = [];
  slot = 1;
  #next = 0;

  constructor(isWindowed: boolean, interleaved: boolean) {
    const capacity = isWindowed ? windowCapacity(window, maxRows) : 2048;
    const shape = { slots: 2, kvHeads: 2, capacity, keyDim: 6, valueDim: 4 };
    this.rows = new KeyRows(shape, { frequencies, interleaved });
    this.memory = isWindowed ? new WindowMemory(this.rows, window) : new FullMemory(this.rows);
    this.interleaved = interleaved;
  }

  get base(): number {
    return this.memory instanceof WindowMemory ? this.memory.base(this.slot) : 0;
  }

  append(count: number): void {
    this.memory.prepare(this.slot, this.tokens.length, count);
    for (let i = 0; i < count; i++) {
      const position = this.tokens.length;
      const token = this.#next++;
      for (let head = 0; head < 2; head++) {
        this.rows
          .row("keys", this.slot, head, position - this.base)
          .set(rotated(content(token + head), position, this.interleaved));
        this.rows.row("values", this.slot, head, position - this.base).set(content(token + head).slice(0, 4));
      }
      this.tokens.push(token);
    }
  }

  /** Positions that the next token looks at whose rows are not there, or not in their place. */
  missing(): number[] {
    const first = this.memory instanceof WindowMemory ? Math.max(0, this.tokens.length - window + 1) : 0;
    // Of many rows a sample, as the whole would take seconds.
    const step = Math.ceil((this.tokens.length - first) / 50);
    const positions: number[] = [];
    for (let position = first; position < this.tokens.length; position += step) {
      const row = position - this.base;
      const head = position % 2;
      const expected = content(this.tokens[position]! + head);
      const keys = this.rows.row("keys", this.slot, head, row);
      const values = this.rows.row("values", this.slot, head, row);
      const areKeysRight = rotated(expected, position, this.interleaved).every(
        (key, d) => Math.abs(keys[d]! - key) < 1e-4,
      );
      const areValuesRight = values.every((value, d) => value === Math.fround(expected[d]!));
      if (!areKeysRight || !areValuesRight) positions.push(position);
    }
    return positions;
  }
}

const actions = fc.array(
  fc.oneof(
    fc.record({ kind: fc.constant("append" as const), count: fc.integer({ min: 1, max: maxRows }) }),
    fc.record({ kind: fc.constant("burst" as const), count: fc.integer({ min: 100, max: 400 }) }),
    fc.record({ kind: fc.constant("rewind" as const), count: fc.integer({ min: 0, max: 700 }) }),
    fc.record({ kind: fc.constant("copy" as const), count: fc.integer({ min: 0, max: 60 }) }),
    fc.record({ kind: fc.constant("drop" as const), count: fc.integer({ min: 1, max: 300 }), keep: fc.nat(40) }),
  ),
  { maxLength: 12 },
);

test("whatever is appended, taken back, copied or dropped, the next token finds all rows that it looks at, in their places", () => {
  let dropped = 0;
  fc.assert(
    fc.property(actions, fc.boolean(), fc.boolean(), (list, isWindowed, interleaved) => {
      const layer = new Checked(isWindowed, interleaved);
      using _ = layer.memory;
      for (const action of list) {
        const used = layer.tokens.length;
        if (action.kind === "append" && used < 1800) layer.append(action.count);
        if (action.kind === "burst" && used < 1500) for (let i = 0; i < action.count; i += 8) layer.append(8);
        const left = used - action.count;
        const canGoBack = left > 0 && layer.memory.canRewind(layer.slot, left);
        if (action.kind === "rewind" && canGoBack) layer.tokens.length = left;
        if (action.kind === "copy" && canGoBack) {
          layer.memory.copy(layer.slot, 1 - layer.slot, left);
          layer.tokens.length = left;
          layer.slot = 1 - layer.slot;
        }
        if (action.kind === "drop" && action.keep + action.count < used) {
          if (layer.memory.drop(layer.slot, action.keep, action.count, used)) {
            layer.tokens.splice(action.keep, action.count);
            dropped++;
          }
        }
        expect(layer.missing()).toEqual([]);
      }
    }),
    { numRuns: 300 },
  );
  expect(dropped).toBeGreaterThan(30);
});

test("whether a full context can be shifted does not depend on how its tokens came", () => {
  let dropped = 0;
  const ways = fc.array(fc.record({ rows: fc.integer({ min: 1, max: maxRows }), back: fc.nat(40) }), { minLength: 1 });
  fc.assert(
    fc.property(ways, ways, fc.integer({ min: 600, max: 1180 }), fc.nat(100), (one, other, length, keep) => {
      const numCtx = length + keep;
      const count = Math.floor((numCtx - keep) / 2);
      const [first, second] = [one, other].map((steps) => {
        const layer = new Checked(true, false);
        using _ = layer.memory;
        for (let i = 0; layer.tokens.length < numCtx; i++) {
          const { rows, back } = steps[i % steps.length]!;
          const goesOn = layer.tokens.length - back;
          if (i < steps.length && goesOn > 0 && layer.memory.canRewind(1, goesOn)) layer.tokens.length = goesOn;
          layer.append(Math.min(rows, numCtx - layer.tokens.length));
        }
        const isDropped = layer.memory.drop(1, keep, count, numCtx);
        if (isDropped) layer.tokens.splice(keep, count);
        return isDropped && layer.missing();
      });
      if (first) dropped++;
      expect(second).toEqual(first!);
      if (first) expect(first).toEqual([]);
    }),
    { numRuns: 60, examples: [[[{ rows: 1, back: 0 }], [{ rows: 15, back: 0 }], 1097, 88]] },
  );
  expect(dropped).toBeGreaterThan(5);
});

const windowState = { kind: "keys-values", name: "0", kvHeads: 1, keyDim: 8, valueDim: 8, rope: undefined } as const;

test("windows take memory for themselves, not for the context", () => {
  const bytes = (numCtx: number) =>
    slotMemoryBytes({ states: [{ ...windowState, window: 512 }], slots: 1, numCtx, maxRows: 512 });
  expect(bytes(131_072)).toBe(bytes(8192));
  expect(bytes(8192)).toBeLessThan(2 * 4 * 8 * 1600);
  const full = slotMemoryBytes({
    states: [{ ...windowState, window: undefined }],
    slots: 1,
    numCtx: 8192,
    maxRows: 512,
  });
  expect(full).toBe(2 * 4 * 8 * 8192);
});

test("recurrent states go back to checkpoints, and nowhere else", () => {
  const states = [{ kind: "recurrent", name: "0", shape: [2, 3] } as const];
  using memory = new SlotMemory({ states, slots: 2, numCtx: 100, maxRows: 16 });
  const state = (memory.layers[0] as unknown as { state(slot: number): Float32Array }).state(1);
  const advance = (past: number, rows: number) => {
    memory.prepare(1, past, rows);
    state.fill(past + rows);
  };
  advance(0, 10);
  memory.keepCheckpoint(1);
  advance(10, 5);
  memory.keepCheckpoint(1);
  advance(15, 8);
  expect(memory.rewind(1, 23)).toBe(23);
  expect(state[0]).toBe(23);
  expect(memory.rewind(1, 20)).toBe(15);
  expect(state[0]).toBe(15);
  // From here on, the slot holds another text: what was kept behind it is no checkpoint of it any more.
  advance(15, 1);
  expect(memory.rewind(1, 12)).toBe(10);
  expect(state[0]).toBe(10);
  advance(10, 3);
  expect(memory.rewind(1, 11)).toBe(10);
  expect(memory.rewind(1, 9)).toBe(0);
  expect(memory.rewind(0, 5)).toBe(0);
  expect(memory.drop(1, 2, 3, 10)).toBe(false);
});

test("recurrent states are given to another slot as they are now, or at a checkpoint, from which it can go on again", () => {
  const states = [{ kind: "recurrent", name: "0", shape: [2, 3] } as const];
  using memory = new SlotMemory({ states, slots: 3, numCtx: 100, maxRows: 16 });
  const state = (slot: number) => (memory.layers[0] as unknown as { state(slot: number): Float32Array }).state(slot)[0];
  const advance = (slot: number, past: number, rows: number) => {
    memory.prepare(slot, past, rows);
    (memory.layers[0] as unknown as { state(slot: number): Float32Array }).state(slot).fill(past + rows);
  };
  advance(1, 0, 10);
  memory.keepCheckpoint(1);
  advance(1, 10, 5);
  expect([memory.copy(1, 0, 15, 0), state(0)]).toEqual([15, 15]);
  expect([memory.copy(1, 2, 14, 0), state(2)]).toEqual([10, 10]);
  // The giver stays where it is.
  expect([memory.rewind(1, 15), state(1)]).toEqual([15, 15]);
  advance(2, 10, 3);
  expect([memory.rewind(2, 12), state(2)]).toEqual([10, 10]);
  // What is there already is not copied, nor what can't be gone on from.
  expect([memory.copy(1, 2, 14, 10), memory.copy(1, 2, 9, 0), state(2)]).toEqual([0, 0, 10]);
});

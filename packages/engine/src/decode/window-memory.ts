import type { KeyRows } from "./key-rows.ts";
import type { LayerMemory } from "./layer-memory.ts";

/** Bases are multiples of this, so that a token falls on the same lane of a vector wherever its window begins. */
const baseStep = 16;

/** Rows behind the window that are kept for answers that are taken back. */
const spareRows = 512;

/** Rows per slot of windows: the window, what is kept behind it, and `maxRows` tokens of one run. */
export function windowCapacity(window: number, maxRows: number): number {
  return Math.ceil((window + spareRows + maxRows) / baseStep + 1) * baseStep;
}

/** Whether windows take less than all of the context. */
export function isWindowed(window: number | undefined, maxRows: number, numCtx: number): window is number {
  return window !== undefined && windowCapacity(window, maxRows) < numCtx;
}

/** A layer's keys and values of a window over the latest tokens: row i is token base + i. */
export class WindowMemory implements LayerMemory {
  readonly rows: KeyRows;
  readonly #window: number;
  readonly #bases: Int32Array;

  constructor(rows: KeyRows, window: number) {
    this.rows = rows;
    this.#window = window;
    this.#bases = new Int32Array(rows.shape.slots);
  }

  tensors(first: number, count: number) {
    return this.rows.tensors(first, count);
  }

  /** The token in the first row of a slot. */
  base(slot: number): number {
    return this.#bases[slot]!;
  }

  prepare(slot: number, past: number, rows: number): void {
    if (past === 0) this.#bases[slot] = 0;
    const base = this.base(slot);
    if (past + rows - base <= this.rows.shape.capacity) return;
    const next = Math.max(base, roundDown(past - this.#window - spareRows));
    this.rows.move(slot, next - base, past - base, 0);
    this.#bases[slot] = next;
  }

  canRewind(slot: number, rows: number): boolean {
    const base = this.base(slot);
    return base === 0 || base <= rows - this.#window;
  }

  copy(from: number, to: number, rows: number): void {
    const base = this.base(from);
    this.#bases[to] = base;
    this.rows.copy(from, to, rows - base);
  }

  drop(slot: number, from: number, count: number, used: number): boolean {
    const base = this.base(slot);
    if (base === 0) {
      this.rows.move(slot, from + count, used, from, count);
      return true;
    }
    // The rows from here on have a place; enough of them must be left. Where what is dropped lies before the rows that are
    // there, they always are, so that it doesn't matter where those begin.
    const next = roundUp(Math.max(base - count, from));
    if (used - count - next < this.#window) return false;
    this.rows.move(slot, next + count - base, used - base, 0, count);
    this.#bases[slot] = next;
    return true;
  }

  [Symbol.dispose](): void {
    this.rows[Symbol.dispose]();
  }
}

function roundUp(row: number): number {
  return Math.ceil(row / baseStep) * baseStep;
}

function roundDown(row: number): number {
  return Math.max(0, Math.floor(row / baseStep) * baseStep);
}

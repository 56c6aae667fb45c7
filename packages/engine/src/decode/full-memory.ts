import type { KeyRows } from "./key-rows.ts";
import type { LayerMemory } from "./layer-memory.ts";

/** Keys and values of every token: row i is token i. */
export class FullMemory implements LayerMemory {
  readonly rows: KeyRows;

  constructor(rows: KeyRows) {
    this.rows = rows;
  }

  tensors(first: number, count: number) {
    return this.rows.tensors(first, count);
  }

  prepare(): void {}

  canRewind(): boolean {
    return true;
  }

  copy(from: number, to: number, rows: number): void {
    this.rows.copy(from, to, rows);
  }

  drop(slot: number, from: number, count: number, used: number): boolean {
    this.rows.move(slot, from + count, used, from, count);
    return true;
  }

  [Symbol.dispose](): void {
    this.rows[Symbol.dispose]();
  }
}

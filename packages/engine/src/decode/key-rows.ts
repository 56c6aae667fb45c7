import type { RopeFrequencies } from "../architectures/rope.ts";
import { NativeBuffer } from "../ort/memory.ts";
import { OrtTensor } from "../ort/tensor.ts";
import { TensorRanges } from "./layer-memory.ts";

export interface KeyRowsShape {
  readonly slots: number;
  readonly kvHeads: number;
  /** Rows per slot. */
  readonly capacity: number;
  readonly keyDim: number;
  readonly valueDim: number;
}

/** How keys were rotated; absent if they weren't. */
export interface KeyRotation {
  readonly frequencies: RopeFrequencies;
  /** Whether neighbouring channels rotate together; otherwise halves do. */
  readonly interleaved: boolean;
}

/** Bytes when every row is used. */
export function keyRowsBytes({ slots, kvHeads, capacity, keyDim, valueDim }: KeyRowsShape): number {
  return 4 * slots * kvHeads * capacity * (keyDim + valueDim);
}

/**
 * A layer's keys and values, `[slots, kvHeads, capacity, keyDim]` and `[…, valueDim]` f32. Past and present of a run are the
 * same memory, so a step costs nothing per row that it doesn't read. Pages that no token has reached take no memory.
 */
export class KeyRows implements Disposable {
  readonly shape: KeyRowsShape;
  readonly #keys: NativeBuffer;
  readonly #values: NativeBuffer;
  readonly #rotation: KeyRotation | undefined;
  readonly #ranges: TensorRanges;

  constructor(shape: KeyRowsShape, rotation?: KeyRotation) {
    const { slots, kvHeads, capacity, keyDim, valueDim } = shape;
    this.shape = shape;
    this.#rotation = rotation;
    const bytes = (dim: number) => 4 * kvHeads * capacity * dim;
    const keys = new NativeBuffer(slots * bytes(keyDim));
    const values = new NativeBuffer(slots * bytes(valueDim));
    this.#keys = keys;
    this.#values = values;
    this.#ranges = new TensorRanges((first, count) => {
      const tensor = (buffer: NativeBuffer, dim: number) =>
        new OrtTensor("float32", [count, kvHeads, capacity, dim], buffer.address + first * bytes(dim));
      return [tensor(keys, keyDim), tensor(values, valueDim)];
    });
  }

  tensors(first: number, count: number): readonly OrtTensor[] {
    return this.#ranges.get(first, count);
  }

  /** A view of one row. */
  row(part: "keys" | "values", slot: number, head: number, row: number): Float32Array {
    return this.#head(part, slot, head).subarray(row * this.#dim(part), (row + 1) * this.#dim(part));
  }

  /** Moves rows `[from, end)` of a slot to row `to`; the keys turn back by `turned` positions. */
  move(slot: number, from: number, end: number, to: number, turned = 0): void {
    const { kvHeads, keyDim } = this.shape;
    const rotate = turned && this.#rotation ? backRotation(this.#rotation, turned) : undefined;
    for (let head = 0; head < kvHeads; head++) {
      for (const part of ["keys", "values"] as const) {
        const rows = this.#head(part, slot, head);
        const dim = this.#dim(part);
        rows.copyWithin(to * dim, from * dim, end * dim);
        if (part === "keys") rotate?.(rows, to, to + end - from, keyDim);
      }
    }
  }

  /** Gives slot `to` the first `count` rows of slot `from`. */
  copy(from: number, to: number, count: number): void {
    for (let head = 0; head < this.shape.kvHeads; head++) {
      for (const part of ["keys", "values"] as const) {
        this.#head(part, to, head).set(this.#head(part, from, head).subarray(0, count * this.#dim(part)));
      }
    }
  }

  #dim(part: "keys" | "values"): number {
    return part === "keys" ? this.shape.keyDim : this.shape.valueDim;
  }

  #head(part: "keys" | "values", slot: number, head: number): Float32Array {
    const { kvHeads, capacity } = this.shape;
    const length = capacity * this.#dim(part);
    return (part === "keys" ? this.#keys : this.#values).float32(4 * length * (slot * kvHeads + head), length);
  }

  [Symbol.dispose](): void {
    this.#ranges[Symbol.dispose]();
    this.#keys[Symbol.dispose]();
    this.#values[Symbol.dispose]();
  }
}

/** Rotates rows `[first, end)` by −`positions` steps. */
function backRotation({ frequencies, interleaved }: KeyRotation, positions: number) {
  const pairs = frequencies.length;
  const cos = Float64Array.from(frequencies, (f) => Math.cos(-positions * f));
  const sin = Float64Array.from(frequencies, (f) => Math.sin(-positions * f));
  return (rows: Float32Array, first: number, end: number, dim: number) => {
    for (let row = first; row < end; row++) {
      const base = row * dim;
      for (let t = 0; t < pairs; t++) {
        const i = base + (interleaved ? 2 * t : t);
        const j = interleaved ? i + 1 : i + pairs;
        const [x, y] = [rows[i]!, rows[j]!];
        rows[i] = x * cos[t]! - y * sin[t]!;
        rows[j] = x * sin[t]! + y * cos[t]!;
      }
    }
  };
}

import { NativeBuffer } from "../ort/memory.ts";
import { OrtTensor } from "../ort/tensor.ts";

export interface KvCacheShape {
  readonly layers: number;
  readonly slots: number;
  readonly headCountKv: number;
  /** Rows per slot. */
  readonly capacity: number;
  readonly headDim: number;
}

/** Bytes of a cache when every row is used. */
export function kvCacheBytes({ layers, slots, headCountKv, capacity, headDim }: KvCacheShape): number {
  return 2 * layers * slots * headCountKv * capacity * headDim * 4;
}

/** Keys and values of a layer, each `[slots, headCountKv, capacity, headDim]` f32. */
interface LayerCache {
  readonly keys: NativeBuffer;
  readonly values: NativeBuffer;
}

/**
 * The keys and values of all slots. Past and present of a run are the same memory, so a step costs nothing per row
 * that it doesn't read. Pages that no token has reached take no memory.
 */
export class KvCache implements Disposable {
  readonly shape: KvCacheShape;
  readonly #layers: LayerCache[];
  readonly #ranges = new Map<string, OrtTensor[]>();
  readonly #slotBytes: number;

  constructor(shape: KvCacheShape) {
    this.shape = shape;
    this.#slotBytes = 4 * shape.headCountKv * shape.capacity * shape.headDim;
    const bytes = this.#slotBytes * shape.slots;
    this.#layers = Array.from({ length: shape.layers }, () => ({
      keys: new NativeBuffer(bytes),
      values: new NativeBuffer(bytes),
    }));
  }

  /** The OrtValues of `count` slots from `first` on: key and value of layer 0, then of layer 1, and so on. */
  slots(first: number, count: number): readonly OrtTensor[] {
    const name = `${first}+${count}`;
    let tensors = this.#ranges.get(name);
    if (!tensors) {
      const { headCountKv, capacity, headDim } = this.shape;
      const shape = [count, headCountKv, capacity, headDim];
      const offset = first * this.#slotBytes;
      tensors = this.#layers.flatMap(({ keys, values }) =>
        [keys, values].map((buffer) => new OrtTensor("float32", shape, buffer.address + offset)),
      );
      this.#ranges.set(name, tensors);
    }
    return tensors;
  }

  /** A view of one row `[headDim]`. */
  row(part: keyof LayerCache, layer: number, slot: number, head: number, row: number): Float32Array {
    const { headCountKv, capacity, headDim } = this.shape;
    const index = (slot * headCountKv + head) * capacity + row;
    return this.#layers[layer]![part].float32(4 * headDim * index, headDim);
  }

  /**
   * Drops `count` rows of a slot from row `from` on: the rows behind move up to it, up to row `used`, and their keys are
   * turned back by `count` positions. `frequencies` are the rotations per position, `interleaved` says how channels pair.
   */
  dropRows(
    slot: number,
    from: number,
    count: number,
    used: number,
    frequencies: ArrayLike<number>,
    interleaved: boolean,
  ): void {
    const { headCountKv, capacity, headDim } = this.shape;
    const rotate = backRotation(frequencies, count, interleaved);
    for (const { keys, values } of this.#layers) {
      for (let head = 0; head < headCountKv; head++) {
        const start = 4 * headDim * capacity * (slot * headCountKv + head);
        for (const buffer of [keys, values]) {
          const rows = buffer.float32(start, used * headDim);
          rows.copyWithin(from * headDim, (from + count) * headDim, used * headDim);
          if (buffer === keys) rotate(rows, from, used - count, headDim);
        }
      }
    }
  }

  [Symbol.dispose](): void {
    for (const tensors of this.#ranges.values()) for (const tensor of tensors) tensor[Symbol.dispose]();
    for (const { keys, values } of this.#layers) {
      keys[Symbol.dispose]();
      values[Symbol.dispose]();
    }
  }
}

/** Rotates rows `[first, end)` by −`positions` steps. */
function backRotation(frequencies: ArrayLike<number>, positions: number, interleaved: boolean) {
  const pairs = frequencies.length;
  const cos = Float64Array.from(frequencies, (f) => Math.cos(-positions * f));
  const sin = Float64Array.from(frequencies, (f) => Math.sin(-positions * f));
  return (rows: Float32Array, first: number, end: number, headDim: number) => {
    for (let row = first; row < end; row++) {
      const base = row * headDim;
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

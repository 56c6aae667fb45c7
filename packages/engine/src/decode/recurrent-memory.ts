import { NativeBuffer } from "../ort/memory.ts";
import { OrtTensor } from "../ort/tensor.ts";
import { type LayerMemory, TensorRanges } from "./layer-memory.ts";

/**
 * The state of a recurrent layer, `[slots, …shape]` f32. It is that behind the last token and can't be turned back:
 * copies are kept of it at some places.
 */
export class RecurrentMemory implements LayerMemory {
  /** Bytes of one slot. */
  readonly slotBytes: number;
  readonly #buffer: NativeBuffer;
  readonly #ranges: TensorRanges;

  constructor(slots: number, shape: readonly number[]) {
    const elements = shape.reduce((product, size) => product * size, 1);
    this.slotBytes = 4 * elements;
    const buffer = new NativeBuffer(slots * this.slotBytes);
    this.#buffer = buffer;
    this.#ranges = new TensorRanges((first, count) => [
      new OrtTensor("float32", [count, ...shape], buffer.address + first * this.slotBytes),
    ]);
  }

  tensors(first: number, count: number) {
    return this.#ranges.get(first, count);
  }

  prepare(): void {}

  canRewind(): boolean {
    return false;
  }

  copy(from: number, to: number): void {
    this.state(to).set(this.state(from));
  }

  drop(): boolean {
    return false;
  }

  /** The slot's state itself, `[…shape]`. */
  state(slot: number): Float32Array {
    return this.#buffer.float32(slot * this.slotBytes, this.slotBytes / 4);
  }

  [Symbol.dispose](): void {
    this.#ranges[Symbol.dispose]();
    this.#buffer[Symbol.dispose]();
  }
}

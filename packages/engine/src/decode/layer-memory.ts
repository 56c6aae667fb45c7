import type { OrtTensor } from "../ort/tensor.ts";

/** What a layer keeps of the sequences in all slots, between runs. */
export interface LayerMemory extends Disposable {
  /** The OrtValues of `count` slots from `first` on, in the order of the state's tensors. */
  tensors(first: number, count: number): readonly OrtTensor[];
  /** Makes room for `rows` tokens behind `past` ones. */
  prepare(slot: number, past: number, rows: number): void;
  /** Whether the slot can go on behind its first `rows` tokens. */
  canRewind(slot: number, rows: number): boolean;
  /** Gives slot `to` what slot `from` has of its first `rows` tokens, where it can go on; what `to` had is lost. */
  copy(from: number, to: number, rows: number): void;
  /**
   * Forgets `count` tokens from token `from` on, of `used`: those behind move up to it. Whether that could be done; if not,
   * nothing has changed.
   */
  drop(slot: number, from: number, count: number, used: number): boolean;
}

/** Tensors of slot ranges, made once each. */
export class TensorRanges implements Disposable {
  readonly #ranges = new Map<string, readonly OrtTensor[]>();
  readonly #make: (first: number, count: number) => readonly OrtTensor[];

  constructor(make: (first: number, count: number) => readonly OrtTensor[]) {
    this.#make = make;
  }

  get(first: number, count: number): readonly OrtTensor[] {
    const name = `${first}+${count}`;
    let tensors = this.#ranges.get(name);
    if (!tensors) {
      tensors = this.#make(first, count);
      this.#ranges.set(name, tensors);
    }
    return tensors;
  }

  [Symbol.dispose](): void {
    for (const tensors of this.#ranges.values()) for (const tensor of tensors) tensor[Symbol.dispose]();
    this.#ranges.clear();
  }
}

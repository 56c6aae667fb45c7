import { type Rope, ropeFrequencies } from "../architectures/rope.ts";
import type { KeyValueState, LayerState, RecurrentState } from "../graph/state.ts";
import type { OrtTensor } from "../ort/tensor.ts";
import { Checkpoints } from "./checkpoints.ts";
import { FullMemory } from "./full-memory.ts";
import { KeyRows, type KeyRowsShape, keyRowsBytes } from "./key-rows.ts";
import type { LayerMemory } from "./layer-memory.ts";
import { RecurrentMemory } from "./recurrent-memory.ts";
import { isWindowed, WindowMemory, windowCapacity } from "./window-memory.ts";

export interface SlotMemoryShape {
  readonly states: readonly LayerState[];
  readonly slots: number;
  /** Tokens of a slot. */
  readonly numCtx: number;
  /** Most tokens of one run. */
  readonly maxRows: number;
}

/** Bytes when every slot is full. */
export function slotMemoryBytes(shape: SlotMemoryShape): number {
  const { states, slots } = shape;
  const recurrent = states.filter((state) => state.kind === "recurrent").map(({ shape: dims }) => 4 * product(dims));
  // The states themselves, checkpoints, and a mark.
  const copied = recurrent.reduce((sum, bytes) => sum + (slots + 1) * bytes + Checkpoints.bytes(slots, bytes), 0);
  return states.reduce(
    (sum, state) => sum + (state.kind === "recurrent" ? 0 : keyRowsBytes(rowsOf(state, shape))),
    copied,
  );
}

/** What all layers keep of the sequences in all slots. */
export class SlotMemory implements Disposable {
  readonly layers: readonly LayerMemory[];
  readonly #recurrent: readonly RecurrentMemory[];
  readonly #window: WindowMemory | undefined;
  readonly #checkpoints: Checkpoints;
  readonly #tokens: Int32Array;
  #mark: readonly Float32Array[] | undefined;

  /** `frequencies` gives those of a rotation, with the file's divisors. */
  constructor(shape: SlotMemoryShape, frequencies: (rope: Rope) => Float64Array = (rope) => ropeFrequencies(rope)) {
    this.layers = shape.states.map((state) => memoryOf(state, shape, frequencies));
    this.#recurrent = this.layers.filter((layer) => layer instanceof RecurrentMemory);
    this.#window = this.layers.find((layer) => layer instanceof WindowMemory);
    this.#checkpoints = new Checkpoints(shape.slots);
    this.#tokens = new Int32Array(shape.slots);
  }

  /** Whether a slot can only go on where it is, or from a checkpoint. */
  get isRecurrent(): boolean {
    return this.#recurrent.length > 0;
  }

  /** The OrtValues of `count` slots from `first` on, state by state. */
  tensors(first: number, count: number): OrtTensor[] {
    return this.layers.flatMap((layer) => layer.tensors(first, count));
  }

  /** The token in the first row of a slot's windows. */
  windowBase(slot: number): number {
    return this.#window?.base(slot) ?? 0;
  }

  /** Makes room for `rows` tokens behind `past` ones; a run evaluates them next. */
  prepare(slot: number, past: number, rows: number): void {
    for (const layer of this.layers) layer.prepare(slot, past, rows);
    this.#checkpoints.forgetBehind(slot, past);
    this.#tokens[slot] = past + rows;
  }

  /** The most tokens, at most `wanted`, that the slot can go on behind. It can go on nowhere else from then on. */
  rewind(slot: number, wanted: number): number {
    const place = this.#placeBefore(slot, wanted);
    if (place.states) {
      for (const [i, layer] of this.#recurrent.entries()) layer.state(slot).set(place.states[i]!);
      this.#tokens[slot] = place.tokens;
    }
    return place.tokens;
  }

  /**
   * Gives slot `to` what slot `from` has of as many of its first `wanted` tokens as one can go on behind; what `to` had is
   * lost, and `from` stays as it is. Returns how many they are; if no more than `held`, nothing changes, and it is 0.
   */
  copy(from: number, to: number, wanted: number, held: number): number {
    const { tokens, states } = this.#placeBefore(from, wanted);
    if (tokens <= held) return 0;
    this.#checkpoints.forgetBehind(to, -1);
    this.#tokens[to] = tokens;
    for (const layer of this.layers) layer.copy(from, to, tokens);
    if (states) {
      for (const [i, layer] of this.#recurrent.entries()) layer.state(to).set(states[i]!);
      this.keepCheckpoint(to);
    }
    return tokens;
  }

  /** Where a slot can go on, at most behind `wanted` tokens, and the recurrent states there if they are other than now. */
  #placeBefore(slot: number, wanted: number): { tokens: number; states?: readonly Float32Array[] } {
    const canGoOn = (tokens: number) =>
      this.layers.every((l) => l instanceof RecurrentMemory || l.canRewind(slot, tokens));
    if (this.#tokens[slot] === wanted) return { tokens: wanted };
    if (!this.isRecurrent) return { tokens: canGoOn(wanted) ? wanted : 0 };
    return this.#checkpoints.find(slot, wanted, canGoOn) ?? { tokens: 0 };
  }

  /** Remembers the slot's states as they are now, for {@link rewind}. */
  keepCheckpoint(slot: number): void {
    const states = this.#recurrent.map((layer) => layer.state(slot));
    this.#checkpoints.keep(slot, this.#tokens[slot]!, states);
  }

  /** Remembers the slot's states for {@link returnToMark}; those of the last mark are forgotten. */
  mark(slot: number): void {
    this.#mark ??= this.#recurrent.map((layer) => new Float32Array(layer.slotBytes / 4));
    for (const [i, layer] of this.#recurrent.entries()) this.#mark[i]!.set(layer.state(slot));
  }

  /** Gives the slot the states of the last mark, which was made behind `tokens` tokens. */
  returnToMark(slot: number, tokens: number): void {
    for (const [i, layer] of this.#recurrent.entries()) layer.state(slot).set(this.#mark![i]!);
    this.#tokens[slot] = tokens;
  }

  /** Forgets tokens of a slot ({@link LayerMemory.drop}). Whether that could be done; if not, nothing of it is of use. */
  drop(slot: number, from: number, count: number, used: number): boolean {
    this.#checkpoints.forgetBehind(slot, from);
    this.#tokens[slot] = used - count;
    return this.layers.every((layer) => layer.drop(slot, from, count, used));
  }

  [Symbol.dispose](): void {
    for (const layer of this.layers) layer[Symbol.dispose]();
  }
}

function memoryOf(state: LayerState, shape: SlotMemoryShape, frequencies: (rope: Rope) => Float64Array): LayerMemory {
  if (state.kind === "recurrent") return new RecurrentMemory(shape.slots, state.shape);
  const { rope, window } = state;
  const rotation = rope && { frequencies: frequencies(rope), interleaved: rope.interleaved };
  const rows = new KeyRows(rowsOf(state, shape), rotation);
  return isWindowed(window, shape.maxRows, shape.numCtx) ? new WindowMemory(rows, window) : new FullMemory(rows);
}

function rowsOf({ kvHeads, keyDim, valueDim, window }: KeyValueState, shape: SlotMemoryShape): KeyRowsShape {
  const { slots, numCtx, maxRows } = shape;
  const capacity = isWindowed(window, maxRows, numCtx) ? windowCapacity(window, maxRows) : numCtx;
  return { slots, kvHeads, capacity, keyDim, valueDim };
}

function product(dims: RecurrentState["shape"]): number {
  return dims.reduce((a, b) => a * b, 1);
}

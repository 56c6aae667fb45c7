import { fillRopeTables, type Rope, type RopeFrequencies } from "../architectures/rope.ts";
import type { Temperature } from "../architectures/temperature.ts";
import { tensorsOf } from "../graph/decoder-graph.ts";
import { NativeBuffer } from "../ort/memory.ts";
import { type BoundRun, OrtSession } from "../ort/session.ts";
import { OrtTensor } from "../ort/tensor.ts";
import type { Evaluator } from "./batcher.ts";
import { SlotMemory, type SlotMemoryShape } from "./slot-memory.ts";

export interface DecoderSettings extends SlotMemoryShape {
  readonly onnxPath: string;
  readonly threads: number;
  /** Logits per row. */
  readonly logitsLength: number;
  /** Rotations, in the order of the graph's tables. */
  readonly ropes: readonly Rope[];
  /** Radians per position of a rotation. */
  readonly frequencies: (rope: Rope) => RopeFrequencies;
  readonly temperature?: Temperature | undefined;
  /** The graph's inputs besides rotations and states. */
  readonly inputs: readonly string[];
}

/** Inputs and outputs of one shape: the tensors are views of memory that each run fills anew. */
type ShapedTensors = ReadonlyMap<string, OrtTensor>;

/** Runs the graph over the memory of the slots: one sequence's prompt, or one token of several sequences. */
export class Decoder implements Evaluator, Disposable {
  readonly memory: SlotMemory;
  readonly settings: DecoderSettings;
  readonly #session: OrtSession;
  readonly #run: BoundRun;
  readonly #shaped = new Map<string, ShapedTensors>();
  readonly #tables: OrtTensor[] = [];
  readonly #buffers: NativeBuffer[] = [];
  // One arena each for what a run reads and writes.
  readonly #ids: NativeBuffer;
  readonly #positions: NativeBuffer;
  readonly #temperatures: NativeBuffer;
  readonly #seqlens: NativeBuffer;
  readonly #bases: NativeBuffer;
  readonly #scalars: NativeBuffer;
  readonly #logits: NativeBuffer;
  /** Logits of every row of a run, and the numbers of the rows; made when first wanted. */
  #allLogits: NativeBuffer | undefined;
  #allRows: NativeBuffer | undefined;

  /** Loads the model: blocks the thread. Throws OrtError. */
  constructor(settings: DecoderSettings) {
    this.settings = settings;
    const { slots, logitsLength, states } = settings;
    this.#session = OrtSession.load(settings.onnxPath, {
      threads: settings.threads,
      // Idle threads must not burn the CPU between requests.
      config: { "session.force_spinning_stop": "1" },
    });
    this.memory = new SlotMemory(settings, settings.frequencies);
    const tokens = Math.max(settings.maxRows, slots);
    this.#ids = this.#buffer(8 * tokens);
    this.#positions = this.#buffer(8 * tokens);
    this.#temperatures = this.#buffer(4 * tokens);
    this.#seqlens = this.#buffer(4 * slots);
    this.#bases = this.#buffer(4 * slots);
    this.#scalars = this.#buffer(16);
    this.#logits = this.#buffer(4 * slots * logitsLength);
    const tables = settings.ropes.flatMap((rope, i) => this.#fillTables(rope, i));
    const names = (prefix: string) => states.flatMap(tensorsOf).map(({ name }) => `${prefix}_${name}`);
    this.#run = this.#session.bind([...settings.inputs, ...tables, ...names("past")], ["logits", ...names("present")]);
  }

  /**
   * Evaluates tokens of one slot that already holds `past` rows. Returns the logits of the last one `[logitsLength]`,
   * valid until the next run.
   */
  prefill(slot: number, tokens: ArrayLike<number>, past: number): Float32Array {
    this.#arrange(slot, tokens, past);
    return this.#evaluate(slot, 1, tokens.length, past + tokens.length);
  }

  /** As {@link prefill}, but the logits behind every token, `[tokens.length, logitsLength]`. */
  prefillAll(slot: number, tokens: ArrayLike<number>, past: number): Float32Array {
    if (this.memory.isRecurrent) this.memory.mark(slot);
    const rows = tokens.length;
    const { logitsLength } = this.settings;
    this.#arrange(slot, tokens, past);
    this.#writeTotal(1, past + rows);
    this.#runWith(new Map([...this.#tensors(1, rows), ...this.#tensorsOfAll(rows)]), slot, 1);
    return this.#allLogits!.float32(0, rows * logitsLength);
  }

  keepFirst(slot: number, tokens: ArrayLike<number>, past: number, kept: number): void {
    if (!this.memory.isRecurrent) {
      this.memory.rewind(slot, past + kept);
      return;
    }
    this.memory.returnToMark(slot, past);
    if (kept > 0) this.prefill(slot, Array.from(tokens).slice(0, kept), past);
  }

  /** What a run that gives the logits of every row has other than {@link #tensors}. */
  #tensorsOfAll(rows: number): ShapedTensors {
    const { logitsLength, maxRows } = this.settings;
    this.#allLogits ??= this.#buffer(4 * maxRows * logitsLength);
    let shaped = this.#shaped.get(`all ${rows}`);
    if (!shaped) {
      this.#allRows ??= this.#buffer(8 * maxRows);
      this.#allRows.bigInt64(0, rows).set(Array.from({ length: rows }, (_, row) => BigInt(row)));
      shaped = new Map([
        ["logits", new OrtTensor("float32", [1, rows, logitsLength], this.#allLogits.address)],
        ["output_rows", new OrtTensor("int64", [rows], this.#allRows.address)],
      ]);
      this.#shaped.set(`all ${rows}`, shaped);
    }
    return shaped;
  }

  /** Writes what a run of one slot's tokens reads. */
  #arrange(slot: number, tokens: ArrayLike<number>, past: number): void {
    const rows = tokens.length;
    const ids = this.#ids.bigInt64(0, rows);
    const positions = this.#positions.bigInt64(0, rows);
    for (let i = 0; i < rows; i++) {
      ids[i] = BigInt(tokens[i]!);
      positions[i] = BigInt(past + i);
    }
    this.#fillTemperatures(Array.from(tokens, (_, i) => past + i));
    this.memory.prepare(slot, past, rows);
    this.#seqlens.int32(0, 1)[0] = past + rows - 1;
    this.#bases.int32(0, 1)[0] = this.memory.windowBase(slot);
  }

  /**
   * Evaluates one token for each of the slots from `first` on: `tokens[i]` behind `past[i]` rows; none where `past[i]` is
   * negative. Returns their logits `[tokens.length, logitsLength]`, valid until the next run.
   */
  step(first: number, tokens: ArrayLike<number>, past: ArrayLike<number>): Float32Array {
    const count = tokens.length;
    const ids = this.#ids.bigInt64(0, count);
    const positions = this.#positions.bigInt64(0, count);
    const seqlens = this.#seqlens.int32(0, count);
    const bases = this.#bases.int32(0, count);
    for (let i = 0; i < count; i++) {
      ids[i] = BigInt(tokens[i]!);
      positions[i] = BigInt(Math.max(0, past[i]!));
      seqlens[i] = past[i]!;
      if (past[i]! >= 0) this.memory.prepare(first + i, past[i]!, 1);
      bases[i] = this.memory.windowBase(first + i);
    }
    this.#fillTemperatures(past);
    return this.#evaluate(first, count, 1, Math.max(...Array.from(past)) + 1);
  }

  get needsCheckpoints(): boolean {
    return this.memory.isRecurrent;
  }

  keepCheckpoint(slot: number): void {
    this.memory.keepCheckpoint(slot);
  }

  rewind(slot: number, rows: number): number {
    return this.memory.rewind(slot, rows);
  }

  copyRows(from: number, to: number, rows: number, held: number): number {
    return this.memory.copy(from, to, rows, held);
  }

  dropRows(slot: number, from: number, count: number, used: number): boolean {
    return this.memory.drop(slot, from, count, used);
  }

  #evaluate(first: number, batch: number, rows: number, total: number): Float32Array {
    this.#writeTotal(batch, total);
    this.#scalars.bigInt64(8, 1)[0] = BigInt(rows - 1);
    this.#runWith(this.#tensors(batch, rows), first, batch);
    return this.#logits.float32(0, batch * this.settings.logitsLength);
  }

  #writeTotal(batch: number, total: number): void {
    // A total equal to the number of rows means "no past", also for a first token in a batch with longer ones.
    this.#scalars.int32(0, 1)[0] = batch > 1 ? this.settings.numCtx : total;
  }

  #runWith(shaped: ShapedTensors, first: number, batch: number): void {
    const { inputs } = this.settings;
    const memory = this.memory.tensors(first, batch).map((tensor) => tensor.handle);
    const given = [...inputs.map((name) => shaped.get(name)!), ...this.#tables].map((tensor) => tensor.handle);
    this.#run.run([...given, ...memory], [shaped.get("logits")!.handle, ...memory]);
  }

  #tensors(batch: number, rows: number): ShapedTensors {
    const name = `${batch}x${rows}`;
    let shaped = this.#shaped.get(name);
    if (!shaped) {
      const { logitsLength } = this.settings;
      shaped = new Map([
        ["input_ids", new OrtTensor("int64", [batch, rows], this.#ids.address)],
        ["seqlens_k", new OrtTensor("int32", [batch], this.#seqlens.address)],
        ["window_base", new OrtTensor("int32", [batch], this.#bases.address)],
        ["position_ids", new OrtTensor("int64", [batch, rows], this.#positions.address)],
        ["attention_temperature", new OrtTensor("float32", [batch, rows, 1], this.#temperatures.address)],
        ["total_sequence_length", new OrtTensor("int32", [], this.#scalars.address)],
        ["output_rows", new OrtTensor("int64", [1], this.#scalars.address + 8)],
        ["logits", new OrtTensor("float32", [batch, 1, logitsLength], this.#logits.address)],
      ]);
      this.#shaped.set(name, shaped);
    }
    return shaped;
  }

  /** Fills the tables of a rotation for every position; gives their names. */
  #fillTables(rope: Rope, index: number): string[] {
    const { numCtx, frequencies } = this.settings;
    const width = rope.dim / 2;
    const length = numCtx * width;
    const buffer = this.#buffer(2 * 4 * length);
    fillRopeTables(frequencies(rope), buffer.float32(0, length), buffer.float32(4 * length, length), rope.amplitude);
    for (const part of [0, 1]) {
      this.#tables.push(new OrtTensor("float32", [numCtx, width], buffer.address + 4 * length * part));
    }
    return [`cos.${index}`, `sin.${index}`];
  }

  #fillTemperatures(positions: ArrayLike<number>): void {
    const { temperature } = this.settings;
    if (!temperature) return;
    const values = this.#temperatures.float32(0, positions.length);
    for (let i = 0; i < positions.length; i++) values[i] = temperature(Math.max(0, positions[i]!));
  }

  #buffer(bytes: number): NativeBuffer {
    const buffer = new NativeBuffer(bytes);
    this.#buffers.push(buffer);
    return buffer;
  }

  [Symbol.dispose](): void {
    for (const shaped of this.#shaped.values()) for (const tensor of shaped.values()) tensor[Symbol.dispose]();
    for (const tensor of this.#tables) tensor[Symbol.dispose]();
    this.memory[Symbol.dispose]();
    this.#session[Symbol.dispose]();
    for (const buffer of this.#buffers) buffer[Symbol.dispose]();
  }
}

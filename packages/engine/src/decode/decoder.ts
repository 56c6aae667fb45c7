import { fillRopeTables, type RopeFrequencies } from "../architectures/rope.ts";
import { NativeBuffer } from "../ort/memory.ts";
import { type BoundRun, OrtSession } from "../ort/session.ts";
import { OrtTensor } from "../ort/tensor.ts";
import type { Evaluator } from "./batcher.ts";
import { KvCache, type KvCacheShape } from "./kv-cache.ts";

export interface DecoderSettings extends KvCacheShape {
  readonly onnxPath: string;
  readonly threads: number;
  readonly vocabSize: number;
  readonly frequencies: RopeFrequencies;
  /** Whether neighbouring channels rotate together; otherwise the halves of a head do. */
  readonly interleavedRope: boolean;
  /** Whether the graph takes `position_ids`. */
  readonly needsPositions: boolean;
  /** Most tokens of one prefill run. */
  readonly maxRows: number;
}

/** Inputs of one shape: the tensors are views of memory that each run fills anew. */
interface ShapedInputs {
  readonly ids: OrtTensor;
  readonly seqlens: OrtTensor;
  readonly positions: OrtTensor;
  readonly outputRows: OrtTensor;
  readonly logits: OrtTensor;
}

/** Runs the graph over the slots' shared cache: one sequence's prompt, or one token of several sequences. */
export class Decoder implements Evaluator, Disposable {
  readonly cache: KvCache;
  readonly settings: DecoderSettings;
  readonly #session: OrtSession;
  readonly #run: BoundRun;
  readonly #shaped = new Map<string, ShapedInputs>();
  readonly #total: OrtTensor;
  readonly #cos: OrtTensor;
  readonly #sin: OrtTensor;
  // One arena each for what a run reads and writes.
  readonly #ids: NativeBuffer;
  readonly #positions: NativeBuffer;
  readonly #seqlens: NativeBuffer;
  readonly #scalars: NativeBuffer;
  readonly #rope: NativeBuffer;
  readonly #logits: NativeBuffer;

  /** Loads the model: blocks the thread. Throws OrtError. */
  constructor(settings: DecoderSettings) {
    this.settings = settings;
    const { layers, slots, capacity, headCountKv, headDim, vocabSize, frequencies } = settings;
    this.#session = OrtSession.load(settings.onnxPath, {
      threads: settings.threads,
      // Idle threads must not burn the CPU between requests.
      config: { "session.force_spinning_stop": "1" },
    });
    this.cache = new KvCache({ layers, slots, headCountKv, capacity, headDim });
    const tokens = Math.max(settings.maxRows, slots);
    this.#ids = new NativeBuffer(8 * tokens);
    this.#positions = new NativeBuffer(8 * tokens);
    this.#seqlens = new NativeBuffer(4 * slots);
    this.#scalars = new NativeBuffer(16);
    this.#logits = new NativeBuffer(4 * slots * vocabSize);
    const width = frequencies.length;
    this.#rope = new NativeBuffer(2 * 4 * capacity * width);
    const half = capacity * width;
    fillRopeTables(frequencies, this.#rope.float32(0, half), this.#rope.float32(4 * half, half));
    this.#total = new OrtTensor("int32", [], this.#scalars.address);
    this.#cos = new OrtTensor("float32", [capacity, width], this.#rope.address);
    this.#sin = new OrtTensor("float32", [capacity, width], this.#rope.address + 4 * half);
    const kv = (kind: string) =>
      Array.from({ length: layers }, (_, i) => [`${kind}_key.${i}`, `${kind}_value.${i}`]).flat();
    const inputs = ["input_ids", "seqlens_k", "total_sequence_length", "cos_cache", "sin_cache", "output_rows"];
    if (settings.needsPositions) inputs.push("position_ids");
    this.#run = this.#session.bind([...inputs, ...kv("past")], ["logits", ...kv("present")]);
  }

  /**
   * Evaluates tokens of one slot that already holds `past` rows. Returns the logits of the last one `[vocabulary]`,
   * valid until the next run.
   */
  prefill(slot: number, tokens: ArrayLike<number>, past: number): Float32Array {
    const rows = tokens.length;
    const ids = this.#ids.bigInt64(0, rows);
    const positions = this.#positions.bigInt64(0, rows);
    for (let i = 0; i < rows; i++) {
      ids[i] = BigInt(tokens[i]!);
      positions[i] = BigInt(past + i);
    }
    this.#seqlens.int32(0, 1)[0] = past + rows - 1;
    return this.#evaluate(slot, 1, rows, past + rows);
  }

  /**
   * Evaluates one token for each of the slots from `first` on: `tokens[i]` behind `past[i]` rows. Returns their logits
   * `[tokens.length, vocabulary]`, valid until the next run.
   */
  step(first: number, tokens: ArrayLike<number>, past: ArrayLike<number>): Float32Array {
    const count = tokens.length;
    const ids = this.#ids.bigInt64(0, count);
    const positions = this.#positions.bigInt64(0, count);
    const seqlens = this.#seqlens.int32(0, count);
    let total = 0;
    for (let i = 0; i < count; i++) {
      ids[i] = BigInt(tokens[i]!);
      positions[i] = BigInt(past[i]!);
      seqlens[i] = past[i]!;
      total = Math.max(total, past[i]! + 1);
    }
    return this.#evaluate(first, count, 1, total);
  }

  dropRows(slot: number, from: number, count: number, used: number): void {
    const { frequencies, interleavedRope } = this.settings;
    this.cache.dropRows(slot, from, count, used, frequencies, interleavedRope);
  }

  #evaluate(first: number, batch: number, rows: number, total: number): Float32Array {
    const { capacity, needsPositions, vocabSize } = this.settings;
    // A total equal to the number of rows means "no past", also for a first token in a batch with longer ones.
    this.#scalars.int32(0, 1)[0] = batch > 1 ? capacity : total;
    this.#scalars.bigInt64(8, 1)[0] = BigInt(rows - 1);
    const shaped = this.#inputs(batch, rows);
    const cache = this.cache.slots(first, batch).map((tensor) => tensor.handle);
    const inputs = [shaped.ids, shaped.seqlens, this.#total, this.#cos, this.#sin, shaped.outputRows];
    if (needsPositions) inputs.push(shaped.positions);
    this.#run.run([...inputs.map((tensor) => tensor.handle), ...cache], [shaped.logits.handle, ...cache]);
    return this.#logits.float32(0, batch * vocabSize);
  }

  #inputs(batch: number, rows: number): ShapedInputs {
    const name = `${batch}x${rows}`;
    let shaped = this.#shaped.get(name);
    if (!shaped) {
      shaped = {
        ids: new OrtTensor("int64", [batch, rows], this.#ids.address),
        seqlens: new OrtTensor("int32", [batch], this.#seqlens.address),
        positions: new OrtTensor("int64", [batch, rows], this.#positions.address),
        outputRows: new OrtTensor("int64", [1], this.#scalars.address + 8),
        logits: new OrtTensor("float32", [batch, 1, this.settings.vocabSize], this.#logits.address),
      };
      this.#shaped.set(name, shaped);
    }
    return shaped;
  }

  [Symbol.dispose](): void {
    for (const shaped of this.#shaped.values()) for (const t of Object.values(shaped)) t[Symbol.dispose]();
    for (const tensor of [this.#total, this.#cos, this.#sin]) tensor[Symbol.dispose]();
    this.cache[Symbol.dispose]();
    this.#session[Symbol.dispose]();
    for (const b of [this.#ids, this.#positions, this.#seqlens, this.#scalars, this.#rope, this.#logits]) {
      b[Symbol.dispose]();
    }
  }
}

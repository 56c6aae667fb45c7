import { Graph, type Value } from "../graph/graph.ts";
import { NativeBuffer } from "../ort/memory.ts";
import { OrtTensor } from "../ort/tensor.ts";
import { angle } from "./attention-reference.ts";
import { Filled, openSession } from "./testing.ts";

/** The attributes and sizes of an Attention operator. */
export interface AttentionSizes {
  readonly heads: number;
  readonly kvHeads: number;
  readonly keyDim: number;
  readonly valueDim: number;
  /** 0: nothing rotates, and there are no tables. */
  readonly ropeDim: number;
  /** Rows of the cache. */
  readonly capacity: number;
  readonly isInterleaved: boolean;
  /** Whether q, k and v come as one input. */
  readonly isStacked: boolean;
  readonly window: number;
  readonly isChunked: boolean;
  readonly softcap: number;
  readonly scale: number;
  readonly sinks: Float32Array | undefined;
}

/** `[batch, rows, heads · width]` each. */
export interface Rows {
  readonly q: Float32Array;
  readonly k: Float32Array;
  readonly v: Float32Array;
}

/** The most positions of a test. */
const positions = 96;

type Session = ReturnType<typeof openSession>;

/** A cache of one layer, the operator on it, and one that shares it. For tests. */
export class AttentionLayer implements Disposable {
  readonly #s: AttentionSizes;
  readonly #batch: number;
  readonly #stack = new DisposableStack();
  readonly #session: Session;
  readonly #shared: Session;
  /** Inputs by name that do not change. */
  readonly #constants: ReadonlyMap<string, Filled>;
  readonly #caches: readonly NativeBuffer[];
  readonly #lengths: NativeBuffer;
  readonly #bases: NativeBuffer;

  constructor(library: string, s: AttentionSizes, batch: number, threads: number) {
    this.#s = s;
    this.#batch = batch;
    const use = <T extends Disposable>(value: T) => this.#stack.use(value);
    this.#session = use(openSession(library, threads, graphOf(s, false)));
    this.#shared = use(openSession(library, threads, graphOf(s, true)));
    this.#caches = [s.keyDim, s.valueDim].map((width) =>
      use(new NativeBuffer(4 * batch * s.kvHeads * s.capacity * width)),
    );
    this.#lengths = use(new NativeBuffer(4 * batch));
    this.#bases = use(new NativeBuffer(4 * batch));
    const table = (f: (angle: number) => number) =>
      Float32Array.from({ length: (positions * s.ropeDim) / 2 }, (_, i) =>
        f(angle(s, Math.floor((2 * i) / s.ropeDim), i % (s.ropeDim / 2))),
      );
    const shape = [positions, s.ropeDim / 2];
    const constants: [string, Filled][] = [];
    if (s.ropeDim)
      constants.push(["cos", new Filled(shape, table(Math.cos))], ["sin", new Filled(shape, table(Math.sin))]);
    if (s.sinks) constants.push(["sinks", new Filled([s.heads], s.sinks)]);
    for (const [, filled] of constants) use(filled);
    this.#constants = new Map(constants);
  }

  /** Appends rows behind `past[b]` rows of each sequence; those that are undefined have none. */
  run(rows: number, past: readonly (number | undefined)[], { q, k, v }: Rows): Float32Array {
    this.#place(rows, past);
    const { heads, kvHeads, keyDim, valueDim, isStacked } = this.#s;
    const widths = [heads * keyDim, kvHeads * keyDim, kvHeads * valueDim];
    const count = this.#batch * rows;
    const inputs: [string, number, Float32Array][] = isStacked
      ? [["q", widths[0]! + widths[1]! + widths[2]!, stacked([q, k, v], widths, count)]]
      : [q, k, v].map((values, i) => [["q", "k", "v"][i]!, widths[i]!, values]);
    return this.#compute(this.#session, rows, inputs, ["output", "present_key", "present_value"]);
  }

  /** What {@link run} gave, of a layer that finds its keys and values in the cache. */
  runShared(rows: number, past: readonly number[], q: Float32Array): Float32Array {
    this.#place(rows, past);
    return this.#compute(this.#shared, rows, [["q", this.#s.heads * this.#s.keyDim, q]], ["output"]);
  }

  #compute(session: Session, rows: number, inputs: [string, number, Float32Array][], outputs: string[]): Float32Array {
    using stack = new DisposableStack();
    const { kvHeads, capacity, keyDim, valueDim, heads } = this.#s;
    const batch = this.#batch;
    const caches = [keyDim, valueDim].map((width, i) =>
      stack.use(new OrtTensor("float32", [batch, kvHeads, capacity, width], this.#caches[i]!.address)),
    );
    const int32 = (buffer: NativeBuffer) => stack.use(new OrtTensor("int32", [batch], buffer.address));
    const named = new Map<string, OrtTensor>([
      ...inputs.map(([name, width, values]): [string, OrtTensor] => [
        name,
        stack.use(new Filled([batch, rows, width], values)).tensor,
      ]),
      ["past_key", caches[0]!],
      ["past_value", caches[1]!],
      ["seqlens_k", int32(this.#lengths)],
      ["base", int32(this.#bases)],
      ...[...this.#constants].map(([name, filled]): [string, OrtTensor] => [name, filled.tensor]),
    ]);
    const width = heads * valueDim;
    const out = stack.use(new Filled([batch, rows, width], new Float32Array(batch * rows * width)));
    session.value.bind([...named.keys()], outputs).run(
      [...named.values()].map((tensor) => tensor.handle),
      [out.tensor, ...caches].slice(0, outputs.length).map((tensor) => tensor.handle),
    );
    return out.read();
  }

  /** Sets lengths, and moves caches along so that they begin with the first key that is seen, or just before it. */
  #place(rows: number, past: readonly (number | undefined)[]): void {
    const { window, isChunked, capacity, kvHeads, keyDim, valueDim } = this.#s;
    past.forEach((p, b) => {
      this.#lengths.int32(0, past.length)[b] = p === undefined ? -1 : p + rows - 1;
      if (p === undefined || window === 0) return;
      const bases = this.#bases.int32(0, past.length);
      const first = isChunked ? p - (p % window) : Math.max(0, p + 1 - window);
      // As late as possible, where there is no room; else as it was.
      const from = bases[b]!;
      const base =
        p + rows - from > capacity ? Math.floor(first / 16) * 16 : Math.min(from, Math.floor(first / 16) * 16);
      bases[b] = base;
      for (const [i, width] of [keyDim, valueDim].entries()) {
        for (let h = 0; h < kvHeads; h++) {
          const cache = this.#caches[i]!.float32(4 * (b * kvHeads + h) * capacity * width, capacity * width);
          if (base > from) cache.copyWithin(0, (base - from) * width);
        }
      }
    });
  }

  [Symbol.dispose](): void {
    this.#stack[Symbol.dispose]();
  }
}

function graphOf(s: AttentionSizes, isShared: boolean): Graph {
  const g = new Graph("weights.data");
  const input = (name: string): Value => g.input(name, "float32", ["batch", "rows", name]);
  const parts = isShared || s.isStacked ? [input("q"), undefined, undefined] : ["q", "k", "v"].map(input);
  const past = [s.keyDim, s.valueDim].map((width, i) =>
    g.input(["past_key", "past_value"][i]!, "float32", ["batch", s.kvHeads, s.capacity, width]),
  );
  const lengths = g.input("seqlens_k", "int32", ["batch"]);
  const table = (name: string) => (s.ropeDim ? g.input(name, "float32", [positions, s.ropeDim / 2]) : undefined);
  const tables = [table("cos"), table("sin")];
  const base = g.input("base", "int32", ["batch"]);
  const sinks = s.sinks ? g.input("sinks", "float32", [s.heads]) : undefined;
  const attributes = {
    heads: s.heads,
    kv_heads: s.kvHeads,
    interleaved: s.isInterleaved ? 1 : 0,
    scale: { float: s.scale },
    window: s.window,
    chunked: s.isChunked ? 1 : 0,
    softcap: { float: s.softcap },
    shared: isShared ? 1 : 0,
  };
  const outputs = isShared ? ["output"] : ["output", "present_key", "present_value"];
  for (const value of g.node("Attention", [...parts, ...past, lengths, ...tables, base, sinks], attributes, outputs)) {
    const shape = value.name === "output" ? ["batch", "rows", "width"] : ["b", "h", "c", value.name];
    g.output(value.name, value, "float32", shape);
  }
  return g;
}

/** Rows of several matrices side by side. */
function stacked(parts: readonly Float32Array[], widths: readonly number[], rows: number): Float32Array {
  const total = widths.reduce((sum, width) => sum + width, 0);
  const out = new Float32Array(rows * total);
  for (let r = 0; r < rows; r++) {
    let at = r * total;
    parts.forEach((part, i) => {
      out.set(part.subarray(r * widths[i]!, (r + 1) * widths[i]!), at);
      at += widths[i]!;
    });
  }
  return out;
}

/** Runs one operator of the kernels in a session of its own, for tests. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TensorTypeName, tensorTypeNamed } from "../gguf/tensor-types.ts";
import { Graph, type Value } from "../graph/graph.ts";
import { NativeBuffer } from "../ort/memory.ts";
import { OrtSession } from "../ort/session.ts";
import { OrtTensor } from "../ort/tensor.ts";
import { pack } from "../weights/testing.ts";
import { activationAlpha, activationLimit } from "./reference-activations.ts";

export interface LinearCase {
  readonly type: TensorTypeName;
  readonly n: number;
  readonly k: number;
  /** A function of the first half of x that gates the other one, or "". */
  readonly activation: string;
  /** GGUF blocks of the weights `[n, k]`. */
  readonly blocks: Uint8Array;
  readonly bias: Float32Array | undefined;
}

/** Evaluates x `[rows, k]` (`[rows, 2k]` with an activation function) in a session of so many threads. */
export function runLinear(library: string, threads: number, c: LinearCase, inputs: readonly Float32Array[]) {
  const values = pack(c.type, c.blocks, c.n, c.k);
  const bias = c.bias ?? new Float32Array(0);
  const data = Buffer.concat([values, new Uint8Array(bias.buffer)]);

  const g = new Graph("weights.data");
  const width = c.activation ? 2 * c.k : c.k;
  const weights: Value[] = [g.weight("values", "uint8", [values.length], { offset: 0, byteLength: values.length })];
  const biasRegion = { offset: values.length, byteLength: bias.byteLength };
  if (c.bias) weights.push(g.weight("bias", "float32", [c.n], biasRegion));
  const parameters = { alpha: { float: activationAlpha }, limit: { float: activationLimit } };
  const attributes = { K: c.k, N: c.n, type: tensorTypeNamed(c.type).id, activation: c.activation, ...parameters };
  const y = g.node("BlockLinear", [g.input("x", "float32", ["rows", width]), ...weights], attributes, ["y"])[0]!;
  g.output("y", y, "float32", ["rows", c.n]);
  using session = openSession(library, threads, g, data);
  const run = session.value.bind(["x"], ["y"]);
  return inputs.map((input) => {
    const rows = input.length / width;
    using x = new Filled([rows, width], input);
    using out = new Filled([rows, c.n], new Float32Array(rows * c.n));
    run.run([x.tensor.handle], [out.tensor.handle]);
    return out.read();
  });
}

/** Writes a model into a folder that goes away with the session. */
export function openSession(library: string, threads: number, g: Graph, weights: Uint8Array = new Uint8Array(0)) {
  const folder = mkdtempSync(join(tmpdir(), "cria-kernels-"));
  writeFileSync(join(folder, "model.onnx"), g.encode());
  writeFileSync(join(folder, "weights.data"), weights);
  const value = OrtSession.load(join(folder, "model.onnx"), { threads, customOps: library });
  return {
    value,
    [Symbol.dispose]() {
      value[Symbol.dispose]();
      rmSync(folder, { recursive: true });
    },
  };
}

/** An f32 tensor with memory of its own. */
export class Filled implements Disposable {
  readonly tensor: OrtTensor;
  readonly #buffer: NativeBuffer;
  readonly #length: number;

  constructor(shape: readonly number[], values: Float32Array) {
    this.#length = values.length;
    this.#buffer = new NativeBuffer(values.byteLength);
    this.#buffer.float32(0, values.length).set(values);
    this.tensor = new OrtTensor("float32", shape, this.#buffer.address);
  }

  read(): Float32Array {
    return this.#buffer.float32(0, this.#length).slice();
  }

  [Symbol.dispose](): void {
    this.tensor[Symbol.dispose]();
    this.#buffer[Symbol.dispose]();
  }
}

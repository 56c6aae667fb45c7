/** Runs one operator of the kernels on tensors of any type, for tests. */
import { type Attribute, Graph } from "../graph/graph.ts";
import type { ElementType } from "../ort/element-type.ts";
import { NativeBuffer } from "../ort/memory.ts";
import { OrtTensor } from "../ort/tensor.ts";
import { openSession } from "./testing.ts";

export type Elements = Float32Array | Int32Array | Uint8Array;

export interface Input {
  readonly shape: readonly number[];
  readonly values: Elements;
}

export interface Output {
  readonly shape: readonly number[];
  readonly type?: "float32" | "int32";
  /** The input in whose memory it lies, as states do. */
  readonly inPlaceOf?: number;
}

/** Outputs of the operator in a session of so many threads; absent inputs are undefined. */
export function runOperator(
  library: string,
  threads: number,
  opType: string,
  inputs: readonly (Input | undefined)[],
  attributes: Readonly<Record<string, Attribute>>,
  outputs: readonly Output[],
): Elements[] {
  using stack = new DisposableStack();
  const g = new Graph("weights.data");
  const values = inputs.map((input, i) => input && g.input(`in${i}`, typeOf(input.values), input.shape));
  const names = outputs.map((_, i) => `out${i}`);
  g.node(opType, values, attributes, names).forEach((value, i) => {
    g.output(value.name, value, outputs[i]!.type ?? "float32", outputs[i]!.shape);
  });
  const session = stack.use(openSession(library, threads, g));

  const buffers = inputs.map((input) => input && stack.use(filled(input.values)));
  const tensors = inputs.flatMap((input, i) =>
    input ? [stack.use(new OrtTensor(typeOf(input.values), input.shape, buffers[i]!.address))] : [],
  );
  const results = outputs.map(({ shape, type = "float32", inPlaceOf }) => {
    const count = shape.reduce((product, dim) => product * dim, 1);
    const buffer = inPlaceOf === undefined ? stack.use(new NativeBuffer(4 * count)) : buffers[inPlaceOf]!;
    return { tensor: stack.use(new OrtTensor(type, shape, buffer.address)), buffer, type, count };
  });
  session.value
    .bind(
      values.flatMap((value) => value?.name ?? []),
      names,
    )
    .run(
      tensors.map((t) => t.handle),
      results.map((r) => r.tensor.handle),
    );
  return results.map(({ buffer, type, count }) =>
    type === "int32" ? buffer.int32(0, count).slice() : buffer.float32(0, count).slice(),
  );
}

function typeOf(values: Elements): ElementType {
  return values instanceof Float32Array ? "float32" : values instanceof Int32Array ? "int32" : "uint8";
}

/** Memory with these bytes. */
function filled(values: Elements): NativeBuffer {
  const words = new Int32Array(Math.ceil(values.byteLength / 4));
  new Uint8Array(words.buffer).set(new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
  const buffer = new NativeBuffer(words.byteLength);
  buffer.int32(0, words.length).set(words);
  return buffer;
}

import { encodeModel } from "../onnx/schema.ts";
import { type ElementType, elementTypes } from "../ort/element-type.ts";
import { ArchitectureError } from "./error.ts";

/** An edge of the graph. */
export interface Value {
  readonly name: string;
}

export type Attribute = number | string | readonly number[] | { readonly float: number };

/** A dimension: a size, or a name for one that is only known at run time. */
export type Dim = number | string;

/** A place in the weights file that an initializer is read from. */
export interface Region {
  /** Bytes from the start of the file. */
  readonly offset: number;
  readonly byteLength: number;
}

const microsoft = "com.microsoft";
/** Operators of the library in `native/`. */
const cria = "cria";
/** Operators that are not standard ONNX. */
const domains: Readonly<Record<string, string>> = {
  Activation: cria,
  Attention: cria,
  BlockLinear: cria,
  ExpertLinear: cria,
  FusedMatMul: microsoft,
  GatedDelta: cria,
  GroupQueryAttention: microsoft,
  L2Norm: cria,
  LayerNorm: cria,
  MeanPool: cria,
  PackedAttention: cria,
  QuickGelu: microsoft,
  RmsNorm: cria,
  RotaryEmbedding: microsoft,
  Route: cria,
  Rows: cria,
  SelectiveScan: cria,
  ShortConv: cria,
  SkipSimplifiedLayerNormalization: microsoft,
  WeightedSum: cria,
};

/** Collects nodes and writes an ONNX model whose weights lie in an external file. */
export class Graph {
  readonly #weightsFile: string;
  readonly #nodes: object[] = [];
  readonly #initializers = new Map<string, object>();
  readonly #inputs: object[] = [];
  readonly #outputs: object[] = [];
  readonly #domains = new Set([""]);
  #count = 0;

  /** `weightsFile` is relative to the model file. */
  constructor(weightsFile: string) {
    this.#weightsFile = weightsFile;
  }

  input(name: string, type: ElementType, shape: readonly Dim[]): Value {
    this.#inputs.push(valueInfo(name, type, shape));
    return { name };
  }

  /** Names a value and makes it an output of the model. */
  output(name: string, value: Value, type: ElementType, shape: readonly Dim[]): void {
    if (value.name !== name) this.#nodes.push({ opType: "Identity", input: [value.name], output: [name] });
    this.#outputs.push(valueInfo(name, type, shape));
  }

  /** A tensor whose data lies in the weights file. The same name twice gives the same tensor. */
  weight(name: string, type: ElementType, shape: readonly number[], region: Region): Value {
    const location = { location: this.#weightsFile, offset: region.offset, length: region.byteLength };
    this.#initializers.set(name, {
      name,
      dataType: elementTypes[type].code,
      dims: shape,
      dataLocation: 1,
      externalData: Object.entries(location).map(([key, value]) => ({ key, value: String(value) })),
    });
    return { name };
  }

  /** A small int64 constant, such as a shape. Throws {@link ArchitectureError} for what is no whole number. */
  constant(values: readonly number[]): Value {
    const wrong = values.find((value) => !Number.isSafeInteger(value));
    if (wrong !== undefined) throw new ArchitectureError(`the model's keys and tensors give a width of ${wrong}`);
    const name = `int64[${values}]`;
    const rawData = new Uint8Array(BigInt64Array.from(values, BigInt).buffer);
    this.#initializers.set(name, { name, dataType: elementTypes.int64.code, dims: [values.length], rawData });
    return { name };
  }

  /** An f32 constant of no dimensions. */
  scalar(value: number): Value {
    const name = `float32[${value}]`;
    const rawData = new Uint8Array(Float32Array.of(value).buffer);
    this.#initializers.set(name, { name, dataType: elementTypes.float32.code, dims: [], rawData });
    return { name };
  }

  /** f32 constants in one dimension. */
  floats(values: readonly number[]): Value {
    const name = `float32[${values}]`;
    const rawData = new Uint8Array(Float32Array.from(values).buffer);
    this.#initializers.set(name, { name, dataType: elementTypes.float32.code, dims: [values.length], rawData });
    return { name };
  }

  /** Adds a node. `outputs` names its outputs, or counts them; absent inputs and outputs are undefined. */
  node(
    opType: string,
    inputs: readonly (Value | undefined)[],
    attributes: Readonly<Record<string, Attribute>> = {},
    outputs: number | readonly (string | undefined)[] = 1,
  ): Value[] {
    const names =
      typeof outputs === "number"
        ? Array.from({ length: outputs }, () => `v${this.#count++}`)
        : outputs.map((n) => n ?? "");
    const domain = domains[opType] ?? "";
    this.#domains.add(domain);
    this.#nodes.push({
      opType,
      domain,
      input: inputs.map((value) => value?.name ?? ""),
      output: names,
      attribute: Object.entries(attributes).map(([name, value]) => attribute(name, value)),
    });
    return names.map((name) => ({ name }));
  }

  /** {@link node} for one output. */
  apply(opType: string, inputs: readonly (Value | undefined)[], attributes?: Record<string, Attribute>): Value {
    return this.node(opType, inputs, attributes)[0]!;
  }

  /** The serialised model. */
  encode(): Uint8Array {
    return encodeModel({
      irVersion: 10,
      producerName: "cria",
      opsetImport: [...this.#domains].map((domain) => ({ domain, version: domain === "" ? 21 : 1 })),
      graph: {
        name: "decoder",
        node: this.#nodes,
        initializer: [...this.#initializers.values()],
        input: this.#inputs,
        output: this.#outputs,
      },
    });
  }
}

function valueInfo(name: string, type: ElementType, shape: readonly Dim[]): object {
  const dim = shape.map((d) => (typeof d === "number" ? { dimValue: d } : { dimParam: d }));
  return { name, type: { tensorType: { elemType: elementTypes[type].code, shape: { dim } } } };
}

function attribute(name: string, value: Attribute): object {
  if (typeof value === "number") return { name, i: value, type: 2 };
  if (typeof value === "string") return { name, s: new TextEncoder().encode(value), type: 3 };
  if ("float" in value) return { name, f: value.float, type: 1 };
  return { name, ints: value, type: 7 };
}

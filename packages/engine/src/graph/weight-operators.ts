import type { Gguf } from "../gguf/header.ts";
import type { GgufTensor } from "../gguf/tensor-layout.ts";
import { type ExpertMatrices, type PackedMatrix, rowsOf, WeightLayout } from "../weights/layout.ts";
import { type ActivationFunction, type Activations, attributesOf } from "./activations.ts";
import { ArchitectureError } from "./error.ts";
import type { Attribute, Graph, Value } from "./graph.ts";

/** The operators that read weights: each puts the tensors of a GGUF file, by name, into the form that it wants. */
export class WeightOperators {
  readonly layout = new WeightLayout();
  /** Whether products with weights in blocks keep twice the digits of their input, for twice the work. */
  isFine = false;
  /** Outputs of the widest product. */
  widest = 0;
  readonly #graph: Graph;
  readonly #gguf: Gguf;
  readonly #kernels: boolean;

  /** `kernels`: whether products use Cria's operators on packed weights, or ONNX Runtime's on f32. */
  constructor(graph: Graph, gguf: Gguf, kernels: boolean) {
    this.#graph = graph;
    this.#gguf = gguf;
    this.#kernels = kernels;
  }

  has(name: string): boolean {
    return this.#gguf.tensors.has(name);
  }

  /** Outputs of a projection. */
  rowsOf(name: string): number {
    return rowsOf(this.#matrix(name));
  }

  /** Rows of a matrix `[n, k]` by index: `[…indices, k]`. */
  rows(name: string, indices: Value): Activations {
    const tensor = this.#matrix(name);
    const k = tensor.dims[0]!;
    const g = this.#graph;
    if (!this.#kernels) return { ...g.apply("Gather", [this.#floats([tensor]), indices], { axis: 0 }), width: k };
    const m = this.layout.packed([tensor]);
    return { ...g.apply("Rows", [indices, this.#packed(m)], { K: m.k, N: m.n, type: m.type.id }), width: k };
  }

  /** A tensor's elements in one dimension, as f32. */
  vector(name: string): Activations {
    const { name: value, n, k, region } = this.layout.floats([this.#tensor(name)]);
    return { ...this.#graph.weight(value, "float32", [n * k], region), width: n * k };
  }

  /** A tensor's elements as f32, with its dimensions in ONNX's order. */
  array(name: string): { readonly value: Value; readonly shape: readonly number[] } {
    const tensor = this.#tensor(name);
    const { name: value, region } = this.layout.floats([tensor]);
    const shape = tensor.dims.toReversed();
    return { value: this.#graph.weight(`${value}[${shape}]`, "float32", shape, region), shape };
  }

  /** x · Wᵀ + b, where W is one tensor or several stacked by rows. */
  linear(x: Activations, names: readonly string[]): Activations {
    return this.#linear(x, names);
  }

  /** (f(g) · u) · Wᵀ + b, where x is g and u side by side. */
  gatedLinear(x: Activations, name: string, f: ActivationFunction): Activations {
    if (this.#kernels) return this.#linear(x, [name], f);
    if (f.kind !== "silu") throw new ArchitectureError(`${f.kind} is computed by Cria's own operators only`);
    const [gates, values] = this.#graph.node("Split", [x], { axis: -1, num_outputs: 2 }, 2);
    return this.linear({ ...silu(this.#graph, gates!, values!), width: x.width / 2 }, [name]);
  }

  /** Whether the projections can be one matrix. */
  stackable(names: readonly string[]): boolean {
    const biased = names.map((name) => this.has(biasOf(name)));
    return (
      WeightLayout.stackable(names.map((name) => this.#matrix(name))) &&
      biased.every((b) => b === biased[0]) &&
      !names.some((name) => this.#isScaled(name))
    );
  }

  /**
   * For each token the products of its experts, `[batch, rows, used, n]`: x · W_eᵀ + b_e, where a W is one tensor
   * `[k, n, experts]` or several stacked by rows. Without ids `[batch, rows, used]`, choice i is expert i. x is
   * `[batch, rows, k]`, or has the choices as a dimension, too. With f, x is gates and values side by side.
   */
  expertLinear(x: Activations, names: readonly string[], ids?: Value, f?: ActivationFunction): Activations {
    if (!this.#kernels) throw new ArchitectureError("experts are computed by Cria's own operators only");
    const tensors = names.map((name) => this.#tensor(name));
    const m = this.layout.experts(tensors);
    if (!m) throw new ArchitectureError(`tensors ${names.join(" and ")} are not experts of the same shape and type`);
    expectInputs(x, m.k, tensors[0]!, f);
    const attributes = { K: m.k, N: m.n, type: m.type.id, experts: m.experts, ...applied(f) };
    const y = this.#graph.apply("ExpertLinear", [x, this.#packed(m), ids, this.#expertBias(names)], attributes);
    return { ...y, width: m.n };
  }

  /** Whether experts' projections can be one matrix per expert. */
  expertsStackable(names: readonly string[]): boolean {
    return (
      !names.some((name) => this.has(scaleOf(name))) &&
      this.layout.experts(names.map((n) => this.#tensor(n))) !== undefined
    );
  }

  /** Experts of a tensor `[k, n, experts]`. */
  expertCount(name: string): number {
    return this.#tensor(name).dims[2] ?? 1;
  }

  #linear(x: Activations, names: readonly string[], f?: ActivationFunction): Activations {
    const g = this.#graph;
    const tensors = names.map((name) => this.#matrix(name));
    const [first] = tensors;
    expectInputs(x, first!.dims[0]!, first!, f);
    const bias = this.#bias(names);
    const scale = this.#isScaled(names[0]!) ? this.vector(scaleOf(names[0]!)) : undefined;
    // A scale counts before the bias.
    const fused = scale ? undefined : bias;
    let y: Value;
    if (this.#kernels) {
      const m = this.layout.packed(tensors);
      const attributes = { K: m.k, N: m.n, type: m.type.id, ...applied(f), ...(this.isFine && { fine: 1 }) };
      y = g.apply("BlockLinear", [x, this.#packed(m), ...(fused ? [fused] : [])], attributes);
    } else {
      y = g.apply("FusedMatMul", [x, this.#floats(tensors)], { transA: 0, transB: 1, alpha: { float: 1 } });
      if (fused) y = g.apply("Add", [y, fused]);
    }
    if (scale) {
      y = g.apply("Mul", [y, scale]);
      if (bias) y = g.apply("Add", [y, bias]);
    }
    const width = tensors.reduce((sum, tensor) => sum + rowsOf(tensor), 0);
    this.widest = Math.max(this.widest, width);
    return { ...y, width };
  }

  /** Whether outputs of a projection are multiplied with a number; a scale of several belongs to something else. */
  #isScaled(name: string): boolean {
    return this.#gguf.tensors.get(scaleOf(name))?.elementCount === 1;
  }

  #packed({ name, region }: PackedMatrix | ExpertMatrices): Value {
    return this.#graph.weight(name, "uint8", [region.byteLength], region);
  }

  #floats(tensors: readonly GgufTensor[]): Value {
    const { name, n, k, region } = this.layout.floats(tensors);
    return this.#graph.weight(name, "float32", [n, k], region);
  }

  #bias(names: readonly string[]): Value | undefined {
    if (!this.has(biasOf(names[0]!))) return undefined;
    const biases = names.map((name) => this.#tensor(biasOf(name)));
    for (const [i, { name, elementCount }] of biases.entries()) {
      const rows = rowsOf(this.#tensor(names[i]!));
      if (elementCount !== rows)
        throw new ArchitectureError(`tensor ${name} has ${elementCount} elements, not ${rows}`);
    }
    const { name, region } = this.layout.floats(biases);
    return this.#graph.weight(name, "float32", [region.byteLength / 4], region);
  }

  /** Biases `[experts, n]`, side by side as the stacked rows are. */
  #expertBias(names: readonly string[]): Value | undefined {
    if (!this.has(biasOf(names[0]!))) return undefined;
    const biases = names.map((name) => {
      const { value, shape } = this.array(biasOf(name));
      const [k, n, experts] = this.#tensor(name).dims;
      if (shape[0] !== experts || shape[1] !== n) {
        throw new ArchitectureError(
          `tensor ${biasOf(name)} has the shape [${shape.toReversed()}] for one of [${[k, n, experts]}]`,
        );
      }
      return value;
    });
    return biases.length === 1 ? biases[0]! : this.#graph.apply("Concat", biases, { axis: -1 });
  }

  #matrix(name: string): GgufTensor {
    const tensor = this.#tensor(name);
    if (tensor.dims.length > 2) throw new ArchitectureError(`tensor ${name} has ${tensor.dims.length} dimensions`);
    return tensor;
  }

  #tensor(name: string): GgufTensor {
    const tensor = this.#gguf.tensors.get(name);
    if (!tensor) throw new ArchitectureError(`tensor ${name} is missing`);
    return tensor;
  }
}

/** SiLU(a) · b. */
function silu(graph: Graph, a: Value, b: Value): Value {
  return graph.apply("Mul", [graph.apply("QuickGelu", [a], { alpha: { float: 1 } }), b]);
}

function expectInputs(x: Activations, k: number, { name, dims }: GgufTensor, f?: ActivationFunction): void {
  const width = f ? 2 * k : k;
  if (x.width !== width) {
    throw new ArchitectureError(
      `tensor ${name} has the shape [${dims}]; its input has ${f ? x.width / 2 : x.width} channels`,
    );
  }
}

/** Attributes of the function that a product applies to its input. */
function applied(f: ActivationFunction | undefined): Record<string, Attribute> {
  if (!f) return { activation: "" };
  const { kind, ...parameters } = attributesOf(f);
  return { activation: kind, ...parameters };
}

function biasOf(weight: string): string {
  return weight.replace(/\.weight$/, ".bias");
}

/** What the output of a projection is multiplied with, where a quantisation like NVFP4 has such a tensor. */
function scaleOf(weight: string): string {
  return weight.replace(/\.weight$/, ".scale");
}

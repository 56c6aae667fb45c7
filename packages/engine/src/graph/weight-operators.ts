import type { Gguf } from "../gguf/header.ts";
import type { GgufTensor } from "../gguf/tensor-layout.ts";
import { type PackedMatrix, WeightLayout } from "../weights/layout.ts";
import type { Graph, Value } from "./graph.ts";

/** A tensor that the architecture needs is missing, or has the wrong shape. */
export class ArchitectureError extends Error {
  override readonly name = "ArchitectureError";
}

/** The operators that read weights: each puts the tensors of a GGUF file, by name, into the form that it wants. */
export class WeightOperators {
  readonly layout = new WeightLayout();
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

  /** Rows of a matrix `[n, k]` by index: `[…indices, k]`. */
  rows(name: string, indices: Value, k: number): Value {
    const tensors = this.#tensors([name], k);
    const g = this.#graph;
    if (!this.#kernels) return g.apply("Gather", [this.#floats(tensors), indices], { axis: 0 });
    const m = this.layout.packed(tensors);
    return g.apply("Rows", [indices, this.#packed(m)], { K: m.k, N: m.n, type: m.type.id });
  }

  /** A tensor of one dimension, as f32. */
  vector(name: string): Value {
    const { name: value, n, k, region } = this.layout.floats([this.#tensor(name)]);
    return this.#graph.weight(value, "float32", [n * k], region);
  }

  /** x · Wᵀ + b, where W is one tensor or several stacked by rows. */
  linear(x: Value, names: readonly string[], k: number): Value {
    return this.#linear(x, names, k, false);
  }

  /** (SiLU(g) · u) · Wᵀ + b, where x is g and u side by side, each `k` wide. */
  gatedLinear(x: Value, name: string, k: number): Value {
    if (this.#kernels) return this.#linear(x, [name], k, true);
    const [gates, values] = this.#graph.node("Split", [x], { axis: -1, num_outputs: 2 }, 2);
    return this.linear(silu(this.#graph, gates!, values!), [name], k);
  }

  /** Whether the projections can be one matrix. */
  stackable(names: readonly string[]): boolean {
    const biased = names.map((name) => this.has(biasOf(name)));
    return (
      WeightLayout.stackable(names.map((name) => this.#tensor(name))) &&
      biased.every((b) => b === biased[0]) &&
      !names.some((name) => this.has(scaleOf(name)))
    );
  }

  /** `gated`: x is the stacked gates and values of a SwiGLU, applied on the way. */
  #linear(x: Value, names: readonly string[], k: number, gated: boolean): Value {
    const g = this.#graph;
    const tensors = this.#tensors(names, k);
    const bias = this.#bias(names);
    const scale = this.has(scaleOf(names[0]!)) ? this.vector(scaleOf(names[0]!)) : undefined;
    // A scale counts before the bias.
    const fused = scale ? undefined : bias;
    let y: Value;
    if (this.#kernels) {
      const m = this.layout.packed(tensors);
      const attributes = { K: m.k, N: m.n, type: m.type.id, gated: gated ? 1 : 0 };
      y = g.apply("BlockLinear", [x, this.#packed(m), ...(fused ? [fused] : [])], attributes);
    } else {
      y = g.apply("FusedMatMul", [x, this.#floats(tensors)], { transA: 0, transB: 1, alpha: { float: 1 } });
      if (fused) y = g.apply("Add", [y, fused]);
    }
    if (!scale) return y;
    y = g.apply("Mul", [y, scale]);
    return bias ? g.apply("Add", [y, bias]) : y;
  }

  #packed({ name, region }: PackedMatrix): Value {
    return this.#graph.weight(name, "uint8", [region.byteLength], region);
  }

  #floats(tensors: readonly GgufTensor[]): Value {
    const { name, n, k, region } = this.layout.floats(tensors);
    return this.#graph.weight(name, "float32", [n, k], region);
  }

  #bias(names: readonly string[]): Value | undefined {
    if (!this.has(biasOf(names[0]!))) return undefined;
    const { name, n, k, region } = this.layout.floats(names.map((name) => this.#tensor(biasOf(name))));
    return this.#graph.weight(name, "float32", [n * k], region);
  }

  #tensors(names: readonly string[], k: number): GgufTensor[] {
    const tensors = names.map((name) => this.#tensor(name));
    for (const { name, dims } of tensors) {
      if (dims[0] !== k || dims.length > 2) {
        throw new ArchitectureError(`tensor ${name} has the shape [${dims}]; its first dimension should be ${k}`);
      }
    }
    return tensors;
  }

  #tensor(name: string): GgufTensor {
    const tensor = this.#gguf.tensors.get(name);
    if (!tensor) throw new ArchitectureError(`tensor ${name} is missing`);
    return tensor;
  }
}

/** SiLU(a) · b. */
export function silu(graph: Graph, a: Value, b: Value): Value {
  return graph.apply("Mul", [graph.apply("QuickGelu", [a], { alpha: { float: 1 } }), b]);
}

function biasOf(weight: string): string {
  return weight.replace(/\.weight$/, ".bias");
}

/** What the output of a projection is multiplied with, where a quantisation like NVFP4 has such a tensor. */
function scaleOf(weight: string): string {
  return weight.replace(/\.weight$/, ".scale");
}

import type { Gguf } from "../gguf/header.ts";
import type { GgufTensor } from "../gguf/tensor-layout.ts";
import { type GroupedImage, groupRows } from "../weights/grouped.ts";
import type { QuantizedImage } from "../weights/image.ts";
import { WeightLayout, type WeightMatrix } from "../weights/layout.ts";
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

  /** `kernels`: whether products of quantised weights use Cria's operator or ONNX Runtime's. */
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
    const m = this.layout.matrix(this.#tensors([name], k));
    const g = this.#graph;
    const { image, values } = m;
    if (image.kind === "float") {
      return g.apply("Gather", [g.weight(m.name, "float32", [m.n, m.k], values), indices], { axis: 0 });
    }
    const packed = g.weight(`${name}.rows`, "uint8", [m.n, (m.k * image.bits) / 8], values);
    const scales = g.weight(`${name}.row_scales`, "float32", [m.n, m.k / image.blockSize], m.scales!);
    const attributes = { bits: image.bits, block_size: image.blockSize, gather_axis: 0, quantize_axis: 1 };
    return g.apply("GatherBlockQuantized", [packed, indices, scales], attributes);
  }

  /** A tensor of one dimension. */
  vector(name: string): Value {
    const m = this.layout.matrix([this.#tensor(name)]);
    if (m.image.kind !== "float") throw new ArchitectureError(`tensor ${name} is quantised`);
    return this.#graph.weight(name, "float32", [m.n * m.k], m.values);
  }

  /** x · Wᵀ + b, where W is one tensor or several stacked by rows. */
  linear(x: Value, names: readonly string[], k: number): Value {
    const bias = this.#bias(names);
    const tensors = this.#tensors(names, k);
    if (this.#grouped(tensors)) return this.#blockLinear(x, this.layout.grouped(tensors), bias);
    const m = this.layout.matrix(tensors);
    if (m.image.kind === "quantized") return this.#matMulNBits(x, m, m.image, bias);
    const weight = this.#graph.weight(m.name, "float32", [m.n, m.k], m.values);
    const product = this.#graph.apply("FusedMatMul", [x, weight], { transA: 0, transB: 1, alpha: { float: 1 } });
    return bias ? this.#graph.apply("Add", [product, bias]) : product;
  }

  /** (SiLU(g) · u) · Wᵀ + b, where x is g and u side by side, each `k` wide. */
  gatedLinear(x: Value, name: string, k: number): Value {
    const tensors = this.#tensors([name], k);
    if (this.#grouped(tensors)) return this.#blockLinear(x, this.layout.grouped(tensors), this.#bias([name]), true);
    const [gates, values] = this.#graph.node("Split", [x], { axis: -1, num_outputs: 2 }, 2);
    return this.linear(silu(this.#graph, gates!, values!), [name], k);
  }

  /** Whether the projections can be one matrix. */
  stackable(names: readonly string[]): boolean {
    const biased = names.map((name) => this.has(biasName(name)));
    const tensors = names.map((name) => this.#tensor(name));
    if (!WeightLayout.stackable(tensors) || !biased.every((b) => b === biased[0])) return false;
    return !this.#grouped(tensors) || WeightLayout.stackableInGroups(tensors);
  }

  /** Cria's own operator (`native/`). `gated`: x is the stacked gates and values of a SwiGLU, applied on the way. */
  #blockLinear(x: Value, m: WeightMatrix<GroupedImage>, bias: Value | undefined, gated = false): Value {
    const { bits, blockSize } = m.image;
    const groups = Math.ceil(m.n / groupRows);
    const blocks = m.k / blockSize;
    const bytes = (groupRows * blockSize * bits) / 8;
    const values = this.#graph.weight(m.name, "uint8", [groups, blocks, bytes], m.values);
    const scales = this.#graph.weight(`${m.name}.scales`, "float16", [groups, blocks, groupRows], m.scales!);
    const attributes = { K: m.k, N: m.n, bits, gated: gated ? 1 : 0 };
    return this.#graph.apply("BlockLinear", [x, values, scales, ...(bias ? [bias] : [])], attributes);
  }

  /** ONNX Runtime's operator, for machines that Cria's can't run on. */
  #matMulNBits(x: Value, m: WeightMatrix, image: QuantizedImage, bias: Value | undefined): Value {
    const { bits, blockSize } = image;
    const blocks = m.k / blockSize;
    const values = this.#graph.weight(m.name, "uint8", [m.n, blocks, (blockSize * bits) / 8], m.values);
    const scales = this.#graph.weight(`${m.name}.scales`, "float32", [m.n * blocks], m.scales!);
    return this.#graph.apply("MatMulNBits", [x, values, scales, undefined, undefined, bias], {
      K: m.k,
      N: m.n,
      bits,
      block_size: blockSize,
      // Activations in int8 per block, as llama.cpp does; the f32 kernel is several times slower.
      accuracy_level: 4,
    });
  }

  #grouped(tensors: readonly GgufTensor[]): boolean {
    return this.#kernels && WeightLayout.groupable(tensors[0]!);
  }

  #bias(names: readonly string[]): Value | undefined {
    if (!this.has(biasName(names[0]!))) return undefined;
    const m = this.layout.matrix(names.map((name) => this.#tensor(biasName(name))));
    return this.#graph.weight(m.name, "float32", [m.n * m.k], m.values);
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

function biasName(weight: string): string {
  return weight.replace(/\.weight$/, ".bias");
}

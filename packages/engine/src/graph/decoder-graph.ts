import type { Hyperparameters } from "../architectures/hyperparameters.ts";
import type { Gguf } from "../gguf/header.ts";
import type { GgufTensor } from "../gguf/tensor-layout.ts";
import { type GroupedImage, groupRows } from "../weights/grouped.ts";
import type { QuantizedImage } from "../weights/image.ts";
import { WeightLayout, type WeightMatrix } from "../weights/layout.ts";
import { Graph, type Value } from "./graph.ts";

/** A tensor that the architecture needs is missing, or has the wrong shape. */
export class ArchitectureError extends Error {
  override readonly name = "ArchitectureError";
}

export interface AttentionLayer {
  readonly projections: { readonly q: string; readonly k: string; readonly v: string };
  /** RMSNorms of each head of q and k, before the rotation. */
  readonly norms?: { readonly q: string; readonly k: string };
  /** Whether neighbouring channels rotate together; otherwise the halves of a head do. */
  readonly interleavedRope: boolean;
}

export interface FeedForwardWeights {
  readonly gate: string;
  readonly up: string;
  readonly down: string;
}

type OptionalValue = Value | undefined;

/**
 * The operators that decoder-only transformers are composed of. Activations are `[batch, rows, width]` f32; the KV
 * cache of a layer is `[batch, headCountKv, capacity, headDim]`, updated in place.
 */
export class DecoderGraph {
  readonly layout = new WeightLayout();
  readonly graph: Graph;
  readonly #gguf: Gguf;
  readonly #sizes: Hyperparameters;
  readonly #kernels: boolean;
  readonly #ids: Value;
  readonly #seqlens: Value;
  readonly #total: Value;
  readonly #positions: Value | undefined;
  readonly #cos: Value;
  readonly #sin: Value;
  readonly #outputRows: Value;
  /** Whether attention rotates by itself; that of ONNX Runtime wants heads and tables of certain widths. */
  readonly fusedRope: boolean;

  /** `kernels`: whether attention and products of quantised weights use Cria's operators or ONNX Runtime's. */
  constructor(gguf: Gguf, sizes: Hyperparameters, weightsFile: string, kernels: boolean) {
    this.#gguf = gguf;
    this.#kernels = kernels;
    this.#sizes = sizes;
    const g = new Graph(weightsFile);
    this.graph = g;
    this.fusedRope = kernels || (sizes.headDim % 16 === 0 && (sizes.ropeDim / 2) % 8 === 0);
    this.#ids = g.input("input_ids", "int64", ["batch", "rows"]);
    this.#seqlens = g.input("seqlens_k", "int32", ["batch"]);
    this.#total = g.input("total_sequence_length", "int32", []);
    this.#cos = g.input("cos_cache", "float32", ["positions", sizes.ropeDim / 2]);
    this.#sin = g.input("sin_cache", "float32", ["positions", sizes.ropeDim / 2]);
    this.#outputRows = g.input("output_rows", "int64", ["outputs"]);
    if (!this.fusedRope) this.#positions = g.input("position_ids", "int64", ["batch", "rows"]);
  }

  has(name: string): boolean {
    return this.#gguf.tensors.has(name);
  }

  /** Token embeddings of the input ids: `[batch, rows, embeddingLength]`. */
  embed(name: string): Value {
    const m = this.layout.matrix(this.#tensors([name], this.#sizes.embeddingLength));
    const g = this.graph;
    const { image, values } = m;
    if (image.kind === "float") {
      return g.apply("Gather", [g.weight(m.name, "float32", [m.n, m.k], values), this.#ids], { axis: 0 });
    }
    const packed = g.weight(`${name}.rows`, "uint8", [m.n, (m.k * image.bits) / 8], values);
    const scales = g.weight(`${name}.row_scales`, "float32", [m.n, m.k / image.blockSize], m.scales!);
    const attributes = { bits: image.bits, block_size: image.blockSize, gather_axis: 0, quantize_axis: 1 };
    return g.apply("GatherBlockQuantized", [packed, this.#ids, scales], attributes);
  }

  /** RMSNorm: x / sqrt(mean(x²) + ε) · w. */
  rmsNorm(x: Value, name: string): Value {
    return this.graph.apply("SimplifiedLayerNormalization", [x, this.#vector(name)], this.#norm());
  }

  /** `[rmsNorm(x + y), x + y]` in one operator. */
  addRmsNorm(x: Value, y: Value, name: string): [normed: Value, sum: Value] {
    const { epsilon } = this.#norm();
    const outputs = this.graph.node("SkipSimplifiedLayerNormalization", [x, y, this.#vector(name)], { epsilon }, 4);
    return [outputs[0]!, outputs[3]!];
  }

  /** x · Wᵀ + b, where W is one tensor or several stacked by rows. */
  linear(x: Value, names: readonly string[], k: number): Value {
    const bias = this.#bias(names);
    const tensors = this.#tensors(names, k);
    if (this.#grouped(tensors)) return this.#blockLinear(x, this.layout.grouped(tensors), bias);
    const m = this.layout.matrix(tensors);
    if (m.image.kind === "quantized") return this.#matMulNBits(x, m, m.image, bias);
    const weight = this.graph.weight(m.name, "float32", [m.n, m.k], m.values);
    const product = this.graph.apply("FusedMatMul", [x, weight], { transA: 0, transB: 1, alpha: { float: 1 } });
    return bias ? this.graph.apply("Add", [product, bias]) : product;
  }

  /** Whether the projections can be one matrix. */
  stackable(names: readonly string[]): boolean {
    const biased = names.map((name) => this.has(biasName(name)));
    const tensors = names.map((name) => this.#tensor(name));
    if (!WeightLayout.stackable(tensors) || !biased.every((b) => b === biased[0])) return false;
    return !this.#grouped(tensors) || WeightLayout.stackableInGroups(tensors);
  }

  /** Grouped-query attention over the layer's cache, before the output projection. */
  attention(x: Value, layer: number, { projections, norms, interleavedRope }: AttentionLayer): Value {
    const { headCount, headCountKv, headDim } = this.#sizes;
    let [q, k, v] = this.#project(x, Object.values(projections), this.fusedRope && !norms);
    if (norms) {
      q = this.#headNorm(q!, norms.q, headCount);
      k = this.#headNorm(k!, norms.k, headCountKv);
    }
    const g = this.graph;
    const shape = ["batch", headCountKv, "capacity", headDim];
    const past = [g.input(`past_key.${layer}`, "float32", shape), g.input(`past_value.${layer}`, "float32", shape)];
    const outputs = [`attention.${layer}`, `present_key.${layer}`, `present_value.${layer}`];
    const [output, presentKey, presentValue] = this.#kernels
      ? this.#attention([q, k, v], past, interleavedRope, outputs)
      : this.#groupQueryAttention([q, k, v], past, interleavedRope, outputs);
    g.output(presentKey!.name, presentKey!, "float32", shape);
    g.output(presentValue!.name, presentValue!, "float32", shape);
    return output!;
  }

  /** The gated feed-forward network (SiLU(x · gateᵀ) · (x · upᵀ)) · downᵀ, `width` channels in the middle. */
  swiGlu(x: Value, weights: FeedForwardWeights, width: number): Value {
    const { gate, up, down } = weights;
    const k = this.#sizes.embeddingLength;
    const g = this.graph;
    if (!this.stackable([gate, up])) {
      return this.linear(this.#gate(this.linear(x, [gate], k), this.linear(x, [up], k)), [down], width);
    }
    const both = this.linear(x, [gate, up], k);
    const tensors = this.#tensors([down], width);
    if (this.#grouped(tensors)) return this.#blockLinear(both, this.layout.grouped(tensors), this.#bias([down]), true);
    const [a, b] = g.node("Split", [both], { axis: -1, num_outputs: 2 }, 2);
    return this.linear(this.#gate(a!, b!), [down], width);
  }

  /** Only the rows whose logits are wanted: `[batch, outputs, width]`. */
  selectOutputRows(x: Value): Value {
    return this.graph.apply("Gather", [x, this.#outputRows], { axis: 1 });
  }

  /** Declares the model's output `[batch, outputs, vocabulary]`. */
  logits(x: Value): void {
    this.graph.output("logits", x, "float32", ["batch", "outputs", "vocabulary"]);
  }

  /** q, k and v; packed into one value, the others absent, if they may be. */
  #project(x: Value, [q, k, v]: readonly string[], mayPack: boolean): OptionalValue[] {
    const names = [q!, k!, v!];
    const { embeddingLength, headCount, headCountKv, headDim } = this.#sizes;
    if (!this.stackable(names)) return names.map((name) => this.linear(x, [name], embeddingLength));
    const packed = this.linear(x, names, embeddingLength);
    if (mayPack) return [packed, undefined, undefined];
    const widths = [headCount, headCountKv, headCountKv].map((heads) => heads * headDim);
    return this.graph.node("Split", [packed, this.graph.constant(widths)], { axis: -1 }, 3);
  }

  /** RMSNorm of each head of `[batch, rows, heads · headDim]`. */
  #headNorm(x: Value, name: string, heads: number): Value {
    const { headDim } = this.#sizes;
    const g = this.graph;
    const split = g.apply("Reshape", [x, g.constant([0, 0, heads, headDim])]);
    return g.apply("Reshape", [this.rmsNorm(split, name), g.constant([0, 0, heads * headDim])]);
  }

  /** Cria's own operator (`native/`). */
  #attention(qkv: readonly OptionalValue[], past: readonly Value[], interleaved: boolean, outputs: string[]): Value[] {
    const { headCount, headCountKv, headDim } = this.#sizes;
    return this.graph.node(
      "Attention",
      [...qkv, ...past, this.#seqlens, this.#cos, this.#sin],
      {
        heads: headCount,
        kv_heads: headCountKv,
        interleaved: interleaved ? 1 : 0,
        scale: { float: 1 / Math.sqrt(headDim) },
      },
      outputs,
    );
  }

  /** ONNX Runtime's operator, for machines that Cria's can't run on. */
  #groupQueryAttention(
    [q, k, v]: readonly OptionalValue[],
    past: readonly Value[],
    interleaved: boolean,
    outputs: string[],
  ): Value[] {
    const { headCount, headCountKv, headDim } = this.#sizes;
    const rope = this.fusedRope ? [this.#cos, this.#sin] : [];
    const rotated = this.fusedRope
      ? [q, k]
      : [this.#rotate(q!, headCount, interleaved), this.#rotate(k!, headCountKv, interleaved)];
    return this.graph.node(
      "GroupQueryAttention",
      [...rotated, v, ...past, this.#seqlens, this.#total, ...rope],
      {
        num_heads: headCount,
        kv_num_heads: headCountKv,
        do_rotary: this.fusedRope ? 1 : 0,
        rotary_interleaved: interleaved ? 1 : 0,
        scale: { float: 1 / Math.sqrt(headDim) },
      },
      outputs,
    );
  }

  /** SiLU(a) · b. */
  #gate(a: Value, b: Value): Value {
    return this.graph.apply("Mul", [this.graph.apply("QuickGelu", [a], { alpha: { float: 1 } }), b]);
  }

  /** Cria's own operator (`native/`). `gated`: x is the stacked gates and values of a SwiGLU, applied on the way. */
  #blockLinear(x: Value, m: WeightMatrix<GroupedImage>, bias: Value | undefined, gated = false): Value {
    const { bits, blockSize } = m.image;
    const groups = Math.ceil(m.n / groupRows);
    const blocks = m.k / blockSize;
    const bytes = (groupRows * blockSize * bits) / 8;
    const values = this.graph.weight(m.name, "uint8", [groups, blocks, bytes], m.values);
    const scales = this.graph.weight(`${m.name}.scales`, "float16", [groups, blocks, groupRows], m.scales!);
    const attributes = { K: m.k, N: m.n, bits, gated: gated ? 1 : 0 };
    return this.graph.apply("BlockLinear", [x, values, scales, ...(bias ? [bias] : [])], attributes);
  }

  /** ONNX Runtime's operator, for machines that Cria's can't run on. */
  #matMulNBits(x: Value, m: WeightMatrix, image: QuantizedImage, bias: Value | undefined): Value {
    const { bits, blockSize } = image;
    const blocks = m.k / blockSize;
    const values = this.graph.weight(m.name, "uint8", [m.n, blocks, (blockSize * bits) / 8], m.values);
    const scales = this.graph.weight(`${m.name}.scales`, "float32", [m.n * blocks], m.scales!);
    return this.graph.apply("MatMulNBits", [x, values, scales, undefined, undefined, bias], {
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

  #rotate(x: Value, heads: number, interleaved: boolean): Value {
    return this.graph.apply("RotaryEmbedding", [x, this.#positions, this.#cos, this.#sin], {
      interleaved: interleaved ? 1 : 0,
      num_heads: heads,
      rotary_embedding_dim: this.#sizes.ropeDim,
    });
  }

  #norm() {
    return { axis: -1, epsilon: { float: this.#sizes.rmsNormEps }, stash_type: 1 };
  }

  #vector(name: string): Value {
    const m = this.layout.matrix([this.#tensor(name)]);
    if (m.image.kind !== "float") throw new ArchitectureError(`tensor ${name} is quantised`);
    return this.graph.weight(name, "float32", [m.n * m.k], m.values);
  }

  #bias(names: readonly string[]): Value | undefined {
    if (!this.has(biasName(names[0]!))) return undefined;
    const m = this.layout.matrix(names.map((name) => this.#tensor(biasName(name))));
    return this.graph.weight(m.name, "float32", [m.n * m.k], m.values);
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

function biasName(weight: string): string {
  return weight.replace(/\.weight$/, ".bias");
}

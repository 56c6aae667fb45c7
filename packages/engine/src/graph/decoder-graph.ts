import type { Hyperparameters } from "../architectures/hyperparameters.ts";
import type { Gguf } from "../gguf/header.ts";
import { Graph, type Value } from "./graph.ts";
import { WeightOperators } from "./weight-operators.ts";

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
  readonly graph: Graph;
  readonly weights: WeightOperators;
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

  /** `kernels`: whether Cria's operators do the work, or ONNX Runtime's on f32 weights. */
  constructor(gguf: Gguf, sizes: Hyperparameters, weightsFile: string, kernels: boolean) {
    this.#kernels = kernels;
    this.#sizes = sizes;
    const g = new Graph(weightsFile);
    this.graph = g;
    this.weights = new WeightOperators(g, gguf, kernels);
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
    return this.weights.has(name);
  }

  /** Token embeddings of the input ids: `[batch, rows, embeddingLength]`. */
  embed(name: string): Value {
    return this.weights.rows(name, this.#ids, this.#sizes.embeddingLength);
  }

  /** x · Wᵀ + b, `k` inputs wide. */
  linear(x: Value, name: string, k: number): Value {
    return this.weights.linear(x, [name], k);
  }

  /** RMSNorm: x / sqrt(mean(x²) + ε) · w. */
  rmsNorm(x: Value, name: string): Value {
    const weight = this.weights.vector(name);
    const { epsilon, ...rest } = this.#norm();
    if (this.#kernels) return this.graph.apply("RmsNorm", [x, weight], { epsilon });
    return this.graph.apply("SimplifiedLayerNormalization", [x, weight], { epsilon, ...rest });
  }

  /** `[rmsNorm(x + y), x + y]` in one operator. */
  addRmsNorm(x: Value, y: Value, name: string): [normed: Value, sum: Value] {
    const { epsilon } = this.#norm();
    if (this.#kernels) {
      const both = this.graph.node("RmsNorm", [x, this.weights.vector(name), y], { epsilon }, 2);
      return [both[0]!, both[1]!];
    }
    const outputs = this.graph.node(
      "SkipSimplifiedLayerNormalization",
      [x, y, this.weights.vector(name)],
      { epsilon },
      4,
    );
    return [outputs[0]!, outputs[3]!];
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
  swiGlu(x: Value, { gate, up, down }: FeedForwardWeights, width: number): Value {
    const k = this.#sizes.embeddingLength;
    const both = this.weights.stackable([gate, up])
      ? this.weights.linear(x, [gate, up], k)
      : this.graph.apply("Concat", [this.linear(x, gate, k), this.linear(x, up, k)], { axis: -1 });
    return this.weights.gatedLinear(both, down, width);
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
    if (!this.weights.stackable(names)) return names.map((name) => this.linear(x, name, embeddingLength));
    const packed = this.weights.linear(x, names, embeddingLength);
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
}

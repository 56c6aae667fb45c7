import type { Hyperparameters } from "../architectures/hyperparameters.ts";
import type { Gguf } from "../gguf/header.ts";
import type { Pooling } from "../runner/types.ts";
import type { ActivationFunction, Activations } from "./activations.ts";
import { type AttentionLayer, DecoderGraph, type Projections } from "./decoder-graph.ts";
import { ArchitectureError } from "./error.ts";
import type { Value } from "./graph.ts";
import { packedAttention, type SharedProjections } from "./packed-attention.ts";

/** What embeddings a graph gives. */
export interface EncoderOptions {
  readonly pooling: Pooling;
  /** Whether tokens look at earlier ones only. */
  readonly isCausal: boolean;
  /** Whether products keep more of their inputs than eight bits. */
  readonly isFine?: boolean;
  /** How a classifier pools: like {@link EncoderOptions.pooling}, which says "rank" then. */
  readonly classifierPooling?: "mean" | "cls" | "last" | undefined;
}

/**
 * The operators that encoders are composed of, and decoders that give embeddings: the rows are the tokens of several texts,
 * one behind the other, and nothing is kept between runs.
 */
export class EncoderGraph extends DecoderGraph {
  readonly isCausal: boolean;
  /** Tokens of the longest text that the model has positions for. */
  mostPositions = Number.POSITIVE_INFINITY;
  /** Whether the second text of a pair is told from the first. */
  hasTokenTypes = false;
  /** Projections of earlier layers, for those that share them. */
  readonly projections: SharedProjections = new Map();
  readonly #pooling: Pooling;
  #classifierPooling: EncoderOptions["classifierPooling"];
  #classifierActivation: ActivationFunction = { kind: "tanh" };

  constructor(gguf: Gguf, sizes: Hyperparameters, weightsFile: string, options: EncoderOptions) {
    super(gguf, sizes, weightsFile, true);
    this.isCausal = options.isCausal;
    this.weights.isFine = options.isFine ?? false;
    this.#pooling = options.pooling;
    this.#classifierPooling = options.classifierPooling;
  }

  /** First rows of the texts, and the end of the last one: `[texts + 1]`. */
  get textStarts(): Value {
    return this.declareInput("text_starts", "int32", ["starts"]);
  }

  override attention(layer: AttentionLayer, projections: Projections): Activations {
    return packedAttention(this, layer, projections);
  }

  override declareState(): never {
    throw new ArchitectureError("embeddings of models with recurrent layers are not supported");
  }

  /** Embeddings of the tokens' places within their texts. */
  embedPositions(): Activations {
    this.mostPositions = Math.min(this.mostPositions, this.weights.rowsOf("position_embd.weight"));
    return this.weights.rows("position_embd.weight", this.positions);
  }

  /** Embeddings of the texts that tokens are of: the only one or first, or the second of a pair. */
  embedTokenTypes(): Activations {
    this.hasTokenTypes = this.weights.rowsOf("token_types.weight") > 1;
    return this.weights.rows("token_types.weight", this.declareInput("token_type_ids", "int64", ["batch", "rows"]));
  }

  /** How a classifier works, where the file doesn't say and the family has something else than the first token and tanh. */
  classifier(activation: ActivationFunction, pooling: "mean" | "cls"): void {
    this.#classifierActivation = activation;
    this.#classifierPooling ??= pooling;
  }

  /** The model's output: the embeddings of the texts, or with pooling "none" of each token. */
  override head(x: Activations): void {
    const y = this.#pooling === "rank" ? this.#classify(x) : this.#embed(x);
    this.logitsLength = y.width;
    this.graph.output("embeddings", y, "float32", ["batch", "texts", "dimensions"]);
  }

  #pool(x: Activations, pooling: Pooling): Activations {
    if (pooling === "mean") return { ...this.graph.apply("MeanPool", [x, this.textStarts]), width: x.width };
    const rows = this.declareInput(pooling === "last" ? "last_rows" : "first_rows", "int64", ["texts"]);
    return { ...this.graph.apply("Gather", [x, rows], { axis: 1 }), width: x.width };
  }

  /** sentence-transformers' dense layers behind the pooling, where the file has them. */
  #embed(x: Activations): Activations {
    const dense = ["dense_2", "dense_3"].filter((name) => this.has(name));
    const pooled = this.#pooling === "none" ? x : this.#pool(x, this.#pooling);
    return dense.reduce((y, name) => this.linear(y, name), pooled);
  }

  /** Scores of labels: a layer with an activation and a norm, then the labels; each where the file has it. */
  #classify(x: Activations): Activations {
    let y = this.#pool(x, this.#classifierPooling ?? (this.isCausal ? "last" : "cls"));
    if (this.has("cls")) {
      y = this.activation(this.linear(y, "cls"), this.#classifierActivation);
      if (this.has("cls.norm")) y = this.layerNorm(y, "cls.norm");
    }
    if (this.has("cls.output")) y = this.linear(y, "cls.output");
    else if (!this.has("cls"))
      throw new ArchitectureError("a model that ranks has no classifier: tensor cls.output.weight is missing");
    // Rerankers made of Qwen 3 say "yes" or "no".
    if (!this.sizes.architecture.startsWith("qwen3")) return y;
    return { ...this.graph.apply("Softmax", [y], { axis: -1 }), width: y.width };
  }
}

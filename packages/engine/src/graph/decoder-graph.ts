import type { Hyperparameters } from "../architectures/hyperparameters.ts";
import type { Rope } from "../architectures/rope.ts";
import type { Temperature } from "../architectures/temperature.ts";
import type { Gguf } from "../gguf/header.ts";
import type { ElementType } from "../ort/element-type.ts";
import type { Activations } from "./activations.ts";
import { attention, groupQueryAttention } from "./attention.ts";
import { ArchitectureError } from "./error.ts";
import type { Dim, Value } from "./graph.ts";
import { Operators } from "./operators.ts";
import type { LayerState } from "./state.ts";

/** An attention layer: its sizes, and what is special about it. */
export interface AttentionLayer {
  /** Names the layer's keys and values. */
  readonly layer: number;
  readonly heads: number;
  readonly kvHeads: number;
  readonly keyDim: number;
  readonly valueDim: number;
  readonly rope?: Rope | undefined;
  /** Whether queries and keys are rotated already; `rope` says how. */
  readonly isRotated?: boolean;
  /** What scores are multiplied by; 1 / sqrt(keyDim) if absent. */
  readonly scale?: number | undefined;
  /** Latest tokens that a token looks at. */
  readonly window?: number | undefined;
  /** Whether the window is the block of `window` tokens that a token belongs to. */
  readonly isChunked?: boolean;
  /** Scores s become c · tanh(s / c). */
  readonly softcap?: number | undefined;
  /** Tokens behind its own that a token looks at, where the model isn't causal; all if absent. */
  readonly ahead?: number | undefined;
  /** What scores of each head fall by with every position between two tokens (ALiBi, Press et al. 2022, arXiv 2108.12409). */
  readonly slopes?: readonly number[] | undefined;
  /** A further score of each head, which takes attention away from all tokens: `[heads]`. */
  readonly sinks?: Value | undefined;
  /** The layer whose keys and values these queries look at; then there are none of their own. */
  readonly shares?: number | undefined;
}

/** Queries, keys and values: side by side in `q`, or each by itself. */
export interface Projections {
  readonly q: Activations;
  readonly k?: Activations | undefined;
  readonly v?: Activations | undefined;
}

/** The operators that decoders are composed of: those of {@link Operators}, and those that look at earlier tokens. */
export class DecoderGraph extends Operators {
  /** In the order of their inputs. */
  readonly states: LayerState[] = [];
  /** The tables `cos.N` and `sin.N` that the graph reads. */
  readonly ropes: Rope[] = [];
  /** Inputs besides ropes and states, by name. */
  readonly inputs: string[] = [];
  /** Logits per row, or the width of an embedding. */
  logitsLength = 0;
  /** Tokens that have an embedding. */
  embeddedTokens = Number.POSITIVE_INFINITY;
  /** The temperature of a position, where the graph asks for it. */
  temperatureOf: Temperature | undefined;
  readonly #sizes: Hyperparameters;
  readonly #inputs = new Map<string, Value>();

  /** `kernels`: whether Cria's operators do the work, or ONNX Runtime's on f32 weights. */
  constructor(gguf: Gguf, sizes: Hyperparameters, weightsFile: string, kernels: boolean) {
    super(gguf, sizes.epsilon, weightsFile, kernels);
    this.#sizes = sizes;
  }

  /** Token embeddings of the input ids. */
  embed(name = "token_embd"): Activations {
    this.embeddedTokens = Math.min(this.embeddedTokens, this.weights.rowsOf(`${name}.weight`));
    return this.weights.rows(`${name}.weight`, this.declareInput("input_ids", "int64", ["batch", "rows"]));
  }

  /** Grouped-query attention over the layer's keys and values, before the output projection. */
  attention(layer: AttentionLayer, projections: Projections): Activations {
    const operator = this.kernels ? attention : groupQueryAttention;
    return operator(this, layer, projections);
  }

  /** The logits of the wanted rows, and the model's output: x · Wᵀ with the head, or the embedding where there is none. */
  head(x: Activations, finish: (logits: Activations) => Activations = (logits) => logits): void {
    const rows = this.declareInput("output_rows", "int64", ["outputs"]);
    const selected = { ...this.graph.apply("Gather", [x, rows], { axis: 1 }), width: x.width };
    const logits = finish(this.linear(selected, this.has("output") ? "output" : "token_embd"));
    this.logitsLength = logits.width;
    this.graph.output("logits", logits, "float32", ["batch", "outputs", "vocabulary"]);
  }

  /** Tokens that a sequence has behind this run, less one: `[batch]`; negative where a row of the batch is unused. */
  get lengths(): Value {
    return this.declareInput("seqlens_k", "int32", ["batch"]);
  }

  /** Position of the first row of each sequence's windows: `[batch]`. */
  get windowBase(): Value {
    return this.declareInput("window_base", "int32", ["batch"]);
  }

  get positions(): Value {
    return this.declareInput("position_ids", "int64", ["batch", "rows"]);
  }

  get totalLength(): Value {
    return this.declareInput("total_sequence_length", "int32", []);
  }

  /** q times the temperature of each token's position. */
  tempered(q: Activations, temperature: Temperature): Activations {
    this.temperatureOf = temperature;
    return this.multiply(q, {
      ...this.declareInput("attention_temperature", "float32", ["batch", "rows", 1]),
      width: 1,
    });
  }

  /** The tables of a rotation. */
  rotation(rope: Rope): { readonly cos: Value; readonly sin: Value } {
    const key = JSON.stringify(rope);
    let index = this.ropes.findIndex((other) => JSON.stringify(other) === key);
    if (index < 0) {
      if (rope.dim < 2 || rope.dim % 2 !== 0) throw new ArchitectureError(`${rope.dim} channels can't rotate in pairs`);
      index = this.ropes.push(rope) - 1;
      for (const table of ["cos", "sin"]) this.graph.input(`${table}.${index}`, "float32", ["positions", rope.dim / 2]);
    }
    return { cos: { name: `cos.${index}` }, sin: { name: `sin.${index}` } };
  }

  /** x with its heads, each `headDim` wide, rotated: for families that do more with them before attention. */
  rotate(x: Activations, rope: Rope, headDim: number): Activations {
    const { cos, sin } = this.rotation(rope);
    const attributes = {
      interleaved: rope.interleaved ? 1 : 0,
      num_heads: x.width / headDim,
      rotary_embedding_dim: rope.dim,
    };
    return { ...this.graph.apply("RotaryEmbedding", [x, this.positions, cos, sin], attributes), width: x.width };
  }

  /** Inputs for a state's tensors, and the names of the outputs that replace them. */
  declareState(state: LayerState): { readonly past: Value[]; readonly present: readonly string[] } {
    const known = this.states.some(({ name, kind }) => name === state.name && kind === state.kind);
    const window = state.kind === "keys-values" ? state.window : undefined;
    if (window !== undefined && this.states.some((s) => s.kind === "keys-values" && (s.window ?? window) !== window)) {
      throw new ArchitectureError("windows of different length in one model are not supported");
    }
    if (!known) this.states.push(state);
    const parts = tensorsOf(state);
    const declare = ({ name, shape }: StateTensor) => this.graph.input(`past_${name}`, "float32", shape);
    return {
      past: parts.map((part) => (known ? { name: `past_${part.name}` } : declare(part))),
      present: parts.map(({ name }) => `present_${name}`),
    };
  }

  /** Makes values the outputs that replace a state. */
  keepState(state: LayerState, values: readonly Value[]): void {
    for (const [i, { name, shape }] of tensorsOf(state).entries()) {
      this.graph.output(`present_${name}`, values[i]!, "float32", shape);
    }
  }

  get sizes(): Hyperparameters {
    return this.#sizes;
  }

  protected declareInput(name: string, type: ElementType, shape: readonly Dim[]): Value {
    let value = this.#inputs.get(name);
    if (!value) {
      value = this.graph.input(name, type, shape);
      this.#inputs.set(name, value);
      this.inputs.push(name);
    }
    return value;
  }
}

interface StateTensor {
  readonly name: string;
  readonly shape: readonly Dim[];
}

/** The tensors that a state consists of, by their names behind `past_` and `present_`. */
export function tensorsOf(state: LayerState): StateTensor[] {
  if (state.kind === "recurrent") return [{ name: `state.${state.name}`, shape: ["batch", ...state.shape] }];
  const { name, kvHeads, keyDim, valueDim } = state;
  const capacity = state.window === undefined ? "capacity" : "window_capacity";
  return [
    { name: `key.${name}`, shape: ["batch", kvHeads, capacity, keyDim] },
    { name: `value.${name}`, shape: ["batch", kvHeads, capacity, valueDim] },
  ];
}

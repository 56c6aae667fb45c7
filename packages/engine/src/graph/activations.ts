import type { Graph, Value } from "./graph.ts";

/** f32 activations `[batch, rows, width]`. */
export interface Activations extends Value {
  readonly width: number;
}

/** The functions that `Activation` computes (`native/operators/activation.h`). */
export type ActivationKind =
  | "silu"
  | "gelu"
  | "gelu_erf"
  | "gelu_quick"
  | "sigmoid"
  | "tanh"
  | "softplus"
  | "exp"
  | "relu"
  | "relu2"
  | "softcap"
  | "swiglu_oai";

/** A function of activations, with its parameters if it has any. */
export interface ActivationFunction {
  readonly kind: ActivationKind;
  readonly alpha?: number;
  readonly limit?: number;
}

/** The attributes of operators that apply a function. */
export function attributesOf({ kind, alpha, limit }: ActivationFunction) {
  return { kind, alpha: { float: alpha ?? 0 }, limit: { float: limit ?? 0 } };
}

/**
 * A sum that is added up when somebody asks for its name. An RMSNorm that comes first adds it up by itself, in one pass
 * over the memory.
 */
export class Sum implements Activations {
  readonly width: number;
  readonly terms: readonly [Activations, Activations];
  readonly #graph: Graph;
  #name: string | undefined;

  constructor(graph: Graph, terms: readonly [Activations, Activations]) {
    this.#graph = graph;
    this.terms = terms;
    this.width = terms[0].width;
  }

  get isPending(): boolean {
    return this.#name === undefined;
  }

  get name(): string {
    this.#name ??= this.#graph.apply("Add", this.terms).name;
    return this.#name;
  }

  /** Says where the sum was computed. */
  resolve(value: Value): void {
    this.#name = value.name;
  }
}

import type { Gguf } from "../gguf/header.ts";
import { type ActivationFunction, type Activations, attributesOf, Sum } from "./activations.ts";
import { ArchitectureError } from "./error.ts";
import { Graph, type Value } from "./graph.ts";
import { WeightOperators } from "./weight-operators.ts";

/** A gated feed-forward network's tensors, by their names without `.weight`. */
export interface FeedForward {
  readonly gate: string;
  readonly up: string;
  readonly down: string;
}

export const silu: ActivationFunction = { kind: "silu" };
export const gelu: ActivationFunction = { kind: "gelu" };

/**
 * The operators without memory of earlier tokens. Tensors are named as in the file, without `.weight`; a tensor of the
 * same name with `.bias` is used where the file has it. Each throws {@link ArchitectureError} when shapes don't fit.
 */
export class Operators {
  readonly graph: Graph;
  readonly weights: WeightOperators;
  /** Whether Cria's operators do the work, or ONNX Runtime's on f32 weights. */
  protected readonly kernels: boolean;
  protected readonly epsilon: number;

  constructor(gguf: Gguf, epsilon: number, weightsFile: string, kernels: boolean) {
    this.graph = new Graph(weightsFile);
    this.weights = new WeightOperators(this.graph, gguf, kernels);
    this.kernels = kernels;
    this.epsilon = epsilon;
  }

  /** Whether the file has a tensor `name.weight`. */
  has(name: string): boolean {
    return this.weights.has(`${name}.weight`);
  }

  add(a: Activations, b: Activations): Activations {
    expectWidth("the sum of two values", b, a.width);
    return new Sum(this.graph, [a, b]);
  }

  /** a · b, element by element; b may be one number per row. */
  multiply(a: Activations, b: Activations): Activations {
    if (b.width !== 1) expectWidth("the product of two values", b, a.width);
    return { ...this.graph.apply("Mul", [a, b]), width: a.width };
  }

  scale(x: Activations, factor: number): Activations {
    if (factor === 1) return x;
    return { ...this.graph.apply("Mul", [x, this.graph.scalar(factor)]), width: x.width };
  }

  /** x · w, where w is a tensor of one number, or of one per channel. */
  scaleBy(x: Activations, tensor: string): Activations {
    const { width, ...vector } = this.weights.vector(tensor);
    if (width !== 1 && width !== x.width) throw new ArchitectureError(`tensor ${tensor} has ${width} elements`);
    return { ...this.graph.apply("Mul", [x, vector]), width: x.width };
  }

  /** x + b, where b is a tensor of one number per channel. */
  shiftBy(x: Activations, tensor: string): Activations {
    const vector = this.weights.vector(tensor);
    expectWidth(`what ${tensor} is added to`, x, vector.width);
    return { ...this.graph.apply("Add", [x, vector]), width: x.width };
  }

  /** x · Wᵀ + b. */
  linear(x: Activations, name: string): Activations {
    return this.weights.linear(x, [`${name}.weight`]);
  }

  /** Several projections of x, each {@link linear}: one product where their weights can be one matrix. */
  project(x: Activations, names: readonly string[]): Activations[] {
    const weights = names.map((name) => `${name}.weight`);
    if (!this.weights.stackable(weights)) return names.map((name) => this.linear(x, name));
    const widths = weights.map((weight) => this.weights.rowsOf(weight));
    return this.split(this.weights.linear(x, weights), widths);
  }

  /** RMSNorm: x / sqrt(mean(x²) + ε) · w; without a name, w is 1. */
  rmsNorm(x: Activations, name?: string): Activations {
    const weight = name === undefined ? undefined : this.weights.vector(this.#normTensor(name));
    if (weight) expectWidth(`what ${name}.weight normalises`, x, weight.width);
    const epsilon = { float: this.epsilon };
    const [a, b] = x instanceof Sum && x.isPending ? x.terms : [x, undefined];
    const outputs = this.kernels
      ? this.graph.node("RmsNorm", [a, weight, b], { epsilon }, b ? 2 : 1)
      : this.graph.node(
          b ? "SkipSimplifiedLayerNormalization" : "SimplifiedLayerNormalization",
          b ? [a, b, weight] : [a, weight],
          b ? { epsilon } : { epsilon, axis: -1, stash_type: 1 },
          b ? 4 : 1,
        );
    if (b) (x as Sum).resolve(outputs.at(-1)!);
    return { ...outputs[0]!, width: x.width };
  }

  /** RMSNorm of each part of x that is as wide as the norm's weight, such as each head. */
  groupRmsNorm(x: Activations, name: string): Activations {
    const { width } = this.weights.vector(`${name}.weight`);
    return this.inGroups(x, width, (group) => this.rmsNorm(group, name));
  }

  /** (x − mean) / sqrt(variance + ε) · w + b; without a name, w is 1 and b is 0. */
  layerNorm(x: Activations, name?: string, epsilon = this.epsilon): Activations {
    this.#needsKernels("LayerNorm");
    const weight = name === undefined ? undefined : this.weights.vector(`${name}.weight`);
    const bias = this.weights.has(`${name}.bias`) ? this.weights.vector(`${name}.bias`) : undefined;
    for (const part of [weight, bias]) if (part) expectWidth(`what ${name} normalises`, x, part.width);
    const attributes = { epsilon: { float: epsilon } };
    return { ...this.graph.apply("LayerNorm", [x, weight, bias], attributes), width: x.width };
  }

  /** x / sqrt(Σx² + ε). */
  l2Norm(x: Activations): Activations {
    this.#needsKernels("L2Norm");
    // An RMSNorm takes the mean of the squares instead of their sum.
    const normed = this.graph.apply("RmsNorm", [x], { epsilon: { float: this.epsilon / x.width } });
    return this.scale({ ...normed, width: x.width }, 1 / Math.sqrt(x.width));
  }

  /** f(x), or f(x) · u. */
  activation(x: Activations, f: ActivationFunction, u?: Activations): Activations {
    this.#needsKernels("Activation");
    if (u) expectWidth("what a gate gates", u, x.width);
    else if (f.kind === "swiglu_oai") throw new ArchitectureError("a gate has nothing to gate: its tensor is missing");
    return { ...this.graph.apply("Activation", [x, u], { ...attributesOf(f), packed: 0 }), width: x.width };
  }

  /** The gated feed-forward network (f(x · gateᵀ) · (x · upᵀ)) · downᵀ. Without a gate, up holds both, gates first. */
  gatedFeedForward(x: Activations, { gate, up, down }: FeedForward, f = silu): Activations {
    const names = this.has(gate) ? [gate, up] : [up];
    const weights = names.map((name) => `${name}.weight`);
    const both = this.weights.stackable(weights)
      ? this.weights.linear(x, weights)
      : this.concat(names.map((name) => this.linear(x, name)));
    return this.weights.gatedLinear(both, `${down}.weight`, f);
  }

  /** f(x · upᵀ) · downᵀ. */
  feedForward(x: Activations, { up, down }: Pick<FeedForward, "up" | "down">, f: ActivationFunction): Activations {
    return this.linear(this.activation(this.linear(x, up), f), down);
  }

  split(x: Activations, widths: readonly number[]): Activations[] {
    const total = widths.reduce((sum, width) => sum + width, 0);
    expectWidth("what is split", x, total);
    if (widths.length === 1) return [x];
    const parts = this.graph.node("Split", [x, this.graph.constant(widths)], { axis: -1 }, widths.length);
    return parts.map((part, i) => ({ ...part, width: widths[i]! }));
  }

  concat(parts: readonly Activations[]): Activations {
    const width = parts.reduce((sum, part) => sum + part.width, 0);
    if (parts.length === 1) return parts[0]!;
    return { ...this.graph.apply("Concat", parts, { axis: -1 }), width };
  }

  /** Applies an operator to parts of x, each `width` wide, as if they were rows. */
  inGroups(x: Activations, width: number, apply: (groups: Activations) => Activations): Activations {
    if (x.width === width) return apply(x);
    const count = x.width / width;
    if (!Number.isInteger(count)) throw new ArchitectureError(`${x.width} channels are no groups of ${width}`);
    const groups = this.reshape(x, [0, 0, count, width], width);
    const done = apply(groups);
    return this.reshape(done, [0, 0, count * done.width], count * done.width);
  }

  /** Takes apart what lies side by side in each of so many groups, such as heads: each `[batch, rows, count, width]`. */
  splitGroups(x: Activations, count: number, widths: readonly number[]): Activations[] {
    const each = widths.reduce((sum, width) => sum + width, 0);
    expectWidth(`what ${count} groups are made of`, x, count * each);
    return this.split(this.reshape(x, [0, 0, count, each], each), widths);
  }

  /** Groups `[batch, rows, count, width]` side by side again. */
  joinGroups(x: Activations, count: number): Activations {
    return this.reshape(x, [0, 0, count * x.width], count * x.width);
  }

  /** The same elements in another shape, `width` wide; 0 keeps a dimension, −1 takes what is left. */
  reshape(x: Value, shape: readonly number[], width: number): Activations {
    return { ...this.graph.apply("Reshape", [x, this.graph.constant(shape)]), width };
  }

  /** Files of Falcon-H1 have a norm without the suffix. */
  #normTensor(name: string): string {
    return this.weights.has(name) ? name : `${name}.weight`;
  }

  #needsKernels(operator: string): void {
    if (!this.kernels) throw new ArchitectureError(`${operator} is computed by Cria's own operators only`);
  }
}

export function expectWidth(what: string, x: Activations, width: number): void {
  if (x.width !== width) throw new ArchitectureError(`${what} has ${x.width} channels, not ${width}`);
}

import { tensorTypeNamed } from "@cria/engine";
import type { Keys } from "./values.ts";
import { bytesOf, type WeightType } from "./weight-types.ts";

/** A model of some architecture and size: all that its file has, whatever type its matrices get. */
export interface Shape {
  /** Short name, as given to `--shapes` and used in file names. */
  readonly id: string;
  /** Name printed in tables. */
  readonly title: string;
  /** `general.architecture`. */
  readonly architecture: string;
  readonly vocabSize: number;
  /** The architecture's metadata, by names without the architecture's own. */
  readonly keys: Keys;
  /** In the order of the file. */
  readonly parts: readonly Part[];
}

/** A tensor of a shape. */
export interface Part {
  readonly name: string;
  /** Row length first, as GGUF stores it: `[length]`, `[columns, rows]` or `[columns, rows, experts]`. */
  readonly dims: readonly number[];
  /** The type that it has in every file of the shape; absent for matrices, which have the one that is asked for. */
  readonly type?: WeightType;
  /** What it holds; random weights where that is absent. */
  readonly values?: () => Float32Array;
  /** Root mean square of its random weights; by default 1/√dims[0]. */
  readonly deviation?: number;
}

/** A tensor of a file. */
export type TensorShape = Part & { readonly type: WeightType };

/** All tensors of a shape, in the order of the file. */
export function tensorsOf(shape: Shape, type: WeightType): TensorShape[] {
  return shape.parts.map((part) => ({ type, ...part }));
}

/** The first matrix whose rows aren't whole blocks of a type, which therefore can't have it; undefined where all can. */
export function misfit(shape: Shape, type: WeightType): Part | undefined {
  const { blockSize } = tensorTypeNamed(type);
  return matricesOf(shape).find(({ dims }) => dims[0]! % blockSize !== 0);
}

/** The tensors that have the type that is asked for. */
export function matricesOf(shape: Shape): Part[] {
  return shape.parts.filter(({ type }) => type === undefined);
}

/** Number of weights of a tensor. */
export function elementCount({ dims }: Part): number {
  return dims.reduce((product, dim) => product * dim, 1);
}

/** Bytes of a tensor's data. */
export function tensorBytes(tensor: TensorShape): number {
  return bytesOf(tensor.type, elementCount(tensor));
}

/** Number of weights of a model, a tied head counted once. */
export function parameterCount(shape: Shape): number {
  return shape.parts
    .filter(({ name }) => name !== "rope_freqs.weight")
    .reduce((sum, part) => sum + elementCount(part), 0);
}

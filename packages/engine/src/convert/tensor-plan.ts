import type { StoredTensor } from "../safetensors/read-header.ts";
import type { Config } from "./config.ts";
import { type EightBitTensor, withScales } from "./eight-bit.ts";
import { CheckpointError } from "./error.ts";
import type { Family } from "./family.ts";

const floatTypes = ["F32", "F16", "BF16"] as const;

/** Types of floats that both formats have. */
export type FloatType = (typeof floatTypes)[number];

/** A stored tensor of floats. */
export type FloatTensor = (StoredTensor & { readonly type: FloatType }) | EightBitTensor;

/** The type that a tensor has in GGUF, which knows no floats of 8 bits. */
export function widened({ type }: FloatTensor): FloatType {
  return type === "F8_E4M3" || type === "F8_E5M2" ? "BF16" : type;
}

/** A tensor to write, and how it comes from stored ones. */
export interface TensorPlan {
  readonly name: string;
  /** Sizes from the contiguous dimension outwards. */
  readonly dims: readonly number[];
  readonly type: FloatType;
  /** Behind each other. */
  readonly parts: readonly FloatTensor[];
  /** Heads whose rows become neighbouring pairs; undefined where rows stay. */
  readonly pairedHeads: number | undefined;
  /** Added to every element. */
  readonly offset: number;
}

/** Matrices that stay precise: small, and of great effect. */
const precise = /(?:_norm|ffn_gate_inp|ffn_gate_inp_shexp|position_embd|token_types)\.weight$/;

/**
 * What becomes of the tensors of a folder. Throws {@link CheckpointError} for a tensor that nobody knows, of a type that
 * can't be converted, or that does not fit its like.
 */
export function planTensors(
  tensors: ReadonlyMap<string, StoredTensor>,
  family: Family,
  config: Config,
): Map<string, TensorPlan> {
  const plans = new Map<string, TensorPlan>();
  const experts = new Map<string, Map<number, FloatTensor>>();
  for (const tensor of withScales(tensors, config)) {
    const renamed = family.rename(tensor.name);
    if (renamed === undefined) continue;
    if (renamed === null) throw new CheckpointError(`tensor "${tensor.name}" is not one of such a model`);
    const { name, expert } = renamed;
    if (!isFloat(tensor)) throw new CheckpointError(`tensor "${tensor.name}" is of type ${tensor.type}, not of floats`);
    if (expert !== undefined) {
      const found = experts.get(name) ?? new Map<number, FloatTensor>();
      experts.set(name, found.set(expert, tensor));
      continue;
    }
    if (plans.has(name)) throw new CheckpointError(`tensor "${tensor.name}" is there twice`);
    plans.set(name, planOf(name, [tensor], tensor.shape, family, config));
  }
  for (const [name, found] of experts) {
    const parts = inOrder(name, found);
    plans.set(name, planOf(name, parts, [parts.length, ...parts[0]!.shape], family, config));
  }
  return plans;
}

function isFloat(tensor: StoredTensor | EightBitTensor): tensor is FloatTensor {
  return "scales" in tensor || (floatTypes as readonly string[]).includes(tensor.type);
}

function inOrder(name: string, found: ReadonlyMap<number, FloatTensor>): FloatTensor[] {
  const parts = Array.from({ length: found.size }, (_, expert) => {
    const part = found.get(expert);
    if (part === undefined) throw new CheckpointError(`expert ${expert} of "${name}" is missing`);
    return part;
  });
  const [first] = parts;
  if (parts.every(({ shape, type }) => type === first!.type && `${shape}` === `${first!.shape}`)) return parts;
  throw new CheckpointError(`the experts of "${name}" are not of one shape and type`);
}

function planOf(
  name: string,
  parts: readonly FloatTensor[],
  shape: readonly number[],
  family: Family,
  config: Config,
): TensorPlan {
  const pairedHeads = family.headsToPair?.(name, config);
  const rows = shape[0] ?? 1;
  if (pairedHeads !== undefined && (pairedHeads === 0 || rows % (2 * pairedHeads) !== 0)) {
    throw new CheckpointError(`tensor "${name}" has ${rows} rows, which are no ${pairedHeads} heads`);
  }
  const isVector = shape.length <= 1;
  if (shape.length > 4 || shape.some((size) => size === 0)) {
    throw new CheckpointError(`tensor "${name}" has the shape [${shape.join(", ")}]`);
  }
  return {
    name,
    dims: shape.length === 0 ? [1] : shape.toReversed(),
    type: isVector || !name.endsWith(".weight") || precise.test(name) ? "F32" : widened(parts[0]!),
    parts,
    pairedHeads,
    offset: family.offset?.(name) ?? 0,
  };
}

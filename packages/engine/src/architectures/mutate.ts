import type { Gguf, GgufTensor } from "../gguf/header.ts";
import { tensorTypeNamed } from "../gguf/tensor-types.ts";
import type { GgufValue } from "../gguf/value.ts";

/** Numbers that keys are not meant to have. */
const oddNumbers = [0, 1, 2, 3, 5, 7, 64, 255, 4096, 65_535, 2 ** 20, 2 ** 31, 2 ** 32 - 1, -1, 0.5, 1e-30, 1e30];
const oddFloats = [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, ...oddNumbers];

type Random = () => number;

/** A change, and what it is, for whoever has to find out. */
interface Mutation {
  readonly what: string;
  apply(metadata: Map<string, GgufValue>, tensors: Map<string, GgufTensor>): void;
}

/** A model's header with one to three changes to its keys and tensors; gives what was changed, too. */
export function mutate(gguf: Gguf, random: Random): { readonly gguf: Gguf; readonly changes: readonly string[] } {
  const metadata = new Map(gguf.metadata);
  const tensors = new Map(gguf.tensors);
  const changes: string[] = [];
  for (let count = 1 + Math.floor(random() * 3); count > 0; count--) {
    const mutation = random() < 0.65 ? mutateKey(metadata, random) : mutateTensor(tensors, random);
    mutation.apply(metadata, tensors);
    changes.push(mutation.what);
  }
  return { gguf: { ...gguf, metadata, tensors }, changes };
}

function pick<T>(values: readonly T[], random: Random): T {
  return values[Math.floor(random() * values.length)]!;
}

/** Keys of the architecture alone: others are the tokenizer's, or mean nothing to the graph. */
function mutateKey(metadata: ReadonlyMap<string, GgufValue>, random: Random): Mutation {
  const keys = [...metadata.keys()].filter((key) => !key.startsWith("tokenizer.") && !key.startsWith("general."));
  if (keys.length === 0) return { what: "nothing", apply() {} };
  const key = pick(keys, random);
  const value = changed(metadata.get(key)!, random);
  if (value === undefined) return { what: `${key} removed`, apply: (all) => all.delete(key) };
  return { what: `${key} = ${describe(value)}`, apply: (all) => all.set(key, value) };
}

function changed(value: GgufValue, random: Random): GgufValue | undefined {
  const kind = random();
  if (kind < 0.1) return undefined;
  if (kind < 0.15) return { type: "string", value: pick(["", "yarn", "linear", "none", "longrope", "x"], random) };
  if (kind < 0.2) return { type: "bool", value: random() < 0.5 };
  if (value.type === "array" && value.elementType !== "string") {
    const numbers = Array.from(value.value as Iterable<number>, Number);
    if (kind < 0.4) numbers.pop();
    else if (kind < 0.5) numbers.length = 0;
    else if (numbers.length > 0) numbers[Math.floor(random() * numbers.length)] = pick(oddNumbers, random);
    return { type: "array", elementType: "i32", value: Int32Array.from(numbers) };
  }
  if (kind < 0.3) return { type: "array", elementType: "i32", value: Int32Array.of(1, 2, 3) };
  if (value.type === "f32" || value.type === "f64") return { type: "f32", value: pick(oddFloats, random) };
  if (typeof value.value !== "number") return { type: "u32", value: pick(oddNumbers, random) };
  const near = [value.value - 1, value.value + 1, 2 * value.value, value.value / 2];
  return { type: "u32", value: pick([...near, ...oddNumbers], random) };
}

function mutateTensor(tensors: ReadonlyMap<string, GgufTensor>, random: Random): Mutation {
  const name = pick([...tensors.keys()], random);
  const tensor = tensors.get(name)!;
  const replace = (next: GgufTensor, what: string): Mutation => ({
    what: `${name} ${what}`,
    apply: (_, all) => all.set(name, next),
  });
  const kind = random();
  if (kind < 0.25) return { what: `${name} removed`, apply: (_, all) => all.delete(name) };
  if (kind < 0.4) {
    const other = pick([...tensors.keys()], random);
    return replace({ ...tensors.get(other)!, name }, `is ${other}`);
  }
  if (kind < 0.5) {
    const type = tensorTypeNamed(pick(["F32", "F16", "Q8_0", "Q4_K", "IQ2_XXS"] as const, random));
    return replace({ ...tensor, type }, `has type ${type.name}`);
  }
  const dims = [...tensor.dims];
  const at = Math.floor(random() * dims.length);
  if (kind < 0.65) dims.reverse();
  else if (kind < 0.75) dims.push(1);
  else
    dims[at] = Math.max(
      1,
      pick([dims[at]! - 1, dims[at]! + 1, dims[at]! * 2, Math.floor(dims[at]! / 2), 1, 32], random),
    );
  const elementCount = dims.reduce((product, size) => product * size, 1);
  const byteLength = (elementCount / tensor.type.blockSize) * tensor.type.bytesPerBlock;
  return replace({ ...tensor, dims, elementCount, byteLength }, `has shape [${dims}]`);
}

function describe(value: GgufValue): string {
  return value.type === "array" ? `[${Array.from(value.value as Iterable<unknown>).slice(0, 8)}]` : String(value.value);
}

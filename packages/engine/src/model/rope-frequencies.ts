import { open } from "node:fs/promises";
import { type Rope, type RopeFrequencies, ropeFrequencies } from "../architectures/rope.ts";
import { GgufError } from "../gguf/error.ts";
import type { Gguf } from "../gguf/header.ts";

/** The frequencies of each rotation for contexts of `numCtx` tokens. */
export async function readFrequencies(
  gguf: Gguf,
  ropes: readonly Rope[],
  numCtx: number,
  path: string,
): Promise<(rope: Rope) => RopeFrequencies> {
  const frequencies = new Map<string, RopeFrequencies>();
  for (const rope of ropes) {
    const { longFactors } = rope;
    const name = longFactors && numCtx > longFactors.beyond ? longFactors.tensor : rope.factors;
    const factors = name === undefined ? undefined : await readRopeFactors(gguf, name, rope.dim / 2, path);
    frequencies.set(JSON.stringify(rope), ropeFrequencies(rope, factors));
  }
  return (rope) => frequencies.get(JSON.stringify(rope)) ?? ropeFrequencies(rope);
}

/** The divisors of rotary frequencies that a tensor holds, where the file has it. */
async function readRopeFactors(
  gguf: Gguf,
  name: string,
  count: number,
  path: string,
): Promise<Float32Array | undefined> {
  const tensor = gguf.tensors.get(name);
  if (!tensor) return undefined;
  if (tensor.type.name !== "F32" || tensor.elementCount !== count) {
    throw new GgufError(`${name} should be ${count} values of type F32`);
  }
  const factors = new Float32Array(tensor.elementCount);
  await using file = await open(path, "r");
  await file.read(new Uint8Array(factors.buffer), 0, factors.byteLength, tensor.offset);
  if (!factors.every((factor) => factor > 0)) throw new GgufError(`${name} holds values that are not positive`);
  return factors;
}

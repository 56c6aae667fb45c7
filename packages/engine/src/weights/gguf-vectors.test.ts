import { expect, test } from "bun:test";
import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type TensorTypeName, tensorTypeNamed } from "../gguf/tensor-types.ts";
import { kernelLibraryPath, openKernelLibrary } from "../kernels/library.ts";

type ScaleKind = "half" | "split" | "bfloat" | "byte";

interface Vector {
  readonly name: TensorTypeName;
  readonly type: number;
  readonly blockSize: number;
  readonly bytesPerBlock: number;
  readonly scale: ScaleKind;
  /** Where a block's scales begin. */
  readonly scalesAt: readonly number[];
  readonly seed: number;
  readonly blocks: number;
  readonly blocksSha256: string;
  readonly weightsSha256: string;
  /** Seven weights, equally far from each other. */
  readonly samples: readonly number[];
}

interface Vectors {
  /** Random blocks of each type. */
  readonly random: number;
  /** Blocks whose byte i is start + step · i: `[start, step]`. */
  readonly fills: readonly [number, number][];
  /** Scales that each fill is tried with. */
  readonly scales: Readonly<Record<ScaleKind, readonly number[]>>;
  readonly types: readonly Vector[];
}

/** What gguf's Python package makes of the blocks that are made here: written by `tools/gguf-vectors/generate.py`. */
const vectors: Vectors = JSON.parse(readFileSync(join(import.meta.dir, "gguf-vectors.json"), "utf8"));

/** The upper bytes of Marsaglia's xorshift32 (13, 17, 5). */
function xorshift32(seed: number): () => number {
  let state = seed;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return state >>> 24;
  };
}

function putScale(block: DataView, kind: ScaleKind, at: number, bits: number): void {
  if (kind === "byte") block.setUint8(at, bits);
  else if (kind !== "split") block.setUint16(at, bits, true);
  else {
    for (let j = 0; j < 4; j++) {
      const high = at + 2 * j + 1;
      block.setUint8(high, (block.getUint8(high) & 15) | (((bits >> (4 * j)) & 15) << 4));
    }
  }
}

function getScale(block: DataView, kind: ScaleKind, at: number): number {
  if (kind === "byte") return block.getUint8(at);
  if (kind !== "split") return block.getUint16(at, true);
  return [0, 1, 2, 3].reduce((bits, j) => bits | ((block.getUint8(at + 2 * j + 1) >> 4) << (4 * j)), 0);
}

/** Scales that are not finite lose a bit of their exponent. */
function finite(kind: ScaleKind, bits: number): number {
  if (kind === "byte") return bits === 0xff ? 0xfe : bits;
  const exponent = kind === "bfloat" ? 0x7f80 : 0x7c00;
  return (bits & exponent) === exponent ? bits & 0xbfff : bits;
}

function makeBlocks({ bytesPerBlock: size, scale: kind, scalesAt, seed, blocks }: Vector): Uint8Array<ArrayBuffer> {
  const made = new Uint8Array(blocks * size);
  const viewOf = (index: number) => new DataView(made.buffer, index * size, size);
  const random = xorshift32(seed);
  let index = 0;
  for (; index < vectors.random; index++) {
    for (let i = 0; i < size; i++) made[index * size + i] = random();
    for (const at of scalesAt) putScale(viewOf(index), kind, at, finite(kind, getScale(viewOf(index), kind, at)));
  }
  const scales = vectors.scales[kind];
  vectors.fills.forEach(([start, step], f) => {
    for (let s = 0; s < scales.length; s++, index++) {
      for (let i = 0; i < size; i++) made[index * size + i] = start + step * i;
      scalesAt.forEach((at, n) => {
        putScale(viewOf(index), kind, at, scales[(s + n * (f + 1)) % scales.length]!);
      });
    }
  });
  return made;
}

const sha256 = (data: Uint8Array | Float32Array) => createHash("sha256").update(data).digest("hex");
const withoutLibrary = !existsSync(kernelLibraryPath());

test("each type that has weights in blocks, and each float type of models, has its vectors", () => {
  expect(vectors.types).toHaveLength(28);
  for (const { name, type, blockSize, bytesPerBlock } of vectors.types) {
    expect(tensorTypeNamed(name)).toEqual({ id: type, name, blockSize, bytesPerBlock });
  }
});

test.skipIf(withoutLibrary).each(vectors.types.map((vector) => [vector.name, vector] as const))(
  "%s weights have the bits that gguf gives them (or: no kernels for this platform)",
  (_, vector) => {
    const blocks = makeBlocks(vector);
    expect(sha256(blocks)).toBe(vector.blocksSha256);
    const weights = new Float32Array(vector.blocks * vector.blockSize);
    const library = openKernelLibrary(kernelLibraryPath());
    expect(library.cria_dequantize(vector.type, blocks, vector.blocks, weights)).toBe(0);
    const between = (vectors.random * vector.blockSize) / vector.samples.length;
    expect(vector.samples.map((_, n) => weights[Math.floor(between * n) + n]!)).toEqual([...vector.samples]);
    expect(sha256(weights)).toBe(vector.weightsSha256);
  },
);

test.skipIf(withoutLibrary)("types without weights are refused (or: no kernels for this platform)", () => {
  const library = openKernelLibrary(kernelLibraryPath());
  for (const type of [-1, 4, 9, 15, 24, 28, 31, 43]) {
    const out = new Float32Array([7]);
    expect(library.cria_dequantize(type, new Uint8Array(300), 1, out)).not.toBe(0);
    expect(out[0]).toBe(7);
  }
});

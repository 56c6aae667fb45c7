import { tensorTypeNamed } from "@cria/engine";
import type { WeightType } from "./weight-types.ts";

/** A byte of each block that isn't random: of the random byte, the bits in `keep` stay, and those in `set` are added. */
export interface Stamp {
  readonly at: number;
  readonly keep: number;
  readonly set: number;
}

/** How random bytes become weights of a type. */
interface Recipe {
  /** Root mean square of the weights of blocks whose scale is 1. */
  readonly deviation: number;
  /** What a block's bytes must be for a scale. */
  stamps(scale: number): Stamp[];
  /** Changes random words so that they hold nothing that isn't a weight. */
  tame?(words: Uint32Array, scale: number): void;
}

const byte = (at: number, set: number): Stamp => ({ at, keep: 0, set });

function bitsOfHalf(value: number): number {
  return new Uint16Array(new Float16Array([value]).buffer)[0]!;
}

/** Blocks that hold F16 numbers at the places given, each a multiple of the scale; all else is random. */
function scaled(deviation: number, ...halves: readonly (readonly [at: number, multiple: number])[]): Recipe {
  return {
    deviation,
    stamps: (scale) =>
      halves.flatMap(([at, multiple]) => {
        const bits = bitsOfHalf(scale * multiple);
        return [byte(at, bits & 255), byte(at + 1, bits >> 8)];
      }),
  };
}

/**
 * Blocks of one scale whose sign stays random, since their weights are not zero on average for a scale of one sign: a mean
 * in all rows grows from layer to layer until every token looks alike, and all choose the same experts.
 */
function signed(deviation: number, at: number): Recipe {
  const { stamps } = scaled(deviation, [at, 1]);
  return {
    deviation,
    stamps: (scale) => stamps(scale).map((stamp) => (stamp.at === at ? stamp : { ...stamp, keep: 128 })),
  };
}

/**
 * Floats of four neighbouring powers of two with random signs and mantissas. `kept` are the bits of a word that stay
 * random: signs, mantissas, and the two lowest bits of each exponent; `one` has the lowest bit of each exponent.
 */
function floats(kept: number, one: number, bias: number): Recipe {
  return {
    // Squares of the powers 1, 2, 4, 8 are 21.25 on average, those of mantissas between 1 and 2 are 7/3.
    deviation: Math.sqrt((21.25 * 7) / 3),
    stamps: () => [],
    tame(words, scale) {
      const lowest = (bias + Math.round(Math.log2(scale))) * one;
      for (let i = 0; i < words.length; i++) words[i] = (words[i]! & kept) + lowest;
    },
  };
}

/** 1 where both bits of a 2-bit number are set becomes 01: 3 isn't a ternary weight. */
function withoutThrees(words: Uint32Array): void {
  for (let i = 0; i < words.length; i++) {
    const word = words[i]!;
    words[i] = word ^ (((word >>> 1) & word & 0x55555555) << 1);
  }
}

/** The scale bytes of MXFP4 (E8M0, for weights that are twice the FP4 values): a power of two. */
function powerOfTwo(scale: number): number {
  return 128 + Math.round(Math.log2(scale));
}

/** The scale byte of NVFP4 (UE4M3, halved) that is nearest. */
function unsignedFp8(scale: number): number {
  const value = (bits: number) => {
    const [exponent, mantissa] = [bits >> 3, bits & 7];
    return exponent === 0 ? mantissa * 2 ** -10 : (1 + mantissa / 8) * 2 ** (exponent - 8);
  };
  const distance = (bits: number) => Math.abs(value(bits) - scale);
  return Array.from({ length: 126 }, (_, i) => i + 1).reduce((best, bits) =>
    distance(bits) < distance(best) ? bits : best,
  );
}

/**
 * Where each type has its scales (GGUF's layouts), and what the other bytes give on average when they are random. A type
 * with minimums gets those that make its weights zero on average.
 */
const recipes: Record<WeightType, Recipe> = {
  F32: floats(0x81ffffff, 0x00800000, 127),
  F16: floats(0x8fff8fff, 0x04000400, 15),
  BF16: floats(0x81ff81ff, 0x00800080, 127),
  Q4_0: signed(4.64, 0),
  Q4_1: scaled(4.61, [0, 1], [2, -7.5]),
  Q5_0: signed(9.25, 0),
  Q5_1: scaled(9.23, [0, 1], [2, -15.5]),
  Q8_0: scaled(73.9, [0, 1]),
  Q2_K: scaled(13.9, [80, 1], [82, 1.5]),
  Q3_K: scaled(43.3, [108, 1]),
  Q4_K: scaled(258, [0, 1], [2, 7.5]),
  Q5_K: scaled(526, [0, 1], [2, 15.5]),
  Q6_K: scaled(1366, [208, 1]),
  IQ1_S: scaled(7.2, [0, 1]),
  IQ1_M: {
    deviation: 7.2,
    // The four nibbles of the scale are the highest of four 16-bit words.
    stamps: (scale) =>
      [0, 1, 2, 3].map((i) => ({ at: 49 + 2 * i, keep: 15, set: ((bitsOfHalf(scale) >> (4 * i)) & 15) << 4 })),
  },
  IQ2_XXS: scaled(53.4, [0, 1]),
  IQ2_XS: scaled(55.9, [0, 1]),
  IQ2_S: scaled(56.4, [0, 1]),
  IQ3_XXS: scaled(143, [0, 1]),
  IQ3_S: scaled(140, [0, 1]),
  IQ4_NL: signed(67.5, 0),
  IQ4_XS: scaled(1245, [0, 1]),
  TQ1_0: scaled(0.817, [52, 1]),
  TQ2_0: { ...scaled(Math.SQRT1_2, [64, 1]), tame: withoutThrees },
  MXFP4: { deviation: 5.85, stamps: (scale) => [byte(0, powerOfTwo(scale))] },
  NVFP4: { deviation: 5.85, stamps: (scale) => [0, 1, 2, 3].map((at) => byte(at, unsignedFp8(scale))) },
  Q1_0: scaled(1, [0, 1]),
  Q2_0: signed(Math.sqrt(1.5), 0),
};

/** Makes blocks of a type in place of random bytes: weights whose root mean square is about `deviation`. */
export function shapeBlocks(type: WeightType, words: Uint32Array, deviation: number): void {
  const recipe = recipes[type];
  const scale = deviation / recipe.deviation;
  recipe.tame?.(words, scale);
  const bytes = new Uint8Array(words.buffer, words.byteOffset, words.byteLength);
  const step = tensorTypeNamed(type).bytesPerBlock;
  for (const { at, keep, set } of recipe.stamps(scale)) {
    for (let i = at; i < bytes.length; i += step) bytes[i] = (bytes[i]! & keep) | set;
  }
}

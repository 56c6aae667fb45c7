import type { SamplingOptions } from "./options.ts";

export interface LlamaVector {
  readonly name: string;
  readonly vocabSize: number;
  /** Logits are rounded down to multiples of this, so that some are equal; 0 leaves them. */
  readonly step: number;
  readonly options: SamplingOptions;
  readonly tokens: readonly number[];
}

/**
 * Tokens chosen by the sampler chain of llama.cpp v0.5.0 (libllama's C API on Linux x86-64: penalties, top-k,
 * typical, top-p, min-p, temp-ext, dist, each with min_keep 0). Tokens 0 to 9, modulo the vocabulary, are accepted
 * before the first choice, then each chosen one. {@link vectorLogits} makes the logits.
 */
export const llamaVectors: readonly LlamaVector[] = [
  {
    name: "top-k, top-p and a repeat penalty",
    vocabSize: 200,
    step: 0,
    options: {
      temperature: 0.8,
      topK: 40,
      topP: 0.9,
      minP: 0,
      typicalP: 1,
      repeatPenalty: 1.1,
      repeatLastN: 64,
      presencePenalty: 0,
      frequencyPenalty: 0,
      seed: 42,
    },
    tokens: [
      124, 168, 102, 80, 158, 163, 107, 91, 175, 187, 56, 21, 62, 139, 99, 153, 138, 184, 86, 63, 189, 83, 72, 38,
    ],
  },
  {
    name: "the default chain",
    vocabSize: 2000,
    step: 0,
    options: {
      temperature: 0.8,
      topK: 40,
      topP: 0.9,
      minP: 0.05,
      typicalP: 1,
      repeatPenalty: 1,
      repeatLastN: 64,
      presencePenalty: 0,
      frequencyPenalty: 0,
      seed: 1,
    },
    tokens: [
      180, 1827, 697, 1735, 1867, 1355, 738, 1334, 144, 893, 73, 1654, 1426, 1901, 506, 848, 1418, 1081, 1939, 1651, 7,
      193, 1548, 1318,
    ],
  },
  {
    name: "the plain distribution",
    vocabSize: 2000,
    step: 0,
    options: {
      temperature: 1,
      topK: 0,
      topP: 1,
      minP: 0,
      typicalP: 1,
      repeatPenalty: 1,
      repeatLastN: 64,
      presencePenalty: 0,
      frequencyPenalty: 0,
      seed: 7,
    },
    tokens: [
      410, 717, 1938, 879, 541, 446, 89, 934, 17, 896, 1786, 575, 715, 1449, 1378, 1374, 694, 1787, 534, 1482, 530,
      1781, 349, 1605,
    ],
  },
  {
    name: "top-p alone over the whole vocabulary",
    vocabSize: 2000,
    step: 0,
    options: {
      temperature: 1.5,
      topK: 0,
      topP: 0.95,
      minP: 0,
      typicalP: 1,
      repeatPenalty: 1,
      repeatLastN: 64,
      presencePenalty: 0,
      frequencyPenalty: 0,
      seed: 123,
    },
    tokens: [
      1154, 438, 1673, 937, 1717, 1574, 51, 1702, 1010, 1300, 773, 1804, 156, 1979, 1442, 121, 1377, 893, 1860, 1388,
      1350, 1964, 1249, 1805,
    ],
  },
  {
    name: "min-p alone over the whole vocabulary",
    vocabSize: 5000,
    step: 0,
    options: {
      temperature: 0.7,
      topK: 0,
      topP: 1,
      minP: 0.1,
      typicalP: 1,
      repeatPenalty: 1,
      repeatLastN: 64,
      presencePenalty: 0,
      frequencyPenalty: 0,
      seed: 5,
    },
    tokens: [
      314, 3847, 1835, 4884, 450, 1589, 1768, 2415, 4885, 4037, 3321, 4004, 1248, 3841, 698, 1155, 725, 4241, 2523,
      2423, 3422, 50, 357, 4197,
    ],
  },
  {
    name: "typical-p after top-k, before top-p and min-p",
    vocabSize: 2000,
    step: 0,
    options: {
      temperature: 1.2,
      topK: 100,
      topP: 0.9,
      minP: 0.02,
      typicalP: 0.5,
      repeatPenalty: 1,
      repeatLastN: 64,
      presencePenalty: 0,
      frequencyPenalty: 0,
      seed: 99,
    },
    tokens: [
      1611, 1070, 66, 309, 800, 1499, 1007, 305, 1271, 1207, 1325, 1625, 1159, 984, 1707, 985, 911, 370, 1619, 849,
      1464, 1912, 1672, 798,
    ],
  },
  {
    name: "typical-p alone",
    vocabSize: 300,
    step: 0,
    options: {
      temperature: 1,
      topK: 0,
      topP: 1,
      minP: 0,
      typicalP: 0.7,
      repeatPenalty: 1,
      repeatLastN: 64,
      presencePenalty: 0,
      frequencyPenalty: 0,
      seed: 3,
    },
    tokens: [291, 70, 135, 12, 83, 1, 128, 249, 207, 140, 92, 1, 244, 41, 104, 25, 218, 197, 290, 126, 1, 240, 96, 170],
  },
  {
    name: "all penalties with a short memory",
    vocabSize: 100,
    step: 0,
    options: {
      temperature: 1.3,
      topK: 20,
      topP: 1,
      minP: 0,
      typicalP: 1,
      repeatPenalty: 1.5,
      repeatLastN: 8,
      presencePenalty: 0.5,
      frequencyPenalty: 0.25,
      seed: 11,
    },
    tokens: [61, 28, 60, 93, 25, 73, 49, 91, 39, 46, 69, 76, 17, 52, 51, 77, 30, 23, 21, 31, 16, 93, 22, 59],
  },
  {
    name: "penalties that encourage",
    vocabSize: 50,
    step: 0,
    options: {
      temperature: 2,
      topK: 0,
      topP: 1,
      minP: 0,
      typicalP: 1,
      repeatPenalty: 0.7,
      repeatLastN: 16,
      presencePenalty: -1,
      frequencyPenalty: 2,
      seed: 12,
    },
    tokens: [27, 35, 0, 31, 1, 5, 19, 2, 38, 3, 17, 44, 11, 42, 11, 5, 47, 33, 47, 37, 27, 42, 46, 5],
  },
  {
    name: "equal logits at the edge of top-k",
    vocabSize: 1000,
    step: 0.5,
    options: {
      temperature: 1,
      topK: 40,
      topP: 1,
      minP: 0,
      typicalP: 1,
      repeatPenalty: 1,
      repeatLastN: 64,
      presencePenalty: 0,
      frequencyPenalty: 0,
      seed: 21,
    },
    tokens: [
      285, 137, 964, 182, 266, 630, 222, 547, 521, 608, 413, 161, 539, 308, 841, 662, 884, 420, 214, 881, 7, 788, 280,
      281,
    ],
  },
  {
    name: "equal logits, few kept, a repeat penalty",
    vocabSize: 1000,
    step: 1,
    options: {
      temperature: 1.5,
      topK: 7,
      topP: 1,
      minP: 0,
      typicalP: 1,
      repeatPenalty: 1.2,
      repeatLastN: 32,
      presencePenalty: 0,
      frequencyPenalty: 0,
      seed: 22,
    },
    tokens: [18, 127, 51, 71, 173, 56, 47, 34, 94, 224, 132, 177, 50, 54, 160, 61, 264, 138, 49, 64, 106, 41, 67, 70],
  },
  {
    name: "equal logits under top-p",
    vocabSize: 100,
    step: 1,
    options: {
      temperature: 1.5,
      topK: 0,
      topP: 0.8,
      minP: 0,
      typicalP: 1,
      repeatPenalty: 1,
      repeatLastN: 64,
      presencePenalty: 0,
      frequencyPenalty: 0,
      seed: 23,
    },
    tokens: [93, 65, 45, 22, 78, 31, 65, 7, 64, 63, 97, 5, 75, 93, 12, 79, 73, 30, 1, 34, 41, 17, 53, 2],
  },
  {
    name: "equal logits through the chain",
    vocabSize: 128,
    step: 2,
    options: {
      temperature: 1.5,
      topK: 100,
      topP: 0.9,
      minP: 0.01,
      typicalP: 1,
      repeatPenalty: 1.1,
      repeatLastN: 64,
      presencePenalty: 0,
      frequencyPenalty: 0,
      seed: 24,
    },
    tokens: [19, 44, 124, 118, 97, 51, 85, 84, 29, 63, 108, 65, 33, 102, 75, 74, 125, 81, 25, 92, 67, 83, 88, 40],
  },
  {
    name: "top-k beyond a hundred",
    vocabSize: 500,
    step: 0,
    options: {
      temperature: 3,
      topK: 300,
      topP: 0.99,
      minP: 0,
      typicalP: 1,
      repeatPenalty: 1,
      repeatLastN: 64,
      presencePenalty: 0,
      frequencyPenalty: 0,
      seed: 25,
    },
    tokens: [
      272, 241, 298, 166, 285, 264, 70, 92, 460, 175, 438, 353, 439, 212, 355, 310, 200, 19, 355, 496, 405, 48, 484,
      301,
    ],
  },
  {
    name: "temperature 0",
    vocabSize: 500,
    step: 0,
    options: {
      temperature: 0,
      topK: 40,
      topP: 0.9,
      minP: 0,
      typicalP: 1,
      repeatPenalty: 1.1,
      repeatLastN: 64,
      presencePenalty: 0,
      frequencyPenalty: 0,
      seed: 26,
    },
    tokens: [
      369, 129, 480, 191, 94, 390, 437, 426, 353, 391, 42, 204, 361, 256, 50, 171, 497, 401, 384, 56, 228, 297, 304,
      326,
    ],
  },
  {
    name: "top-k 1 and the largest fixed seed",
    vocabSize: 3000,
    step: 0,
    options: {
      temperature: 0.9,
      topK: 1,
      topP: 0.9,
      minP: 0,
      typicalP: 1,
      repeatPenalty: 1,
      repeatLastN: 64,
      presencePenalty: 0,
      frequencyPenalty: 0,
      seed: 4294967294,
    },
    tokens: [
      2940, 2994, 25, 2708, 303, 988, 606, 538, 2351, 1420, 2491, 1608, 1923, 2466, 2918, 69, 2454, 842, 4, 225, 937,
      1807, 1854, 1055,
    ],
  },
];

/** The logits of a vector's successive choices: a linear congruential generator's values, spread over [-10, 10). */
export function vectorLogits(vector: LlamaVector): () => Float32Array {
  let state = vector.options.seed;
  const logits = new Float32Array(vector.vocabSize);
  return () => {
    for (let i = 0; i < logits.length; i++) {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
      const value = (state / 2 ** 32) * 20 - 10;
      logits[i] = vector.step > 0 ? Math.floor(value / vector.step) * vector.step : value;
    }
    return logits;
  };
}

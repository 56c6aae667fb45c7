import { gemma3 } from "./families/gemma3.ts";
import { gptOss } from "./families/gpt-oss.ts";
import { llama } from "./families/llama.ts";
import { qwen3moe } from "./families/qwen3moe.ts";
import { qwen35 } from "./families/qwen35.ts";
import type { Shape } from "./shape.ts";

const sizes = {
  embeddingLength: 256,
  blockCount: 2,
  headCount: 4,
  headCountKv: 2,
  headDim: 64,
  feedForwardLength: 512,
  vocabSize: 320,
  contextLength: 1024,
  ropeTheta: 10_000,
};
const few = { count: 8, used: 3, feedForwardLength: 256 };

/** Small shapes of all families, with every part of the large ones. */
export const tiny = {
  llama: llama({
    ...sizes,
    id: "tiny-llama",
    title: "llama",
    ropeScaling: { factor: 32, lowFreqFactor: 1, highFreqFactor: 4, originalContextLength: 8192 },
  }),
  qwen3moe: qwen3moe({ ...sizes, id: "tiny-qwen3moe", title: "qwen3moe", experts: few }),
  gemma3: gemma3({ ...sizes, id: "tiny-gemma3", title: "gemma3", blockCount: 7, window: 16 }),
  qwen35: qwen35({
    ...sizes,
    id: "tiny-qwen35",
    title: "qwen35",
    blockCount: 4,
    attentionInterval: 4,
    deltaNet: { headDim: 64, keyHeads: 2, valueHeads: 4, kernel: 4 },
    ropeDim: 32,
    ropeSections: [6, 5, 5, 0],
  }),
  "gpt-oss": gptOss({
    ...sizes,
    id: "tiny-gpt-oss",
    title: "gpt-oss",
    experts: few,
    window: 16,
    yarn: { factor: 32, originalContextLength: 32 },
  }),
} satisfies Record<string, Shape>;

export const tinyShapes: readonly Shape[] = Object.values(tiny);

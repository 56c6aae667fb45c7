import { tinyBitnets } from "./bitnet.ts";
import { tinyCoheres } from "./cohere.ts";
import { tinyDeepseeks } from "./deepseek.ts";
import { tinyDeltaNets } from "./delta-net.ts";
import { tinyGemmas } from "./gemma.ts";
import { tinyGemma3ns } from "./gemma3n.ts";
import { tinyGemma4s } from "./gemma4.ts";
import { tinyGlms } from "./glm.ts";
import { tinyGptOss } from "./gpt-oss.ts";
import { tinyGranites } from "./granite.ts";
import { tinyLfm2s } from "./lfm2.ts";
import { tinyLlamas } from "./llama.ts";
import { tinyLlamaLikes } from "./llama-like.ts";
import { tinyLlama4s } from "./llama4.ts";
import { tinyMamba2s } from "./mamba2.ts";
import { tinyMistral3s } from "./mistral3.ts";
import { tinyNemotrons } from "./nemotron.ts";
import { tinyNemotronHs } from "./nemotron-h.ts";
import { tinyOlmo2s } from "./olmo2.ts";
import { tinyOlmoes } from "./olmoe.ts";
import { tinyPhis } from "./phi.ts";
import { tinyQwens } from "./qwen.ts";
import { tinyStablelms } from "./stablelm.ts";
import { tinyStarcoders } from "./starcoder2.ts";
import type { TinyModel } from "./tiny-model.ts";

/** Makes each tiny model; in the order of their families. */
export const tinyModels: readonly (() => TinyModel)[] = [
  ...tinyLlamas,
  ...tinyGemmas,
  ...tinyGemma3ns,
  ...tinyGemma4s,
  ...tinyPhis,
  ...tinyMistral3s,
  ...tinyStarcoders,
  ...tinyStablelms,
  ...tinyCoheres,
  ...tinyGranites,
  ...tinyQwens,
  ...tinyLfm2s,
  ...tinyDeltaNets,
  ...tinyMamba2s,
  ...tinyGptOss,
  ...tinyNemotronHs,
  ...tinyDeepseeks,
  ...tinyOlmo2s,
  ...tinyLlamaLikes,
  ...tinyNemotrons,
  ...tinyBitnets,
  ...tinyGlms,
  ...tinyOlmoes,
  ...tinyLlama4s,
];

import type { Architecture } from "./architecture.ts";
import { mixture } from "./mixture.ts";
import { withPostNorms } from "./post-norms.ts";
import { preNormDecoder } from "./pre-norm-decoder.ts";
import { readRope } from "./rope.ts";
import { readRouting, readWeighting } from "./routing.ts";

/** GLM-4 and the text side of GLM-OCR: norms before and behind each part; some channels of a head rotate. */
export const glm4: Architecture = (g, sizes, keys) => {
  // Files with sections for images have channels in another order. Where there is only text, all sections turn alike.
  const [time = 0, height = 0] = keys.numbers("rope.dimension_sections") ?? [];
  const interleaved = !(time > 0 && height > 0);
  const rope = readRope(keys, { dim: sizes.ropeDim, theta: sizes.ropeTheta, interleaved });
  preNormDecoder(g, sizes, withPostNorms(g, sizes, { rope }));
};

/** GLM-4.5 to 4.7 (Zhipu AI 2025, arXiv 2508.06471): biases on q, k and v, and experts behind some dense layers. */
export const glm4moe: Architecture = (g, sizes, keys) => {
  preNormDecoder(g, sizes, {
    rope: readRope(keys, { dim: sizes.ropeDim, theta: sizes.ropeTheta, interleaved: false }),
    hasHeadNorms: g.has("blk.0.attn_q_norm"),
    feedForward: mixture(g, readRouting(keys, readWeighting(keys, "sigmoid"))),
    feedForwardNorm: "post_attention_norm",
  });
};

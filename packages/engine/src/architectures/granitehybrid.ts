import type { Architecture } from "./architecture.ts";
import { graniteFamily } from "./granite.ts";
import { mamba2Layer, readMamba2Sizes } from "./mamba2-layer.ts";
import { preNormDecoder } from "./pre-norm-decoder.ts";

/** Granite 4 H (IBM 2025): Granite where Mamba 2 replaces attention in layers without heads of keys. */
export const granitehybrid: Architecture = (g, sizes, keys) => {
  const mamba = readMamba2Sizes(keys);
  preNormDecoder(g, sizes, {
    ...graniteFamily(g, sizes, keys),
    mixer: (x, w, layer) => (sizes.headCountsKv[layer] === 0 ? mamba2Layer(g, mamba, x, w, layer) : undefined),
  });
};

import type { Architecture } from "./architecture.ts";
import { mamba2Layer, readMamba2Sizes } from "./mamba2-layer.ts";
import { onePartDecoder } from "./one-part-decoder.ts";

/** Mamba 2 (Dao and Gu 2024, arXiv 2405.21060), such as Codestral Mamba: nothing but its layers. */
export const mamba2: Architecture = (g, sizes, keys) => {
  const mamba = readMamba2Sizes(keys);
  onePartDecoder(g, sizes, (x, w, layer) => mamba2Layer(g, mamba, x, w, layer));
};

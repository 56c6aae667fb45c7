import type { Handler } from "./handler.ts";
import { hideEyes, padSections } from "./multimodal.ts";

/** Qwen2.5-VL: an architecture of its own instead of Qwen2-VL's, and an image encoder in the same file. */
export const qwen25vl: Handler = {
  architectures: ["qwen25vl"],
  isLibraryFile: () => true,
  translate(draft) {
    draft.changeArchitecture("qwen25vl", "qwen2vl");
    padSections(draft, "qwen2vl.rope.mrope_section", "qwen2vl.rope.dimension_sections");
    hideEyes(draft);
  },
};

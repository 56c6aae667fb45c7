import type { Handler } from "./handler.ts";
import { hideEyes } from "./multimodal.ts";
import { i32s, u32 } from "./values.ts";

const sections = "rope.dimension_sections";

/** Qwen3-VL: no sections of the rotation (all its sizes have the same), and an image encoder in the same file. */
export const qwen3vl: Handler = {
  architectures: ["qwen3vl", "qwen3vlmoe"],
  isLibraryFile: (file) => !file.has(`${file.architecture}.${sections}`),
  translate(draft) {
    const { architecture } = draft;
    draft.set(`${architecture}.${sections}`, i32s([24, 20, 20, 0]));
    const layers = draft.integers(`${architecture}.vision.deepstack_visual_indexes`)?.length ?? 0;
    draft.setDefault(`${architecture}.n_deepstack_layers`, u32(layers));
    hideEyes(draft);
  },
};

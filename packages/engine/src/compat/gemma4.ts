import type { Handler } from "./handler.ts";
import { hasEyes, hideEars, hideEyes } from "./multimodal.ts";
import { text } from "./values.ts";

const tower = "model.vision_tower.";

/**
 * Gemma 4: encoders of sound and images in the same file, a tokenizer that is said to be SentencePiece's, and another name
 * for the experts' scales. The experts' gates and values stay two tensors, which llama.cpp reads as well.
 */
export const gemma4: Handler = {
  architectures: ["gemma4"],
  isLibraryFile: (file) =>
    hasEyes(file) || file.hasTensors("a.", tower) || file.text("tokenizer.ggml.model") === "llama",
  translate(draft) {
    if (draft.text("tokenizer.ggml.model") === "llama") draft.set("tokenizer.ggml.model", text("gemma4"));
    hideEyes(draft);
    hideEars(draft);
    draft.hide(tower);
    draft.renameAll(/\.ffn_gate_inp\.per_expert_scale$/, ".ffn_down_exps.scale");
  },
};

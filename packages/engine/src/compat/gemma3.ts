import type { Handler } from "./handler.ts";
import { hasEyes, hideEyes } from "./multimodal.ts";
import { f32, text } from "./values.ts";

/** The shortest context that Gemma 3 reaches by stretching its positions. */
const stretchedContext = 131_072;

/** Keys that llama.cpp's files do not have. */
const marks = ["tokenizer.ggml.add_padding_token", "tokenizer.ggml.add_unknown_token"];

/**
 * Gemma 3: an image encoder in the same file, other names of the two rotations, no epsilon and no scaling, and tokens that
 * have no embedding.
 */
export const gemma3: Handler = {
  architectures: ["gemma3"],
  isLibraryFile: (file) =>
    hasEyes(file) ||
    !file.has("gemma3.attention.layer_norm_rms_epsilon") ||
    ["gemma3.mm.tokens_per_image", "gemma3.rope.global.freq_base", "gemma3.rope.local.freq_base", ...marks].some(
      (key) => file.has(key),
    ),
  translate(draft) {
    draft.moveKey("gemma3.rope.global.freq_base", "gemma3.rope.freq_base");
    draft.moveKey("gemma3.rope.local.freq_base", "gemma3.rope.freq_base_swa");
    draft.setDefault("gemma3.attention.layer_norm_rms_epsilon", f32(1e-6));
    draft.setDefault("gemma3.rope.freq_base", f32(1e6));
    draft.setDefault("gemma3.rope.freq_base_swa", f32(1e4));
    if ((draft.integer("gemma3.context_length") ?? 0) >= stretchedContext) {
      draft.setDefault("gemma3.rope.scaling.type", text("linear"));
      draft.setDefault("gemma3.rope.scaling.factor", f32(8));
    }
    const rows = draft.size("token_embd.weight", 1);
    if (rows !== undefined) draft.cutVocabulary(rows);
    draft.drop(...marks);
    hideEyes(draft);
  },
};

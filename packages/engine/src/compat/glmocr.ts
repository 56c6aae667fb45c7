import type { Handler } from "./handler.ts";
import { hideEyes, padSections } from "./multimodal.ts";
import { text } from "./values.ts";

/**
 * GLM-OCR: an architecture of its own instead of GLM-4's, other names of tensors, the wrong pattern of the tokenizer, and
 * an image encoder in the same file. llama.cpp's files have `ffn_gate` and `ffn_up` as one tensor `ffn_up`, gates first;
 * here they stay two, as they do not lie side by side.
 */
export const glmOcr: Handler = {
  architectures: ["glmocr"],
  isLibraryFile: () => true,
  translate(draft) {
    draft.changeArchitecture("glmocr", "glm4");
    padSections(draft, "glm4.rope.mrope_section", "glm4.rope.dimension_sections");
    draft.setDefault("glm4.rope.dimension_count", draft.metadata.get("glm4.attention.key_length"));
    if (draft.has("tokenizer.ggml.pre")) draft.set("tokenizer.ggml.pre", text("chatglm-bpe"));
    draft.renameAll(/\.attn_out\./, ".attn_output.");
    draft.renameAll(/\.post_attn_norm\./, ".post_attention_norm.");
    draft.renameAll(/\.post_ffn_norm\./, ".post_ffw_norm.");
    hideEyes(draft);
  },
};

import type { Handler } from "./handler.ts";
import { f32, u32 } from "./values.ts";

/** EmbeddingGemma: said to be Gemma 3, with the two matrices behind the pooling under other names. */
export const embeddingGemma: Handler = {
  architectures: ["gemma3"],
  isLibraryFile: (file) => file.tensors.has("dense.0.weight"),
  translate(draft) {
    draft.changeArchitecture("gemma3", "gemma-embedding");
    draft.drop("gemma-embedding.attention.causal", "gemma-embedding.attention.sliding_window_pattern");
    draft.setDefault("gemma-embedding.rope.freq_base_swa", f32(1e4));
    for (const [index, name] of ["dense_2", "dense_3"].entries()) {
      const [inputs, outputs] = [0, 1].map((dimension) => draft.size(`dense.${index}.weight`, dimension));
      if (inputs !== undefined) draft.set(`gemma-embedding.${name}_feat_in`, u32(inputs));
      if (outputs !== undefined) draft.set(`gemma-embedding.${name}_feat_out`, u32(outputs));
      draft.rename(`dense.${index}.weight`, `${name}.weight`);
    }
    draft.rename("norm.weight", "output_norm.weight");
  },
};

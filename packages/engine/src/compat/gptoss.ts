import type { Handler } from "./handler.ts";
import { text, u32 } from "./values.ts";

/** gpt-oss: another name of the architecture and of three tensors of each layer, and keys that are missing. */
export const gptOss: Handler = {
  architectures: ["gptoss"],
  isLibraryFile: () => true,
  translate(draft) {
    draft.changeArchitecture("gptoss", "gpt-oss");
    const width = draft.size("blk.0.ffn_gate_exps.weight", 1);
    if (width !== undefined) draft.setDefault("gpt-oss.expert_feed_forward_length", u32(width));
    draft.setDefault("gpt-oss.rope.scaling.type", text("yarn"));
    draft.set("tokenizer.ggml.pre", text("gpt-4o"));
    draft.renameAll(/\.attn_out\./, ".attn_output.");
    draft.renameAll(/\.attn_sinks$/, ".attn_sinks.weight");
    draft.renameAll(/\.ffn_norm\./, ".post_attention_norm.");
  },
};

import type { Handler } from "./handler.ts";
import { text, u32 } from "./values.ts";

/** LFM2: another name of the last norm, no name of the tokenizer's pattern, and a wrong width of the feed-forward layers. */
export const lfm2: Handler = {
  architectures: ["lfm2"],
  isLibraryFile: ({ tensors }) => tensors.has("output_norm.weight") && !tensors.has("token_embd_norm.weight"),
  translate(draft) {
    draft.rename("output_norm.weight", "token_embd_norm.weight");
    draft.set("tokenizer.ggml.pre", text("lfm2"));
    const width = draft.size("blk.0.ffn_gate.weight", 1);
    if (width !== undefined) draft.set("lfm2.feed_forward_length", u32(width));
  },
};

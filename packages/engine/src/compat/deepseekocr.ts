import type { Handler } from "./handler.ts";
import { hideEyes } from "./multimodal.ts";
import { f32, u32 } from "./values.ts";

/** DeepSeek-OCR: another name of the architecture, no widths of its experts, and encoders in the same file. */
export const deepseekOcr: Handler = {
  architectures: ["deepseekocr"],
  isLibraryFile: () => true,
  translate(draft) {
    draft.changeArchitecture("deepseekocr", "deepseek2-ocr");
    draft.setDefault("deepseek2-ocr.attention.layer_norm_rms_epsilon", f32(1e-6));
    // The first block has no experts.
    const width = draft.size("blk.1.ffn_down_exps.weight", 0);
    if (width !== undefined) draft.setDefault("deepseek2-ocr.expert_feed_forward_length", u32(width));
    const expert = draft.integer("deepseek2-ocr.expert_feed_forward_length");
    const shared = draft.size("blk.1.ffn_down_shexp.weight", 0);
    if (expert && shared !== undefined) {
      draft.setDefault("deepseek2-ocr.expert_shared_count", u32(Math.floor(shared / expert)));
    }
    hideEyes(draft);
    draft.hide("s.");
  },
};

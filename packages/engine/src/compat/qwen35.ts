import type { Draft } from "./draft.ts";
import type { Handler } from "./handler.ts";
import { hideEyes, padSections } from "./multimodal.ts";
import { collapseHeadCountKv, renameDt } from "./qwen-linear-attention.ts";

/** Keys that llama.cpp's files do not have. */
function marksOf({ architecture }: Draft): string[] {
  const marks = ["vision.block_count", "image_token_id", "ssm.v_head_reordered", "rope.mrope_interleaved"];
  // All layers of the larger ones have experts.
  if (architecture === "qwen35moe") marks.push("feed_forward_length");
  return marks.map((mark) => `${architecture}.${mark}`);
}

/**
 * Qwen 3.5 and 3.6: an image encoder and a head for further tokens in the same file, counts of heads per layer, three
 * sections of the rotation, another name of the steps' biases. The head is hidden, not translated: it is not used.
 */
export const qwen35: Handler = {
  architectures: ["qwen35", "qwen35moe"],
  isLibraryFile: (file) => file.hasTensors("v.", "mtp.") || marksOf(file).some((key) => file.has(key)),
  translate(draft) {
    const sections = `${draft.architecture}.rope.dimension_sections`;
    collapseHeadCountKv(draft, 2);
    padSections(draft, sections, sections);
    renameDt(draft);
    hideEyes(draft);
    draft.hide("mtp.");
    draft.drop(...marksOf(draft));
  },
};

import type { Handler } from "./handler.ts";
import { hasEyes, hideEyes } from "./multimodal.ts";
import { text } from "./values.ts";

/** Old and new names of keys, without the architecture's. */
const names: Readonly<Record<string, string>> = {
  "rope.scaling.beta_fast": "rope.scaling.yarn_beta_fast",
  "rope.scaling.beta_slow": "rope.scaling.yarn_beta_slow",
  "rope.scaling.mscale_all_dim": "rope.scaling.yarn_log_multiplier",
  "rope.scaling_beta": "attention.temperature_scale",
};

/** Mistral 3: an image encoder in the same file, and other names of what scales the rotation and the attention. */
export const mistral3: Handler = {
  architectures: ["mistral3"],
  isLibraryFile: (file) => hasEyes(file) || Object.keys(names).some((name) => file.has(`mistral3.${name}`)),
  translate(draft) {
    for (const [from, to] of Object.entries(names)) draft.moveKey(`mistral3.${from}`, `mistral3.${to}`);
    if (["", "default"].includes(draft.text("tokenizer.ggml.pre") ?? ""))
      draft.set("tokenizer.ggml.pre", text("tekken"));
    hideEyes(draft);
  },
};

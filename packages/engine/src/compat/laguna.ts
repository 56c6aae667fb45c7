import type { Handler } from "./handler.ts";

/** Old and new names of keys. */
const names: Readonly<Record<string, string>> = {
  "laguna.rope.swa.dimension_count": "laguna.rope.dimension_count_swa",
  "laguna.rope.swa.freq_base": "laguna.rope.freq_base_swa",
};

/** Laguna: other names of the gates of attention and of the rotation within the window. */
export const laguna: Handler = {
  architectures: ["laguna"],
  isLibraryFile: (file) => file.hasTensors("blk.0.attn_g.") || Object.keys(names).some((name) => file.has(name)),
  translate(draft) {
    for (const [from, to] of Object.entries(names)) draft.moveKey(from, to);
    draft.renameAll(/\.attn_g\.weight$/, ".attn_gate.weight");
  },
};

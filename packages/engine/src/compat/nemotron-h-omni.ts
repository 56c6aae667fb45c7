import type { Handler } from "./handler.ts";
import { hasEyes, hideEars, hideEyes } from "./multimodal.ts";

/** Nemotron-H with eyes and ears, whose encoders lie in the same file: its text model is that of Nemotron-H. */
export const nemotronHOmni: Handler = {
  architectures: ["nemotron_h_omni"],
  isLibraryFile: (file) => hasEyes(file) || file.hasTensors("a."),
  translate(draft) {
    const experts = ["expert_count", "expert_used_count"].some((name) => draft.integer(`nemotron_h_omni.${name}`));
    hideEyes(draft);
    hideEars(draft);
    draft.changeArchitecture("nemotron_h_omni", experts ? "nemotron_h_moe" : "nemotron_h");
  },
};

import type { Handler } from "./handler.ts";
import { u32 } from "./values.ts";

const latentIn = /^blk\.\d+\.ffn_latent_in/;

/** Nemotron-H with experts: other names of the projections around them, whose width is missing, and heads for further tokens. */
export const nemotronHMoe: Handler = {
  architectures: ["nemotron_h_moe"],
  isLibraryFile: (file) => file.hasTensors("mtp.") || [...file.tensors.keys()].some((name) => latentIn.test(name)),
  translate(draft) {
    const projection = [...draft.tensors.keys()].find((name) => latentIn.test(name) && name.endsWith(".weight"));
    const width = projection && draft.size(projection, 1);
    if (width) draft.setDefault("nemotron_h_moe.moe_latent_size", u32(width));
    draft.renameAll(/\.ffn_latent_in\./, ".ffn_latent_down.");
    draft.renameAll(/\.ffn_latent_out\./, ".ffn_latent_up.");
    draft.hide("mtp.");
  },
};

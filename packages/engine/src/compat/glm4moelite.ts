import type { Handler } from "./handler.ts";
import { text, u32 } from "./values.ts";

const [eot, eom] = ["tokenizer.ggml.eot_token_id", "tokenizer.ggml.eom_token_id"] as const;

/**
 * GLM-4.7 Flash: an architecture of its own instead of DeepSeek 2's, and sizes of heads where those of the compressed keys
 * and values are expected, and the other way round.
 */
export const glm4MoeLite: Handler = {
  architectures: ["glm4moelite"],
  isLibraryFile: () => true,
  translate(draft) {
    draft.changeArchitecture("glm4moelite", "deepseek2");
    const set = (name: string, value: number) => draft.set(`deepseek2.${name}`, u32(value));
    const get = (name: string) => draft.integer(`deepseek2.${name}`);
    const headDim = get("attention.key_length");
    const [rank, rotated] = [get("attention.kv_lora_rank"), get("rope.dimension_count")];
    set("attention.head_count_kv", 1);
    if (rank !== undefined && rotated !== undefined) {
      set("attention.key_length", rank + rotated);
      set("attention.value_length", rank);
    }
    if (headDim !== undefined) {
      set("attention.key_length_mla", headDim);
      set("attention.value_length_mla", headDim);
    }
    draft.setDefault("deepseek2.expert_group_count", u32(1));
    draft.setDefault("deepseek2.expert_group_used_count", u32(1));
    draft.set("tokenizer.ggml.pre", text("glm4"));
    const ends = (draft.integers("tokenizer.ggml.eos_token_ids") ?? []).filter((id) => id >= 0);
    for (const [key, id] of [
      [eot, ends[1]],
      [eom, ends[2]],
    ] as const) {
      if (id !== undefined) draft.setDefault(key, u32(id));
    }
  },
};

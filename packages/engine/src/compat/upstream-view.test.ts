import { expect, test } from "bun:test";
import fc from "fast-check";
import { fileOf } from "./testing.ts";
import { upstreamView } from "./upstream-view.ts";

const architecture = fc.constantFrom(
  ...["gemma3", "gemma3n", "gemma4", "bert", "gptoss", "lfm2", "olmo3", "mistral3", "qwen35", "qwen35moe", "qwen3next"],
  ...["qwen25vl", "qwen3vl", "deepseekocr", "glmocr", "glm4moelite", "laguna", "nemotron_h_omni", "nemotron_h_moe"],
  ...["llama", "llama4", "clip"],
);
const key = fc.constantFrom(
  ...["context_length", "attention.key_length", "attention.head_count_kv", "rope.dimension_sections", "expert_count"],
  ...["rope.mrope_section", "rope.scaling_beta", "feed_forward_length", "vision.deepstack_visual_indexes"],
);
const tokenizerKey = fc.constantFrom(
  ...["model", "pre", "tokens", "scores", "token_type", "eos_token_ids", "eos_token_id", "precompiled_charsmap"],
);
const value = fc.oneof(
  fc.nat(2 ** 32 - 1),
  fc.constantFrom("", "llama", "t5", "default"),
  fc.boolean(),
  fc.float().map((number) => ({ f32: number })),
  fc.array(fc.integer(), { maxLength: 5 }),
  fc.array(fc.constantFrom("A", "<0x00>", "<unused1>", "ä"), { maxLength: 5 }),
);
const tensor = fc.constantFrom(
  ...["token_embd.weight", "per_layer_token_embd.weight", "dense.0.weight", "dense.1.weight", "blk.1.ssm_dt"],
  ...["blk.1.ffn_down_exps.weight", "blk.1.ffn_down_shexp.weight", "blk.0.ffn_gate_exps.weight", "mtp.x", "v.x"],
  ...["blk.0.ffn_latent_in.weight", "blk.0.ffn_latent_down.weight", "output_norm.weight", "token_embd_norm.weight"],
);
const dims = fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 3 });

test("whatever a file holds, it is left as it is or seen otherwise, and no tensor leaves its place", async () => {
  await fc.assert(
    fc.asyncProperty(
      architecture,
      fc.dictionary(key, value, { maxKeys: 6 }),
      fc.dictionary(tokenizerKey, value, { maxKeys: 6 }),
      fc.dictionary(tensor, dims, { maxKeys: 8 }),
      async (name, own, tokenizer, tensors) => {
        const keys: Parameters<typeof fileOf>[0]["keys"] = {
          "general.architecture": name,
          ...Object.fromEntries(Object.entries(own).map(([suffix, plain]) => [`${name}.${suffix}`, plain])),
          ...Object.fromEntries(
            Object.entries(tokenizer).map(([suffix, plain]) => [`tokenizer.ggml.${suffix}`, plain]),
          ),
        };
        const file = await fileOf({ keys, tensors });
        const view = upstreamView(file);
        const places = new Map([...file.tensors.values()].map((source) => [source.offset, source]));
        for (const [seenAs, seen] of view.tensors) {
          expect(seen.name).toBe(seenAs);
          expect(seen.byteLength).toBeLessThanOrEqual(places.get(seen.offset)!.byteLength);
        }
      },
    ),
    { numRuns: 400 },
  );
});

test("a header without an architecture is left as it is", async () => {
  const file = await fileOf({ keys: {} });
  expect(upstreamView(file)).toBe(file);
});

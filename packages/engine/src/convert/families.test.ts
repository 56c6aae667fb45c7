import { afterAll, describe, expect, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Gguf, readGguf } from "../gguf/reader.ts";
import { writeGguf } from "../gguf/writer.ts";
import { assertRunnable } from "../model/assert-runnable.ts";
import { convertCheckpoint } from "./convert-checkpoint.ts";
import {
  attention,
  bytePairs,
  commonConfig,
  decoderTensors,
  type FloatsToWrite,
  folderOf,
  gatedFeedForward,
  norms,
  random,
  safetensors,
  sizes,
} from "./testing.ts";

const folder = mkdtempSync(join(tmpdir(), "cria-families-"));
afterAll(() => rmSync(folder, { recursive: true }));

interface Model {
  readonly architecture: string;
  readonly config: Record<string, unknown>;
  readonly tensors: Record<string, FloatsToWrite>;
  /** Metadata that it must have, by key without the architecture. */
  readonly keys?: Record<string, unknown>;
}

const preNorm = (prefix: string) => norms(prefix, "input_layernorm", "post_attention_layernorm");
const dense = (prefix: string) => ({
  ...preNorm(prefix),
  ...attention(prefix),
  ...gatedFeedForward(`${prefix}mlp.`),
});
const headNorms = (prefix: string, size = sizes.headSize) => ({
  [`${prefix}self_attn.q_norm.weight`]: random(size),
  [`${prefix}self_attn.k_norm.weight`]: random(size),
});
const around = (prefix: string) => ({
  ...dense(prefix),
  ...norms(prefix, "pre_feedforward_layernorm", "post_feedforward_layernorm"),
});
const experts = (prefix: string) =>
  Object.assign({}, ...[0, 1, 2].map((expert) => gatedFeedForward(`${prefix}mlp.experts.${expert}.`, 16)));
const named = (name: string, config: Record<string, unknown> = {}) => ({
  ...commonConfig,
  ...config,
  architectures: [name],
});

const layerNormed = (name: string, config: Record<string, unknown>) =>
  named(name, { rms_norm_eps: undefined, layer_norm_eps: 1e-5, ...config });
const normBiases = (prefix: string) => ({
  [`${prefix}input_layernorm.bias`]: random(sizes.hidden),
  [`${prefix}post_attention_layernorm.bias`]: random(sizes.hidden),
});
const parallel = (prefix: string) => ({
  ...norms(prefix, "input_layernorm"),
  ...attention(prefix),
  ...gatedFeedForward(`${prefix}mlp.`),
});

const models: Record<string, Model> = {
  LlamaForCausalLM: {
    architecture: "llama",
    config: named("LlamaForCausalLM", {
      rope_scaling: {
        ...{ rope_type: "llama3", factor: 8, low_freq_factor: 1, high_freq_factor: 4 },
        original_max_position_embeddings: 32,
      },
      tie_word_embeddings: false,
    }),
    tensors: decoderTensors(dense, { "lm_head.weight": random(sizes.vocabulary, sizes.hidden) }),
    keys: { "rope.dimension_count": 8, vocab_size: 40, "rope.freq_base": 20_000, "attention.head_count_kv": 2 },
  },
  MistralForCausalLM: {
    architecture: "llama",
    config: named("MistralForCausalLM", { head_dim: 8, sliding_window: null }),
    tensors: decoderTensors(dense),
    keys: { "attention.key_length": 8, "attention.value_length": 8 },
  },
  MixtralForCausalLM: {
    architecture: "llama",
    config: named("MixtralForCausalLM", { num_local_experts: 3, num_experts_per_tok: 2 }),
    tensors: decoderTensors((prefix) => {
      const moe = `${prefix}block_sparse_moe.`;
      const matrices = [0, 1, 2].flatMap((expert) => [
        [`${moe}experts.${expert}.w1.weight`, random(sizes.feedForward, sizes.hidden)] as const,
        [`${moe}experts.${expert}.w2.weight`, random(sizes.hidden, sizes.feedForward)] as const,
        [`${moe}experts.${expert}.w3.weight`, random(sizes.feedForward, sizes.hidden)] as const,
      ]);
      const gate = { [`${moe}gate.weight`]: random(3, sizes.hidden) };
      return { ...preNorm(prefix), ...attention(prefix), ...gate, ...Object.fromEntries(matrices) };
    }),
    keys: { expert_count: 3, expert_used_count: 2 },
  },
  Qwen2ForCausalLM: {
    architecture: "qwen2",
    config: named("Qwen2ForCausalLM"),
    tensors: decoderTensors((prefix) => ({ ...dense(prefix), ...attention(prefix, true) })),
  },
  Qwen3ForCausalLM: {
    architecture: "qwen3",
    config: named("Qwen3ForCausalLM", { head_dim: 8 }),
    tensors: decoderTensors((prefix) => ({ ...dense(prefix), ...headNorms(prefix) })),
    keys: { "attention.key_length": 8 },
  },
  Qwen3MoeForCausalLM: {
    architecture: "qwen3moe",
    config: named("Qwen3MoeForCausalLM", {
      ...{ head_dim: 8, num_experts: 3, num_experts_per_tok: 2, moe_intermediate_size: 16, norm_topk_prob: true },
    }),
    tensors: decoderTensors((prefix) => ({
      ...{ ...preNorm(prefix), ...attention(prefix), ...headNorms(prefix), ...experts(prefix) },
      [`${prefix}mlp.gate.weight`]: random(3, sizes.hidden),
    })),
    keys: { expert_count: 3, expert_feed_forward_length: 16 },
  },
  GemmaForCausalLM: {
    architecture: "gemma",
    config: named("GemmaForCausalLM", { head_dim: 8 }),
    tensors: decoderTensors(dense),
  },
  Gemma2ForCausalLM: {
    architecture: "gemma2",
    config: named("Gemma2ForCausalLM", {
      ...{ head_dim: 8, attn_logit_softcapping: 50, final_logit_softcapping: 30, sliding_window: 16 },
      query_pre_attn_scalar: 8,
    }),
    tensors: decoderTensors(around),
    keys: { attn_logit_softcapping: 50, final_logit_softcapping: 30, "attention.sliding_window": 16 },
  },
  Gemma3ForCausalLM: {
    architecture: "gemma3",
    config: named("Gemma3ForCausalLM", { head_dim: 8, sliding_window: 16, rope_local_base_freq: 10_000 }),
    tensors: decoderTensors((prefix) => ({ ...around(prefix), ...headNorms(prefix) })),
    keys: { "attention.sliding_window": 16, "rope.freq_base_swa": 10_000, "rope.freq_base": 20_000 },
  },
  Gemma3ForConditionalGeneration: {
    architecture: "gemma3",
    config: {
      architectures: ["Gemma3ForConditionalGeneration"],
      text_config: { ...commonConfig, head_dim: 8, sliding_window: 16, rope_scaling: { type: "linear", factor: 8 } },
    },
    tensors: {
      ...Object.fromEntries(
        Object.entries(decoderTensors((prefix) => ({ ...around(prefix), ...headNorms(prefix) }))).map(
          ([name, tensor]) => [`language_model.${name}`, tensor],
        ),
      ),
      "vision_tower.vision_model.post_layernorm.weight": random(8),
      "multi_modal_projector.mm_soft_emb_norm.weight": random(8),
    },
    keys: { "rope.scaling.type": "linear", "rope.scaling.factor": 8 },
  },
  Phi3ForCausalLM: {
    architecture: "phi3",
    config: named("Phi3ForCausalLM", {
      ...{ tie_word_embeddings: false, original_max_position_embeddings: 16, sliding_window: 63 },
      rope_scaling: { type: "longrope", long_factor: [1, 2, 3, 4], short_factor: [1, 1, 1, 1.5] },
    }),
    tensors: decoderTensors(
      (prefix) => ({
        ...preNorm(prefix),
        [`${prefix}self_attn.qkv_proj.weight`]: random((sizes.heads + 2 * sizes.keyHeads) * 8, sizes.hidden),
        [`${prefix}self_attn.o_proj.weight`]: random(sizes.hidden, sizes.hidden),
        [`${prefix}mlp.gate_up_proj.weight`]: random(2 * sizes.feedForward, sizes.hidden),
        [`${prefix}mlp.down_proj.weight`]: random(sizes.hidden, sizes.feedForward),
      }),
      { "lm_head.weight": random(sizes.vocabulary, sizes.hidden) },
    ),
    keys: { "rope.scaling.attn_factor": Math.fround(Math.sqrt(1.5)), "rope.dimension_count": 8 },
  },
  GraniteForCausalLM: {
    architecture: "granite",
    config: named("GraniteForCausalLM", {
      ...{ attention_multiplier: 0.5, embedding_multiplier: 12, residual_multiplier: 0.25, logits_scaling: 8 },
    }),
    tensors: decoderTensors(dense),
    keys: { "attention.scale": 0.5, embedding_scale: 12, residual_scale: 0.25, logit_scale: 8 },
  },
  SmolLM3ForCausalLM: {
    architecture: "smollm3",
    config: named("SmolLM3ForCausalLM"),
    tensors: decoderTensors(dense),
  },
  Olmo2ForCausalLM: {
    architecture: "olmo2",
    config: named("Olmo2ForCausalLM", { tie_word_embeddings: false }),
    tensors: decoderTensors(
      (prefix) => ({
        ...norms(prefix, "post_attention_layernorm", "post_feedforward_layernorm"),
        ...attention(prefix),
        ...gatedFeedForward(`${prefix}mlp.`),
        [`${prefix}self_attn.q_norm.weight`]: random(sizes.heads * sizes.headSize),
        [`${prefix}self_attn.k_norm.weight`]: random(sizes.keyHeads * sizes.headSize),
      }),
      { "lm_head.weight": random(sizes.vocabulary, sizes.hidden) },
    ),
  },
  Qwen2MoeForCausalLM: {
    architecture: "qwen2moe",
    config: named("Qwen2MoeForCausalLM", {
      ...{ num_experts: 3, num_experts_per_tok: 2, moe_intermediate_size: 16, shared_expert_intermediate_size: 24 },
    }),
    tensors: decoderTensors((prefix) => ({
      ...{ ...preNorm(prefix), ...attention(prefix, true), ...experts(prefix) },
      ...gatedFeedForward(`${prefix}mlp.shared_expert.`, 24),
      [`${prefix}mlp.gate.weight`]: random(3, sizes.hidden),
      [`${prefix}mlp.shared_expert_gate.weight`]: random(1, sizes.hidden),
    })),
    keys: { expert_shared_feed_forward_length: 24 },
  },
  Starcoder2ForCausalLM: {
    architecture: "starcoder2",
    config: named("Starcoder2ForCausalLM", { rms_norm_eps: undefined, norm_epsilon: 1e-5 }),
    tensors: decoderTensors(
      (prefix) => ({
        ...{ ...preNorm(prefix), ...attention(prefix, true) },
        [`${prefix}input_layernorm.bias`]: random(sizes.hidden),
        [`${prefix}post_attention_layernorm.bias`]: random(sizes.hidden),
        [`${prefix}self_attn.o_proj.bias`]: random(sizes.hidden),
        [`${prefix}mlp.c_fc.weight`]: random(sizes.feedForward, sizes.hidden),
        [`${prefix}mlp.c_fc.bias`]: random(sizes.feedForward),
        [`${prefix}mlp.c_proj.weight`]: random(sizes.hidden, sizes.feedForward),
        [`${prefix}mlp.c_proj.bias`]: random(sizes.hidden),
      }),
      { "model.norm.bias": random(sizes.hidden) },
    ),
    keys: { "attention.layer_norm_epsilon": Math.fround(1e-5) },
  },
  OlmoeForCausalLM: {
    architecture: "olmoe",
    config: named("OlmoeForCausalLM", {
      ...{ num_experts: 3, num_experts_per_tok: 2, intermediate_size: 16, tie_word_embeddings: false },
    }),
    tensors: decoderTensors(
      (prefix) => ({
        ...{ ...preNorm(prefix), ...attention(prefix), ...experts(prefix) },
        [`${prefix}self_attn.q_norm.weight`]: random(sizes.heads * sizes.headSize),
        [`${prefix}self_attn.k_norm.weight`]: random(sizes.keyHeads * sizes.headSize),
        [`${prefix}mlp.gate.weight`]: random(3, sizes.hidden),
      }),
      { "lm_head.weight": random(sizes.vocabulary, sizes.hidden) },
    ),
    keys: { "attention.layer_norm_rms_epsilon": Math.fround(1e-5) },
  },
  PhiForCausalLM: {
    architecture: "phi2",
    config: layerNormed("PhiForCausalLM", {
      ...{ partial_rotary_factor: 0.5, num_key_value_heads: null, tie_word_embeddings: false },
    }),
    tensors: {
      "model.embed_tokens.weight": random(sizes.vocabulary, sizes.hidden),
      "model.final_layernorm.weight": random(sizes.hidden),
      "model.final_layernorm.bias": random(sizes.hidden),
      "lm_head.weight": random(sizes.vocabulary, sizes.hidden),
      "lm_head.bias": random(sizes.vocabulary),
      ...Object.assign(
        {},
        ...[0, 1].map((layer) => {
          const prefix = `model.layers.${layer}.`;
          const biased = (name: string, rows: number, columns: number) => ({
            [`${prefix}${name}.weight`]: random(rows, columns),
            [`${prefix}${name}.bias`]: random(rows),
          });
          return {
            ...{ ...norms(prefix, "input_layernorm"), [`${prefix}input_layernorm.bias`]: random(sizes.hidden) },
            ...Object.assign(
              {},
              ...["q_proj", "k_proj", "v_proj", "dense"].map((name) => biased(`self_attn.${name}`, 32, 32)),
            ),
            ...{ ...biased("mlp.fc1", sizes.feedForward, 32), ...biased("mlp.fc2", 32, sizes.feedForward) },
          };
        }),
      ),
    },
    keys: { "rope.dimension_count": 4, "attention.head_count_kv": 4 },
  },
  StableLmForCausalLM: {
    architecture: "stablelm",
    config: layerNormed("StableLmForCausalLM", {
      ...{ partial_rotary_factor: 0.25, use_parallel_residual: false, tie_word_embeddings: false },
    }),
    tensors: decoderTensors((prefix) => ({ ...dense(prefix), ...normBiases(prefix) }), {
      "model.norm.bias": random(sizes.hidden),
      "lm_head.weight": random(sizes.vocabulary, sizes.hidden),
    }),
    keys: { "rope.dimension_count": 2, use_parallel_residual: false },
  },
  CohereForCausalLM: {
    architecture: "command-r",
    config: layerNormed("CohereForCausalLM", { logit_scale: 0.0625, model_max_length: 96 }),
    tensors: decoderTensors(parallel),
    keys: { context_length: 96, logit_scale: 0.0625, "rope.scaling.type": "none" },
  },
  Cohere2ForCausalLM: {
    architecture: "cohere2",
    config: layerNormed("Cohere2ForCausalLM", { logit_scale: 0.25, sliding_window: 16, rotary_pct: 1 }),
    tensors: decoderTensors(parallel),
    keys: { "rope.dimension_count": 8, "attention.sliding_window": 16 },
  },
  NemotronForCausalLM: {
    architecture: "nemotron",
    config: named("NemotronForCausalLM", {
      ...{ rms_norm_eps: undefined, norm_eps: 1e-5, partial_rotary_factor: 0.5, tie_word_embeddings: false },
    }),
    tensors: decoderTensors(
      (prefix) => {
        const { [`${prefix}mlp.gate_proj.weight`]: _, ...others } = dense(prefix);
        return { ...others, ...normBiases(prefix) };
      },
      { "model.norm.bias": random(sizes.hidden), "lm_head.weight": random(sizes.vocabulary, sizes.hidden) },
    ),
    keys: { "rope.dimension_count": 4, "attention.layer_norm_epsilon": Math.fround(1e-5), "rope.scaling.type": "none" },
  },
  Glm4ForCausalLM: {
    architecture: "glm4",
    config: named("Glm4ForCausalLM", { head_dim: 8, partial_rotary_factor: 0.5, tie_word_embeddings: false }),
    tensors: decoderTensors(
      (prefix) => ({
        ...{ ...preNorm(prefix), ...norms(prefix, "post_self_attn_layernorm", "post_mlp_layernorm") },
        ...attention(prefix, true),
        [`${prefix}mlp.gate_up_proj.weight`]: random(2 * sizes.feedForward, sizes.hidden),
        [`${prefix}mlp.down_proj.weight`]: random(sizes.hidden, sizes.feedForward),
      }),
      { "lm_head.weight": random(sizes.vocabulary, sizes.hidden) },
    ),
    keys: { "rope.dimension_count": 4 },
  },
};

async function convert({ config, tensors }: Model): Promise<{ gguf: Gguf; bytes: Uint8Array }> {
  const files = folderOf(folder, {
    "config.json": config,
    "model.safetensors": safetensors(tensors),
    "tokenizer.json": bytePairs(),
  });
  const path = join(folder, "converted.gguf");
  await writeGguf(path, (await convertCheckpoint(files)).content);
  return { gguf: await readGguf(path), bytes: await Bun.file(path).bytes() };
}

describe.each(Object.entries(models))("%s", (_, model) => {
  test("becomes a model that runs, with what its config says", async () => {
    const { gguf } = await convert(model);
    expect(gguf.metadata.get("general.architecture")?.value).toBe(model.architecture);
    expect(() => assertRunnable(gguf)).not.toThrow();
    for (const [key, value] of Object.entries(model.keys ?? {})) {
      expect([key, gguf.metadata.get(`${model.architecture}.${key}`)?.value as unknown]).toEqual([key, value]);
    }
  });
});

describe("tensors", () => {
  const floats = ({ gguf, bytes }: Awaited<ReturnType<typeof convert>>, name: string) => {
    const { offset, byteLength } = gguf.tensors.get(name)!;
    return new Float32Array(bytes.slice(offset, offset + byteLength).buffer);
  };

  test("of Llama have the rows of queries and keys in pairs, and the others as they are", async () => {
    const model = models.LlamaForCausalLM!;
    const converted = await convert(model);
    const { hidden, headSize } = sizes;
    for (const [name, from] of [
      ["attn_q", "q_proj"],
      ["attn_k", "k_proj"],
    ]) {
      const source = model.tensors[`model.layers.1.self_attn.${from}.weight`]!;
      const result = floats(converted, `blk.1.${name}.weight`);
      for (let row = 0; row < source.shape[0]!; row++) {
        const [head, i] = [Math.floor(row / headSize), row % headSize];
        const stored = head * headSize + (i % 2) * (headSize / 2) + Math.floor(i / 2);
        const expected = source.values.subarray(stored * hidden, (stored + 1) * hidden);
        expect(result.subarray(row * hidden, (row + 1) * hidden)).toEqual(expected);
      }
    }
    expect(floats(converted, "blk.0.attn_v.weight")).toEqual(
      model.tensors["model.layers.0.self_attn.v_proj.weight"]!.values,
    );
    expect(floats(converted, "output.weight")).toEqual(model.tensors["lm_head.weight"]!.values);
    // From 32 tokens on, with waves of 2π, 2π·11.9, 2π·141 and 2π·1681 tokens.
    expect([...floats(converted, "rope_freqs.weight")]).toEqual([1, 8, 8, 8]);
  });

  test("of Gemma have norms moved by 1, and those of experts are one", async () => {
    const gemma = models.Gemma2ForCausalLM!;
    const converted = await convert(gemma);
    const norm = gemma.tensors["model.layers.0.pre_feedforward_layernorm.weight"]!.values;
    expect(floats(converted, "blk.0.ffn_norm.weight")).toEqual(norm.map((value) => value + 1));

    const moe = models.Qwen3MoeForCausalLM!;
    const parts = [0, 1, 2].map(
      (expert) => moe.tensors[`model.layers.1.mlp.experts.${expert}.down_proj.weight`]!.values,
    );
    const result = await convert(moe);
    expect(result.gguf.tensors.get("blk.1.ffn_down_exps.weight")!.dims).toEqual([16, sizes.hidden, 3]);
    expect([...floats(result, "blk.1.ffn_down_exps.weight")]).toEqual(parts.flatMap((part) => [...part]));
  });

  test("of BF16 stay so, but for vectors", async () => {
    const model = models.Qwen3ForCausalLM!;
    const halved = Object.entries(model.tensors).map(([name, tensor]) => [name, { ...tensor, dtype: "BF16" as const }]);
    const { gguf } = await convert({ ...model, tensors: Object.fromEntries(halved) });
    const type = (name: string) => gguf.tensors.get(name)!.type.name;
    expect([type("blk.0.attn_q.weight"), type("blk.0.attn_norm.weight"), type("token_embd.weight")]).toEqual([
      "BF16",
      "F32",
      "BF16",
    ]);
    expect(gguf.metadata.get("general.file_type")?.value).toBe(32);
  });
});

test("BERT's tensors and keys are llama.cpp's, without the heads that it was trained with", async () => {
  const { hidden, feedForward, vocabulary } = sizes;
  const both = (name: string, rows: number, columns: number) => ({
    [`bert.${name}.weight`]: random(rows, columns),
    [`bert.${name}.bias`]: random(rows),
  });
  const layer = "encoder.layer.0";
  const { gguf } = await convert({
    architecture: "bert",
    config: named("BertForMaskedLM", { num_hidden_layers: 1, layer_norm_eps: 1e-12, type_vocab_size: 2 }),
    tensors: {
      "bert.embeddings.word_embeddings.weight": random(vocabulary, hidden),
      "bert.embeddings.position_embeddings.weight": random(64, hidden),
      "bert.embeddings.token_type_embeddings.weight": random(2, hidden),
      "bert.embeddings.LayerNorm.gamma": random(hidden),
      "bert.embeddings.LayerNorm.beta": random(hidden),
      ...both(`${layer}.attention.self.query`, hidden, hidden),
      ...both(`${layer}.attention.output.dense`, hidden, hidden),
      ...both(`${layer}.intermediate.dense`, feedForward, hidden),
      ...both(`${layer}.output.dense`, hidden, feedForward),
      ...both("pooler.dense", hidden, hidden),
      "cls.predictions.bias": random(vocabulary),
    },
  });
  expect([...gguf.tensors.keys()].toSorted()).toEqual(
    [
      ...["position_embd.weight", "token_embd.weight", "token_embd_norm.bias", "token_embd_norm.weight"],
      "token_types.weight",
      ...["attn_q", "attn_output", "ffn_up", "ffn_down"].flatMap((name) => [
        `blk.0.${name}.bias`,
        `blk.0.${name}.weight`,
      ]),
    ].toSorted(),
  );
  expect(gguf.tensors.get("position_embd.weight")?.type.name).toBe("F32");
  expect(gguf.metadata.get("bert.attention.causal")?.value).toBe(false);
  expect(gguf.metadata.get("tokenizer.ggml.token_type_count")?.value).toBe(2);
});

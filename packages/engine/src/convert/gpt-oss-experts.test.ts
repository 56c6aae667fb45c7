import { afterAll, describe, expect, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readGguf } from "../gguf/reader.ts";
import { writeGguf } from "../gguf/writer.ts";
import { assertRunnable } from "../model/assert-runnable.ts";
import { dequantize, randomNumbers } from "../weights/testing.ts";
import { convertCheckpoint } from "./convert-checkpoint.ts";
import {
  attention,
  bytePairs,
  commonConfig,
  decoderTensors,
  folderOf,
  norms,
  random,
  safetensors,
  sizes,
  withHeader,
} from "./testing.ts";

const root = mkdtempSync(join(tmpdir(), "cria-gpt-oss-"));
afterAll(() => rmSync(root, { recursive: true }));

const [experts, feedForward] = [3, 32];
const next = randomNumbers(3);
const bytes = (count: number, most: number, least = 0) =>
  Uint8Array.from({ length: count }, () => least + next() * (most - least));

/** Codes and scales of matrices of 32 columns. */
const blocks = (rows: number) => ({ codes: bytes(experts * rows * 16, 256), scales: bytes(experts * rows, 130, 120) });
const [gateUp, down] = [blocks(2 * feedForward), blocks(sizes.hidden)];

function blockFile(prefix: string, change: Record<string, number[]> = {}): Uint8Array {
  const data: Uint8Array[] = [];
  const header: Record<string, unknown> = {};
  let end = 0;
  const add = (name: string, shape: number[], content: Uint8Array) => {
    header[`${prefix}${name}`] = {
      dtype: "U8",
      shape: change[name] ?? shape,
      data_offsets: [end, end + content.length],
    };
    end += content.length;
    data.push(content);
  };
  add("gate_up_proj_blocks", [experts, 2 * feedForward, 1, 16], gateUp.codes);
  add("gate_up_proj_scales", [experts, 2 * feedForward, 1], gateUp.scales);
  add("down_proj_blocks", [experts, sizes.hidden, 1, 16], down.codes);
  add("down_proj_scales", [experts, sizes.hidden, 1], down.scales);
  return withHeader(JSON.stringify(header), Buffer.concat(data));
}

const experts0 = "model.layers.0.mlp.experts.";
const gateUpBias = random(experts, 2 * feedForward);
function folder(change?: Record<string, number[]>) {
  const config = {
    ...{ ...commonConfig, architectures: ["GptOssForCausalLM"], num_hidden_layers: 1, tie_word_embeddings: false },
    ...{ head_dim: sizes.headSize, intermediate_size: feedForward, num_local_experts: experts, num_experts_per_tok: 2 },
    ...{ sliding_window: 16, rope_scaling: { rope_type: "yarn", factor: 32, original_max_position_embeddings: 4 } },
  };
  const all = decoderTensors(
    (prefix) => ({
      ...{ ...norms(prefix, "input_layernorm", "post_attention_layernorm"), ...attention(prefix, true) },
      [`${prefix}self_attn.o_proj.bias`]: random(sizes.hidden),
      [`${prefix}self_attn.sinks`]: random(sizes.heads),
      [`${prefix}mlp.router.weight`]: random(experts, sizes.hidden),
      [`${prefix}mlp.router.bias`]: random(experts),
      [`${prefix}mlp.experts.gate_up_proj_bias`]: gateUpBias,
      [`${prefix}mlp.experts.down_proj_bias`]: random(experts, sizes.hidden),
    }),
    { "lm_head.weight": random(sizes.vocabulary, sizes.hidden) },
  );
  const first = Object.fromEntries(Object.entries(all).filter(([name]) => !name.startsWith("model.layers.1.")));
  return folderOf(root, {
    ...{ "config.json": config, "tokenizer.json": bytePairs(), "a.safetensors": safetensors(first) },
    "b.safetensors": blockFile(experts0, change),
  });
}

/** Row `row` of the stored blocks, as OpenAI's code reads them. */
function rowOf({ codes, scales }: typeof down, row: number): number[] {
  const values = [0, 0.5, 1, 1.5, 2, 3, 4, 6, -0, -0.5, -1, -1.5, -2, -3, -4, -6];
  return Array.from({ length: 32 }, (_, i) => {
    const byte = codes[16 * row + Math.floor(i / 2)]!;
    return values[i % 2 === 0 ? byte & 15 : byte >> 4]! * 2 ** (scales[row]! - 127);
  });
}

describe("the experts of gpt-oss", () => {
  test("keep their values, rows of gates and values apart", async () => {
    const path = join(root, "converted.gguf");
    const { content, byteLength } = await convertCheckpoint(folder());
    await writeGguf(path, content);
    const gguf = await readGguf(path);
    expect(() => assertRunnable(gguf)).not.toThrow();
    expect(gguf.metadata.get("gpt-oss.rope.scaling.type")?.value).toBe("yarn");
    const all = await Bun.file(path).bytes();
    const bytesOf = (name: string) => {
      const { offset, byteLength } = gguf.tensors.get(name)!;
      return all.slice(offset, offset + byteLength);
    };
    const sum = [...gguf.tensors.values()].reduce((total, tensor) => total + tensor.byteLength, 0);
    expect(byteLength).toBe(sum);

    const plus = (value: number) => value + 0;
    const weights = (name: string) => [...dequantize("MXFP4", bytesOf(`blk.0.${name}.weight`))].map(plus);
    const rows = (count: number, step: number, first: number, of: typeof down) =>
      Array.from({ length: (experts * count) / step }, (_, i) => rowOf(of, step * i + first).map(plus)).flat();
    expect(weights("ffn_down_exps")).toEqual(rows(sizes.hidden, 1, 0, down));
    expect(weights("ffn_gate_exps")).toEqual(rows(2 * feedForward, 2, 0, gateUp));
    expect(weights("ffn_up_exps")).toEqual(rows(2 * feedForward, 2, 1, gateUp));
    const bias = new Float32Array(bytesOf("blk.0.ffn_up_exps.bias").buffer);
    expect(bias).toEqual(gateUpBias.values.filter((_, i) => i % 2 === 1));
  });

  test("of other shapes are refused", async () => {
    const odd = folder({ down_proj_scales: [1, experts * sizes.hidden, 1] });
    await expect(convertCheckpoint(odd)).rejects.toThrow(
      `tensor "${experts0}down_proj_blocks" is not of blocks as gpt-oss has them`,
    );
  });
});

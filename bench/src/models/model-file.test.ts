import { expect, test } from "bun:test";
import { mkdtempSync, readdirSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readGguf } from "@cria/engine";
import { readFacts } from "./facts.ts";
import { writeEvenImportance } from "./imatrix.ts";
import { modelFile } from "./model-file.ts";
import { matricesOf, parameterCount, type Shape, tensorsOf } from "./shape.ts";
import { tiny, tinyShapes } from "./testing.ts";

async function inFolder(work: (folder: string) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "cria-bench-"));
  try {
    await work(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

test.each(tinyShapes)("a file of $title holds the shape's keys, tensors and vocabulary", (shape) =>
  inFolder(async (folder) => {
    const { tensors, metadata } = await readGguf(await modelFile(folder, shape, "Q4_K", 1));
    expect([...tensors.values()].map(({ name, type, dims }) => ({ name, type: type.name, dims: [...dims] }))).toEqual(
      tensorsOf(shape, "Q4_K").map(({ name, type, dims }) => ({ name, type, dims: [...dims] })),
    );
    expect(metadata.get("general.architecture")?.value).toBe(shape.title);
    for (const key of Object.keys(shape.keys)) expect(metadata.has(`${shape.title}.${key}`)).toBe(true);
    expect(metadata.get("tokenizer.ggml.tokens")?.value).toHaveLength(shape.vocabSize);
  }),
);

test("a file is written once", () =>
  inFolder(async (folder) => {
    const path = await modelFile(folder, tiny.llama, "Q4_0", 1);
    const written = statSync(path).mtimeMs;
    expect(await modelFile(folder, tiny.llama, "Q4_0", 1)).toBe(path);
    expect(statSync(path).mtimeMs).toBe(written);
    expect(readdirSync(folder)).toHaveLength(1);
  }));

/** Bytes of the tensors whose names contain some text. */
async function bytesIn(path: string, text = ""): Promise<number> {
  const { tensors } = await readGguf(path);
  const named = [...tensors.values()].filter(({ name }) => name.includes(text));
  return named.reduce((sum, { byteLength }) => sum + byteLength, 0);
}

test("a file's facts are those of its shape", () =>
  inFolder(async (folder) => {
    const path = await modelFile(folder, tiny.llama, "Q4_0", 1);
    expect(await readFacts(path)).toEqual({
      vocabSize: 320,
      contextLength: 1024,
      parameters: parameterCount(tiny.llama),
      fileBytes: statSync(path).size,
      // The head is tied, so each token reads all tensors.
      bytesPerToken: await bytesIn(path),
      types: ["Q4_0"],
    });
  }));

test("a token reads the experts that it uses, and no embedding where the head is another matrix", () =>
  inFolder(async (folder) => {
    const path = await modelFile(folder, tiny["gpt-oss"], "Q8_0", 1);
    const { bytesPerToken, types } = await readFacts(path);
    const [all, embedding, experts] = [
      await bytesIn(path),
      await bytesIn(path, "token_embd"),
      await bytesIn(path, "_exps."),
    ];
    expect(bytesPerToken).toBe(all - embedding - (experts * 5) / 8);
    expect(types).toEqual(["MXFP4", "Q8_0", "F32"]);
  }));

test("an importance matrix has sums and counts for every matrix, those of each expert apart", () =>
  inFolder(async (folder) => {
    const path = join(folder, "imatrix.gguf");
    const importanceOf = async (shape: Shape) => {
      await writeEvenImportance(path, shape);
      return readGguf(path);
    };
    const { tensors, metadata } = await importanceOf(tiny.qwen3moe);
    expect(metadata.get("general.type")?.value).toBe("imatrix");
    const matrices = matricesOf(tiny.qwen3moe);
    expect([...tensors.keys()]).toEqual(matrices.flatMap(({ name }) => [`${name}.counts`, `${name}.in_sum2`]));
    expect(tensors.get("blk.0.attn_output.weight.in_sum2")?.dims).toEqual([256, 1]);
    expect(tensors.get("blk.0.ffn_up_exps.weight.counts")?.dims).toEqual([1, 8]);
    expect(tensors.get("blk.0.ffn_up_exps.weight.in_sum2")?.dims).toEqual([256, 8]);
    // What has its type already is never made anew.
    expect([...(await importanceOf(tiny["gpt-oss"])).tensors.keys()].some((name) => name.includes("_exps"))).toBe(
      false,
    );
  }));

import { expect, test } from "bun:test";
import { mkdtempSync, readdirSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readGguf } from "@cria/engine";
import { readFacts } from "./facts.ts";
import { writeEvenImportance } from "./imatrix.ts";
import { modelFile } from "./model-file.ts";
import { parameterCount, shapes, tensorsOf } from "./shapes.ts";

const tiny = {
  ...shapes.find(({ id }) => id === "1b")!,
  id: "tiny",
  embeddingLength: 64,
  blockCount: 2,
  headCount: 1,
  headCountKv: 1,
  feedForwardLength: 96,
  vocabSize: 300,
};

async function inFolder(work: (folder: string) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "cria-bench-"));
  try {
    await work(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

test("the file holds the shape's tensors and vocabulary, and is written once", () =>
  inFolder(async (folder) => {
    const path = await modelFile(folder, tiny, "Q4_0", 1);
    const { tensors, metadata } = await readGguf(path);
    expect([...tensors.values()].map(({ name, type, dims }) => ({ name, type: type.name, dims: [...dims] }))).toEqual(
      tensorsOf(tiny, "Q4_0").map(({ name, type, dims }) => ({ name, type, dims: [...dims] })),
    );
    expect(metadata.get("tokenizer.ggml.tokens")?.value).toHaveLength(300);
    const written = statSync(path).mtimeMs;
    expect(await modelFile(folder, tiny, "Q4_0", 1)).toBe(path);
    expect(statSync(path).mtimeMs).toBe(written);
    expect(readdirSync(folder)).toHaveLength(1);
  }));

test("a file's facts are those of its shape", () =>
  inFolder(async (folder) => {
    const path = await modelFile(folder, tiny, "Q4_0", 1);
    const { tensors } = await readGguf(path);
    expect(await readFacts(path)).toEqual({
      vocabSize: 300,
      contextLength: tiny.contextLength,
      parameters: parameterCount(tiny),
      fileBytes: statSync(path).size,
      // The head is tied, so each token reads all tensors.
      bytesPerToken: [...tensors.values()].reduce((sum, { byteLength }) => sum + byteLength, 0),
      types: ["Q4_0"],
    });
  }));

test("an importance matrix has sums and counts for every matrix", () =>
  inFolder(async (folder) => {
    const path = join(folder, "imatrix.gguf");
    await writeEvenImportance(path, tiny);
    const { tensors, metadata } = await readGguf(path);
    expect(metadata.get("general.type")?.value).toBe("imatrix");
    const matrices = tensorsOf(tiny, "F16").filter(({ dims }) => dims.length > 1);
    expect([...tensors.keys()]).toEqual(matrices.flatMap(({ name }) => [`${name}.counts`, `${name}.in_sum2`]));
    expect(tensors.get("blk.0.ffn_down.weight.in_sum2")?.dims).toEqual([96, 1]);
  }));

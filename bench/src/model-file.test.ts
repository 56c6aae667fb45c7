import { expect, test } from "bun:test";
import { mkdtempSync, readdirSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readGguf } from "@cria/engine";
import { modelFile } from "./model-file.ts";
import { shapes, tensorsOf } from "./shapes.ts";

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

test("the file holds the shape's tensors and vocabulary, and is written once", async () => {
  const folder = mkdtempSync(join(tmpdir(), "cria-bench-"));
  try {
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
  } finally {
    rmSync(folder, { recursive: true });
  }
});

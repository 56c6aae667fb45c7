/**
 * Writes the ids that the references give for the strings of the comparison: see README.md.
 *
 *     bun generate.ts <python> [--learn]
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { GgufStrings } from "../../packages/engine/src/gguf/strings.ts";
import type { GgufValue } from "../../packages/engine/src/gguf/value.ts";
import { LlamaTokenizer } from "../../packages/engine/src/tokenizer/llama-cpp-tokenize.ts";
import { preTokenizerGroups } from "../../packages/engine/src/tokenizer/pre-tokenizers.ts";
import { exampleTexts, hashBlocks, type TokenizerVectors } from "../../packages/engine/src/tokenizer/vector-hashes.ts";
import { vectorStrings } from "../../packages/engine/src/tokenizer/vector-strings.ts";

type Ids = readonly number[];

/** What a library gives; null where a text means something else to it than in GGUF. */
interface OwnIds {
  readonly plain: readonly (Ids | null)[];
  readonly parsed?: readonly (Ids | null)[];
}

const folder = join(import.meta.dir, "../../packages/engine/src/tokenizer");
const vocabularies = join(folder, "vector-vocabularies.json");
const work = mkdtempSync(join(tmpdir(), "cria-tokenizer-vectors-"));
const [python = "python3", option] = process.argv.slice(2);

function run(script: string, ...args: string[]): void {
  const { exitCode } = Bun.spawnSync([python, join(import.meta.dir, script), ...args], {
    stdout: "inherit",
    stderr: "inherit",
  });
  if (exitCode !== 0) throw new Error(`${script} failed`);
}

const at = (name: string) => join(work, name);
const write = (path: string, value: unknown) => writeFileSync(path, JSON.stringify(value));
const read = <T>(path: string): T => JSON.parse(readFileSync(path, "utf8"));

/** Texts and kinds of the tokens of a file. */
function tokensOf(metadata: Readonly<Record<string, GgufValue>>): [string, number][] {
  const [texts, types] = [metadata["tokenizer.ggml.tokens"], metadata["tokenizer.ggml.token_type"]];
  if (texts?.type !== "array" || types?.type !== "array" || !(texts.value instanceof GgufStrings)) return [];
  return Array.from(texts.value, (text, index) => [text, Number(types.value[index])]);
}

/** llama.cpp's ids for all strings, without special tokens and with them parsed, and what it adds to no text. */
async function referenceIds(metadata: Readonly<Record<string, GgufValue>>) {
  await using llama = await LlamaTokenizer.start(metadata);
  const all = async (parseSpecial: boolean) => {
    const ids: Ids[] = [];
    for (const text of vectorStrings) ids.push(await llama.encode(text, { addSpecial: false, parseSpecial }));
    return ids;
  };
  const plain = await all(false);
  return { plain, parsed: await all(true), ends: await llama.encode("", { addSpecial: true, parseSpecial: false }) };
}

write(at("strings.json"), vectorStrings);
if (option === "--learn") run("train.py", at("strings.json"), vocabularies);
const { vectorTokenizers } = await import("../../packages/engine/src/tokenizer/vector-tokenizers.ts");
write(
  at("tokenizers.json"),
  Object.fromEntries(Array.from(vectorTokenizers, ([name, metadata]) => [name, tokensOf(metadata)])),
);
run("own.py", at("strings.json"), vocabularies, at("tokenizers.json"), at("own.json"));
const own = read<Record<string, OwnIds>>(at("own.json"));
/** Names of one group differ in nothing but what <mask> swallows, which only llama.cpp was asked for. */
function ownOf(name: string): OwnIds | undefined {
  if (name.startsWith("jina-v2-")) return undefined;
  const others = preTokenizerGroups.find((names) => names.includes(name)) ?? [name];
  return own[[name, ...others].find((other) => own[other] !== undefined) ?? name];
}

const groups = new Map<string, TokenizerVectors["groups"][number] & { names: string[] }>();
const examples = new Map<string, Map<string, string[]>>();
for (const [name, metadata] of vectorTokenizers) {
  const llama = await referenceIds(metadata);
  const known = ownOf(name);
  const merge = (theirs: Ids[], library: OwnIds["plain"] = []) => theirs.map((ids, index) => library[index] ?? ids);
  const plain = merge(llama.plain, known?.plain);
  const parsed = merge(llama.parsed, known?.parsed);
  const differing = [
    plain.filter((ids, i) => `${ids}` !== `${llama.plain[i]}`),
    parsed.filter((ids, i) => `${ids}` !== `${llama.parsed[i]}`),
  ];
  const group = {
    names: [name],
    own: known !== undefined,
    llamaCppDiffers: differing.map((ids) => ids.length),
    ends: llama.ends,
    plain: hashBlocks(plain),
    parsed: hashBlocks(parsed),
  };
  const { names: _, ...same } = group;
  const key = JSON.stringify(same);
  const seen = groups.get(key);
  if (seen !== undefined) {
    seen.names.push(name);
    continue;
  }
  groups.set(key, group);
  for (const text of exampleTexts) {
    const answers = examples.get(text) ?? new Map<string, string[]>();
    const ids = `${plain[vectorStrings.indexOf(text)]}`;
    answers.set(ids, [...(answers.get(ids) ?? []), name]);
    examples.set(text, answers);
  }
  console.error(name, ...group.llamaCppDiffers);
}
write(join(folder, "tokenizer-vectors.json"), {
  groups: [...groups.values()],
  examples: Array.from(examples, ([text, answers]) => [
    text,
    Array.from(answers, ([ids, names]) => [names.join("|"), ids]),
  ]),
});
rmSync(work, { recursive: true });

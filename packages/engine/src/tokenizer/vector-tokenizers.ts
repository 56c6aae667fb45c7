import { readFileSync } from "node:fs";
import { join } from "node:path";
import { GgufStrings } from "../gguf/strings.ts";
import type { GgufValue } from "../gguf/value.ts";
import { preTokenizer, preTokenizerNames } from "./pre-tokenizers.ts";
import { type MadeToken, madeByteLevelMetadata, madeMetadata } from "./testing.ts";
import { TokenType } from "./vocabulary.ts";

export type Metadata = Record<string, GgufValue>;

/** What `tools/tokenizer-vectors/train.py` learns. Lists are one string each. */
interface Vocabularies {
  readonly byteLevel: { readonly merges: string };
  readonly characters: CharacterVocabulary;
  readonly words: CharacterVocabulary;
  readonly wordPiece: { readonly tokens: string };
  readonly wordPieceCased: { readonly tokens: string };
  readonly unigram: PieceVocabulary;
  readonly pairs: PieceVocabulary;
}

interface CharacterVocabulary {
  readonly alphabet: string;
  readonly merges: string;
}

interface PieceVocabulary {
  /** Text, score and kind of each. */
  readonly pieces: string;
  /** Base64. */
  readonly charsmap: string;
}

const vocabularies: Vocabularies = JSON.parse(readFileSync(join(import.meta.dir, "vector-vocabularies.json"), "utf8"));
const list = (text: string) => text.split("\u241e");

const string = (value: string): GgufValue => ({ type: "string", value });
const flag = (value: boolean): GgufValue => ({ type: "bool", value });
const id = (value: number): GgufValue => ({ type: "u32", value });
const { control, userDefined, unknown, byte } = TokenType;

const special: readonly MadeToken[] = [
  ...["<|endoftext|>", "<|im_start|>", "<|im_end|>", "<s>", "</s>", "<mask>", "[MASK]", "[CLS]", "[SEP]"].map(
    (text): MadeToken => [text, control],
  ),
  ["<tool_call>", userDefined],
  ["</tool_call>", userDefined],
  ["<unk>", unknown],
];

function byteLevel(pre: string): Metadata {
  const ids = { "tokenizer.ggml.bos_token_id": id(0), "tokenizer.ggml.eos_token_id": id(0) };
  const { metadata } = madeByteLevelMetadata(list(vocabularies.byteLevel.merges), special, {
    "tokenizer.ggml.pre": string(pre),
    ...ids,
  });
  return Object.fromEntries(metadata);
}

/** With byte tokens, and runs of newlines that no merges make. */
function characters({ alphabet, merges }: CharacterVocabulary, more: Metadata): Metadata {
  const bytes = Array.from({ length: 256 }, (_, value): MadeToken => {
    return [`<0x${value.toString(16).toUpperCase().padStart(2, "0")}>`, byte];
  });
  const texts = new Set([
    ...list(alphabet),
    "\n",
    ...list(merges).map((merge) => merge.replace(" ", "")),
    "\n\n",
    "\n\n\n\n\n",
  ]);
  const tokens = [...special, ...bytes, ...Array.from(texts, (text): MadeToken => [text])];
  const { metadata } = madeMetadata(tokens, {
    "tokenizer.ggml.merges": { type: "array", elementType: "string", value: GgufStrings.from(list(merges)) },
    "tokenizer.ggml.bos_token_id": id(0),
    "tokenizer.ggml.eos_token_id": id(0),
    ...more,
  });
  return Object.fromEntries(metadata);
}

/** WordPiece as GGUF writes it: what starts a word starts with U+2581, and what goes on has no mark. */
export function wordPieceMetadata(tokens: readonly string[], lowercase: boolean): Metadata {
  const marked = tokens.map((text): MadeToken => {
    if (/^\[[A-Z]+\]$/.test(text)) return [text, text === "[UNK]" ? unknown : control];
    return [text.startsWith("##") ? text.slice(2) : `▁${text}`];
  });
  const at = (text: string) => id(tokens.indexOf(text));
  const { metadata } = madeMetadata(marked, {
    "tokenizer.ggml.model": string("bert"),
    "tokenizer.ggml.bos_token_id": at("[CLS]"),
    "tokenizer.ggml.seperator_token_id": at("[SEP]"),
    "tokenizer.ggml.unknown_token_id": at("[UNK]"),
    "tokenizer.ggml.padding_token_id": at("[PAD]"),
    ...(lowercase ? {} : { "tokenizer.ggml.normalizer.lowercase": flag(false) }),
  });
  return Object.fromEntries(metadata);
}

function pieces({ pieces: made, charsmap }: PieceVocabulary, more: Metadata): Metadata {
  // GGUF has spaces in user-defined tokens, which texts are searched for as they are.
  const tokens = list(made).map((piece): MadeToken => {
    const [text = "", score, type] = piece.split("\u241f");
    return [Number(type) === userDefined ? text.replaceAll("▁", " ") : text, Number(type), Number(score)];
  });
  const rules = Buffer.from(charsmap, "base64");
  const { metadata } = madeMetadata(tokens, {
    ...(rules.length > 0 && {
      "tokenizer.ggml.precompiled_charsmap": { type: "array", elementType: "u8", value: new Uint8Array(rules) },
    }),
    ...more,
  });
  return Object.fromEntries(metadata);
}

const model = (name: string): Metadata => ({ "tokenizer.ggml.model": string(name) });
const t5 = { ...model("t5"), "tokenizer.ggml.eos_token_id": id(1), "tokenizer.ggml.unknown_token_id": id(2) };
const spaceAdded = (value: boolean): Metadata => ({ "tokenizer.ggml.add_space_prefix": flag(value) });
const spacesMerged: Metadata = { "tokenizer.ggml.remove_extra_whitespaces": flag(true) };

/** Metadata of the tokenizers that are compared with the references, by name: one for each pre-tokenizer and a few more. */
export const vectorTokenizers: ReadonlyMap<string, Metadata> = new Map([
  ...preTokenizerNames.map((name): [string, Metadata] => [
    name,
    preTokenizer(name).characters === undefined
      ? byteLevel(name)
      : characters(name === "whitespace" ? vocabularies.words : vocabularies.characters, {
          ...model(name === "whitespace" ? name : "gpt2"),
          "tokenizer.ggml.pre": string(name),
        }),
  ]),
  ["kind gemma4", characters(vocabularies.characters, model("gemma4"))],
  [
    "kind whitespace, lowercase",
    characters(vocabularies.words, {
      ...model("whitespace"),
      "tokenizer.ggml.pre": string("whitespace"),
      "tokenizer.ggml.normalizer.lowercase": flag(true),
    }),
  ],
  ["modern-bert by name", { ...byteLevel("gpt-2"), "general.name": string("a Modern-BERT") }],
  ["kind llama", pieces(vocabularies.pairs, model("llama"))],
  ["kind llama, no space added", pieces(vocabularies.pairs, { ...model("llama"), ...spaceAdded(false) })],
  ["kind llama, phi-3 by name", pieces(vocabularies.pairs, { ...model("llama"), "general.name": string("Phi-3") })],
  ["kind bert", wordPieceMetadata(list(vocabularies.wordPiece.tokens), true)],
  ["kind bert, cased", wordPieceMetadata(list(vocabularies.wordPieceCased.tokens), false)],
  ["kind t5", pieces(vocabularies.unigram, { ...t5, ...spaceAdded(true), ...spacesMerged })],
  ["kind t5, spaces kept", pieces(vocabularies.unigram, { ...t5, ...spaceAdded(true) })],
  ["kind t5, no space added", pieces({ ...vocabularies.unigram, charsmap: "" }, t5)],
]);

import { getNumbers } from "../gguf/metadata.ts";
import type { Gguf } from "../gguf/reader.ts";
import { readTokenId, TokenType, type Vocabulary } from "./vocabulary.ts";

/** Texts of tokens that end an answer in some model; files often fail to declare them all. */
const endTexts = [
  "<|eot_id|>",
  "<|im_end|>",
  "<|end|>",
  "<|return|>",
  "<|call|>",
  "<|flush|>",
  "<|calls|>",
  "<end_of_turn>",
  "<|endoftext|>",
  "</s>",
  "<|eom_id|>",
  "<EOT>",
  "_<EOT>",
  "[EOT]",
  "[EOS]",
  "<|end_of_text|>",
  "<end_of_utterance>",
  "<eos>",
  "<turn|>",
  "<|tool_response>",
  "<｜end▁of▁sentence｜>",
  "[e~[",
];

/** Texts of the tokens for filling in the middle of code, by the metadata key that declares them. */
const fillInTheMiddle = {
  fim_pre: [
    "<|fim_prefix|>",
    "<fim-prefix>",
    "<fim_prefix>",
    "<｜fim▁begin｜>",
    "<PRE>",
    "▁<PRE>",
    "<|code_prefix|>",
    "<|prefix|>",
  ],
  fim_suf: [
    "<|fim_suffix|>",
    "<fim-suffix>",
    "<fim_suffix>",
    "<｜fim▁hole｜>",
    "<SUF>",
    "▁<SUF>",
    "<|code_suffix|>",
    "<|suffix|>",
  ],
  fim_mid: [
    "<|fim_middle|>",
    "<fim-middle>",
    "<fim_middle>",
    "<｜fim▁end｜>",
    "<MID>",
    "▁<MID>",
    "<|code_middle|>",
    "<|middle|>",
  ],
  fim_pad: ["<|fim_pad|>", "<fim-pad>", "<fim_pad>", "<PAD>", "[PAD]"],
  fim_rep: ["<|fim_repo|>", "<|repo_name|>", "<fim-repo>", "<REPO>", "<reponame>"],
  fim_sep: ["<|file_sep|>"],
} as const;

/** Those of them after which a model has nothing more to say. */
const endingMiddle = new Set<string>(["fim_pad", "fim_rep", "fim_sep"]);

/** Tokens that structure an answer and are part of its text. */
const structure = ["<|channel|>", "<|message|>", "<|start|>", "<|constrain|>"];

/**
 * The tokens that end an answer: those that the file declares and those known by their text. Corrects the kinds of such
 * tokens in `vocabulary`, since many files have them as ordinary text.
 */
export function findEndOfGeneration(
  gguf: Pick<Gguf, "metadata">,
  vocabulary: Vocabulary,
  eos: number | undefined,
): Set<number> {
  const ends = new Set<number>();
  const { types } = vocabulary;
  const id = (text: string) => vocabulary.findText(text);

  for (const token of [eos, readTokenId(gguf, vocabulary, "eot"), readTokenId(gguf, vocabulary, "eom")]) {
    if (token !== undefined) ends.add(token);
  }
  const declared = getNumbers(gguf, "tokenizer.ggml.eos_token_ids", []);
  for (let index = 0; index < declared.length; index++)
    if (declared[index]! < vocabulary.size) ends.add(declared[index]!);

  for (const text of endTexts) {
    const token = id(text);
    if (token === undefined) continue;
    ends.add(token);
    types[token] = TokenType.control;
  }
  for (const [key, texts] of Object.entries(fillInTheMiddle)) {
    let token = readTokenId(gguf, vocabulary, key);
    if (token === undefined) {
      token = texts.map(id).find((found) => found !== undefined);
      if (token === undefined) continue;
      types[token] = TokenType.control;
    }
    if (endingMiddle.has(key)) ends.add(token);
  }

  const has = (text: string) => id(text) !== undefined;
  const keep = (text: string, type: number) => {
    const token = id(text)!;
    ends.delete(token);
    types[token] = type;
  };
  // gpt-oss: <|end|> ends a message, of which an answer has several.
  const calls = has("<|call|>") || has("<|calls|>");
  if (has("<|end|>") && calls && (has("<|return|>") || has("<|flush|>"))) keep("<|end|>", TokenType.userDefined);
  // gemma4 has </s> as the tag of struck-out text.
  if (has("<|tool_response>") && has("</s>")) keep("</s>", TokenType.normal);
  for (const text of structure) if (has(text)) types[id(text)!] = TokenType.userDefined;
  return ends;
}

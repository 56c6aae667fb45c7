import { getBoolean, getString, getStrings } from "../gguf/metadata.ts";
import type { Gguf } from "../gguf/reader.ts";
import { GgufStrings } from "../gguf/strings.ts";
import type { BaseTokenizer, TokenizerParts } from "./base-tokenizer.ts";
import { ByteLevelBpeTokenizer } from "./byte-level-bpe.ts";
import { CharacterBpeTokenizer } from "./character-bpe.ts";
import { findEndOfGeneration } from "./end-of-generation.ts";
import { MergeSeams } from "./merge-seams.ts";
import { MergeTable } from "./merge-table.ts";
import { type PreTokenizer, preTokenizer } from "./pre-tokenizers.ts";
import { SpecialTokens } from "./special-tokens.ts";
import { stripRules } from "./strip-rules.ts";
import { readTokenId, readVocabulary } from "./vocabulary.ts";

type HasMetadata = Pick<Gguf, "metadata">;

/** The pre-tokenizer of a file whose tokenizer is of kind "gpt2". Throws GgufError if it is not known. */
export function preTokenizerOf(gguf: HasMetadata): PreTokenizer {
  return preTokenizer(getString(gguf, "tokenizer.ggml.pre", "") || "default");
}

/** Reads a tokenizer of kind "gpt2". Throws GgufError if its metadata is wrong or its pre-tokenizer is not known. */
export function bpeTokenizer(gguf: HasMetadata): BaseTokenizer {
  return readBpe(gguf, preTokenizerOf(gguf), 11);
}

/** Reads a tokenizer of kind "gemma4", whose pre-tokenizer nothing has to name. Throws GgufError if it is wrong. */
export function gemma4Tokenizer(gguf: HasMetadata): BaseTokenizer {
  return readBpe(gguf, preTokenizer("gemma4"), undefined);
}

/** Reads a tokenizer of kind "whitespace", which drops white space. Throws GgufError if it is wrong. */
export function whitespaceTokenizer(gguf: HasMetadata): BaseTokenizer {
  const lowercase = getBoolean(gguf, "tokenizer.ggml.normalizer.lowercase", false);
  const { characters, ...pre } = preTokenizer("whitespace");
  return readBpe(gguf, { ...pre, characters: { ...characters!, lowercase } }, 11);
}

/** `defaultId` is the token that begins and ends texts where the file names none. */
function readBpe(gguf: HasMetadata, pre: PreTokenizer, defaultId: number | undefined): BaseTokenizer {
  const vocabulary = readVocabulary(gguf);
  const eos = readTokenId(gguf, vocabulary, "eos", defaultId);
  const endOfGeneration = findEndOfGeneration(gguf, vocabulary, eos);
  const strings = pre.optionalMerges
    ? getStrings(gguf, "tokenizer.ggml.merges", GgufStrings.from([]))
    : getStrings(gguf, "tokenizer.ggml.merges");
  const seams = pre.characters && new MergeSeams();
  const merges = new MergeTable(vocabulary, strings, seams);
  const addBos = getBoolean(gguf, "tokenizer.ggml.add_bos_token", pre.addBos);
  const parts: TokenizerParts = {
    vocabulary,
    specialTokens: new SpecialTokens(vocabulary, stripRules(gguf, vocabulary)),
    endOfGeneration,
    bos: readTokenId(gguf, vocabulary, "bos", pre.defaultBos ? defaultId : undefined),
    eos,
    sep: readTokenId(gguf, vocabulary, "seperator"),
    // Files of gemma4 deny it and need it.
    addBos: addBos || (pre.characters !== undefined && pre.addBos),
    addEos: getBoolean(gguf, "tokenizer.ggml.add_eos_token", false),
    addSep: getBoolean(gguf, "tokenizer.ggml.add_sep_token", pre.addSep),
    addSpacePrefix: false,
  };
  return pre.characters === undefined
    ? new ByteLevelBpeTokenizer(parts, pre, merges)
    : new CharacterBpeTokenizer(parts, pre.characters, merges, seams!);
}

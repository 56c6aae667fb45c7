import { GgufError } from "../gguf/error.ts";
import { getString } from "../gguf/metadata.ts";
import type { Gguf } from "../gguf/reader.ts";
import { bpeTokenizer, gemma4Tokenizer, preTokenizerOf, whitespaceTokenizer } from "./bpe.ts";
import { sentencePieceTokenizer } from "./sentencepiece.ts";
import type { Tokenizer } from "./tokenizer.ts";
import { unigramTokenizer } from "./unigram.ts";
import { wordPieceTokenizer } from "./word-piece.ts";

type HasMetadata = Pick<Gguf, "metadata">;
type CreateTokenizer = (gguf: HasMetadata) => Tokenizer;

/** How to read each kind of tokenizer, by `tokenizer.ggml.model`. */
const kinds: ReadonlyMap<string, CreateTokenizer> = new Map<string, CreateTokenizer>([
  ["llama", sentencePieceTokenizer],
  ["gpt2", bpeTokenizer],
  ["gemma4", gemma4Tokenizer],
  ["whitespace", whitespaceTokenizer],
  ["bert", wordPieceTokenizer],
  ["t5", unigramTokenizer],
]);

function kindOf(gguf: HasMetadata): string {
  const kind = getString(gguf, "tokenizer.ggml.model");
  if (kinds.has(kind)) return kind;
  throw new GgufError(`tokenizer "${kind}" is not supported (supported: ${[...kinds.keys()].join(", ")})`);
}

/**
 * Throws {@link GgufError} with one sentence that names the kind of tokenizer or the pre-tokenizer of a model file, if it is
 * not supported, and lists those that are. Quick: it does not look at the vocabulary.
 */
export function assertTokenizerSupported(gguf: HasMetadata): void {
  if (kindOf(gguf) === "gpt2") preTokenizerOf(gguf);
}

/** The tokenizer that a model file describes. Throws {@link GgufError} if it is of an unsupported kind or wrong. */
export function createTokenizer(gguf: HasMetadata): Tokenizer {
  return kinds.get(kindOf(gguf))!(gguf);
}

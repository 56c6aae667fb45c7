import { GgufError } from "../gguf/error.ts";
import { getString } from "../gguf/metadata.ts";
import type { Gguf } from "../gguf/reader.ts";
import { byteLevelBpeTokenizer } from "./byte-level-bpe.ts";
import { sentencePieceTokenizer } from "./sentencepiece.ts";
import type { Tokenizer } from "./tokenizer.ts";

type CreateTokenizer = (gguf: Pick<Gguf, "metadata">) => Tokenizer;

/** How to read each kind of tokenizer, by `tokenizer.ggml.model`. */
const kinds: ReadonlyMap<string, CreateTokenizer> = new Map<string, CreateTokenizer>([
  ["llama", sentencePieceTokenizer],
  ["gpt2", byteLevelBpeTokenizer],
]);

/** The tokenizer that a model file describes. Throws {@link GgufError} if it is of an unsupported kind or wrong. */
export function createTokenizer(gguf: Pick<Gguf, "metadata">): Tokenizer {
  const kind = getString(gguf, "tokenizer.ggml.model");
  const create = kinds.get(kind);
  if (create !== undefined) return create(gguf);
  throw new GgufError(`tokenizer "${kind}" is not supported (supported: ${[...kinds.keys()].join(", ")})`);
}

import { getBoolean, getString } from "../gguf/metadata.ts";
import type { Gguf } from "../gguf/reader.ts";
import { BaseTokenizer } from "./base-tokenizer.ts";
import { byteString } from "./byte-string.ts";
import { findEndOfGeneration } from "./end-of-generation.ts";
import { mergePairs } from "./merge.ts";
import { SpecialTokens, specialTokens } from "./special-tokens.ts";
import { readTokenId, readVocabulary, TokenType, type Vocabulary } from "./vocabulary.ts";

/** U+2581, which stands for a space in the vocabulary. */
const meta = byteString("\u2581");

/**
 * SentencePiece's byte-pair encoding (`tokenizer.ggml.model` "llama"): characters merge into tokens, those of the highest
 * score first, and what is in no token becomes byte tokens.
 */
export class SentencePieceTokenizer extends BaseTokenizer {
  readonly #byteTokens = byteTokens(this.parts.vocabulary);

  protected override encodeFragment(text: string, tokens: number[]): void {
    const { vocabulary, addSpacePrefix } = this.parts;
    const escaped = (addSpacePrefix ? ` ${text}` : text).replaceAll(" ", meta);
    const bounds = mergePairs(characterBounds(escaped), (start, _, end) => {
      const token = vocabulary.find(escaped.substring(start, end));
      return token === undefined ? undefined : vocabulary.scores[token];
    });
    for (let index = 0; index + 1 < bounds.length; index++) {
      const symbol = escaped.substring(bounds[index]!, bounds[index + 1]);
      const token = vocabulary.find(symbol);
      if (token === undefined) this.#encodeBytes(symbol, tokens);
      else tokens.push(token);
    }
  }

  #encodeBytes(symbol: string, tokens: number[]): void {
    for (let index = 0; index < symbol.length; index++) {
      const token = this.#byteTokens[symbol.charCodeAt(index)];
      if (token !== undefined) tokens.push(token);
    }
  }

  protected override unescape(bytes: Uint8Array): Uint8Array {
    const text = byteString(bytes);
    return text.includes(meta) ? Buffer.from(text.replaceAll(meta, " "), "latin1") : bytes;
  }
}

/** Reads a tokenizer of kind "llama". Throws GgufError if its metadata is wrong. */
export function sentencePieceTokenizer(gguf: Pick<Gguf, "metadata">): SentencePieceTokenizer {
  const vocabulary = readVocabulary(gguf);
  const eos = readTokenId(gguf, vocabulary, "eos", 2);
  const endOfGeneration = findEndOfGeneration(gguf, vocabulary, eos);
  return new SentencePieceTokenizer({
    vocabulary,
    specialTokens: new SpecialTokens(vocabulary, rstripTokens(gguf, vocabulary)),
    endOfGeneration,
    bos: readTokenId(gguf, vocabulary, "bos", 1),
    eos,
    addBos: getBoolean(gguf, "tokenizer.ggml.add_bos_token", true),
    addEos: getBoolean(gguf, "tokenizer.ggml.add_eos_token", false),
    addSpacePrefix: getBoolean(gguf, "tokenizer.ggml.add_space_prefix", true),
  });
}

/** Where the UTF-8 characters of a byte string start, then its end. A stray continuation byte counts as one. */
function characterBounds(text: string): number[] {
  const bounds: number[] = [];
  for (let position = 0; position < text.length; ) {
    bounds.push(position);
    const lead = text.charCodeAt(position);
    position += lead < 0xc0 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
  }
  bounds.push(text.length);
  return bounds;
}

/** The token for each byte: `<0x41>`, else a token of just that byte, else the unknown token. */
function byteTokens(vocabulary: Vocabulary): (number | undefined)[] {
  const unknown = vocabulary.types.indexOf(TokenType.unknown);
  return Array.from({ length: 256 }, (_, byte) => {
    const hex = byte.toString(16).toUpperCase().padStart(2, "0");
    const token = vocabulary.find(`<0x${hex}>`) ?? vocabulary.find(String.fromCharCode(byte));
    return token ?? (unknown < 0 ? undefined : unknown);
  });
}

/** Phi-3's special tokens swallow the white space behind them, which nothing in the file says but the model's name. */
function rstripTokens(gguf: Pick<Gguf, "metadata">, vocabulary: Vocabulary): Set<number> {
  if (!/phi-?3/i.test(getString(gguf, "general.name", ""))) return new Set();
  const tokens = new Set(specialTokens(vocabulary));
  const close = vocabulary.findText("</s>");
  if (close !== undefined) tokens.add(close);
  for (const text of ["<unk>", "<s>", "<|endoftext|>"]) tokens.delete(vocabulary.findText(text) ?? -1);
  return tokens;
}

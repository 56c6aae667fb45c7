import { TokenType } from "../tokenizer/vocabulary.ts";
import { CheckpointError } from "./error.ts";

/** The tokens of a model, as GGUF has them. */
export interface TokenList {
  /** `tokenizer.ggml.model`. */
  readonly model: "llama" | "gpt2" | "bert";
  /** `tokenizer.ggml.pre`. */
  readonly pre: string;
  readonly texts: (string | Uint8Array)[];
  /** Kinds by id, see {@link TokenType}. */
  readonly types: number[];
  /** Of SentencePiece alone. */
  readonly scores?: number[];
  /** Of byte pairs alone. */
  readonly merges?: readonly string[];
}

/** A token that was added to a tokenizer. */
export interface AddedToken {
  readonly id: number;
  readonly content: string;
  readonly special: boolean;
}

const alwaysSpecial = new Set(["<pad>", "<mask>", "<2mass>", "[@BOS@]"]);

/** Tokens that authors forgot to call special. */
function looksSpecial(text: string): boolean {
  return alwaysSpecial.has(text) || /^<\|.*\|>$|^<｜.*｜>$|^<unused.*>$/s.test(text);
}

/** Puts added tokens into a list; those beyond `size` are left out. */
export function addTokens(list: TokenList, added: Iterable<AddedToken>, size: number): void {
  for (const { id, content, special } of added) {
    if (id >= size) continue;
    pad(list, id + 1);
    const isControl = special || looksSpecial(content);
    // In tokens of users, spaces stand for themselves.
    list.texts[id] = isControl ? content : content.replaceAll("\u2581", " ");
    list.types[id] = isControl ? TokenType.control : TokenType.userDefined;
    if (list.scores) list.scores[id] = -1000;
  }
}

/**
 * Fills a list up to the rows of the embedding, with tokens that never occur. Throws {@link CheckpointError} where there
 * are more tokens than rows.
 */
export function pad(list: TokenList, size: number): void {
  for (let id = list.texts.length; id < size; id++) {
    list.texts.push(`[PAD${id}]`);
    list.types.push(TokenType.unused);
    list.scores?.push(-10_000);
  }
}

export function assertFits({ texts }: TokenList, rows: number): void {
  if (texts.length <= rows) return;
  throw new CheckpointError(`the tokenizer has ${texts.length} tokens, but the embedding ${rows} rows`);
}

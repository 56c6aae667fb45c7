import { checkTokens } from "../runner/token-messages.ts";
import { type EmbeddingInfo, type EmbedInput, RunnerError } from "../runner/types.ts";
import type { Tokenizer } from "../tokenizer/tokenizer.ts";
import { pairTokens, type RerankPrompt } from "./pair-tokens.ts";

/** An input as the model reads it. */
export interface TokenizedInput {
  readonly tokens: readonly number[];
  /** Where the second text of a pair begins; the number of tokens where there is none. */
  readonly second: number;
}

/** What inputs are tokenised for. */
export interface InputReader extends EmbeddingInfo {
  readonly tokenizer: Tokenizer;
  /** How a pair is put to a model that has words for that. */
  readonly rerankPrompt: RerankPrompt | undefined;
}

/**
 * Tokens of an input, with special ones unless it is tokens already. Throws RunnerError "request" for what this model can't
 * embed, and "context" where the input is too long and may not be cut.
 */
export function tokenizeInput(reader: InputReader, input: EmbedInput, truncate: boolean): TokenizedInput {
  const { longest } = reader;
  const read = readInput(reader, input, truncate ? longest : Number.POSITIVE_INFINITY);
  const count = read.tokens.length;
  if (count === 0) throw new RunnerError("request", "an input has no tokens");
  if (count > longest) {
    throw new RunnerError(
      "context",
      `the input (${count} tokens) exceeds the context length (${longest} tokens)`,
      count,
    );
  }
  return read;
}

function readInput(reader: InputReader, input: EmbedInput, most: number): TokenizedInput {
  const { tokenizer, pooling } = reader;
  if (typeof input === "string") {
    const tokens = withOneEnd(tokenizer.encode(input, { addSpecial: true, parseSpecial: true }), tokenizer, pooling);
    const cut = shortened(tokens, most, tokenizer.addEos ? 1 : 0);
    return { tokens: cut, second: cut.length };
  }
  if ("query" in input) {
    if (pooling !== "rank") throw new RunnerError("request", "this model does not rank documents");
    return pairTokens(tokenizer, input, most, reader.rerankPrompt);
  }
  checkTokens(input, tokenizer);
  return { tokens: input.slice(0, most), second: Math.min(input.length, most) };
}

/** Without the end that a text has of its own: where the last token is the embedding, a second end would change it. */
function withOneEnd(tokens: number[], { addEos, eos }: Tokenizer, pooling: EmbeddingInfo["pooling"]): number[] {
  const isDouble = pooling === "last" && addEos && tokens.at(-1) === eos && tokens.at(-2) === eos;
  return isDouble ? tokens.slice(0, -1) : tokens;
}

/** At most so many tokens, the last `kept` of them from the end. */
function shortened(tokens: readonly number[], most: number, kept: number): readonly number[] {
  if (tokens.length <= most) return tokens;
  const end = Math.min(kept, most);
  return [...tokens.slice(0, most - end), ...tokens.slice(tokens.length - end)];
}

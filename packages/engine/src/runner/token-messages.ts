import type { Tokenizer } from "../tokenizer/tokenizer.ts";
import type { FromRunner, ToRunner } from "./protocol.ts";
import { RunnerError } from "./types.ts";

type TokenMessage = Extract<ToRunner, { type: "tokenize" | "detokenize" }>;

/** Turns a text into tokens, or tokens into text. Throws RunnerError "request" for tokens outside the vocabulary. */
export function answerTokens(message: TokenMessage, tokenizer: Tokenizer): FromRunner {
  const { id } = message;
  if (message.type === "tokenize") {
    const tokens = tokenizer.encode(message.text, { addSpecial: message.addSpecial, parseSpecial: true });
    return { type: "tokens", id, tokens };
  }
  checkTokens(message.tokens, tokenizer);
  return { type: "text", id, text: tokenizer.decode(message.tokens, message.special) };
}

/** Throws RunnerError "request" where a token is outside the vocabulary. */
export function checkTokens(tokens: readonly number[], { vocabSize }: Pick<Tokenizer, "vocabSize">): void {
  const wrong = tokens.find((token) => !Number.isInteger(token) || token < 0 || token >= vocabSize);
  if (wrong !== undefined) throw new RunnerError("request", `token ${wrong} is outside the vocabulary of ${vocabSize}`);
}

import type { Tokenizer } from "../tokenizer/tokenizer.ts";
import { type FromRunner, type ToRunner, tokensAtOnce } from "./protocol.ts";
import { RunnerError } from "./types.ts";

type TokenMessage = Extract<ToRunner, { type: "tokenize" | "detokenize" }>;

/** Turns a text into tokens, in parts, or tokens into text. Throws RunnerError "request" for tokens outside the vocabulary. */
export function* answerTokens(message: TokenMessage, tokenizer: Tokenizer): Generator<FromRunner, void> {
  const { id } = message;
  if (message.type === "detokenize") {
    checkTokens(message.tokens, tokenizer);
    yield { type: "text", id, text: tokenizer.decode(message.tokens, message.special) };
    return;
  }
  const tokens = tokenizer.encode(message.text, { addSpecial: message.addSpecial, parseSpecial: true });
  for (let start = 0, isLast = false; !isLast; start += tokensAtOnce) {
    isLast = start + tokensAtOnce >= tokens.length;
    yield { type: "tokens", id, tokens: tokens.slice(start, start + tokensAtOnce), isLast };
  }
}

/** Throws RunnerError "request" where a token is outside the vocabulary. */
export function checkTokens(tokens: readonly number[], { vocabSize }: Pick<Tokenizer, "vocabSize">): void {
  const wrong = tokens.find((token) => !Number.isInteger(token) || token < 0 || token >= vocabSize);
  if (wrong !== undefined) throw new RunnerError("request", `token ${wrong} is outside the vocabulary of ${vocabSize}`);
}

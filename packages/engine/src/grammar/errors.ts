/** A schema that output can't be held to; the message says why and where. */
export class GrammarError extends Error {
  override readonly name = "GrammarError";
}

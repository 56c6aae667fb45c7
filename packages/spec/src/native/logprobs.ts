import { type Static, Type } from "@sinclair/typebox";
import { optional } from "./field.ts";

const token = {
  token: Type.String({ description: "Text of the token; a part of a character is replaced by U+FFFD." }),
  logprob: Type.Number({ description: "Natural logarithm of its probability." }),
  bytes: optional(Type.Array(Type.Integer()), "UTF-8 bytes of the token; absent for an empty one."),
};

/** A token that might have been generated. */
export const TokenLogprob = Type.Object(token);
export type TokenLogprob = Static<typeof TokenLogprob>;

/** A token that was generated, with the most likely alternatives if they were asked for. */
export const Logprob = Type.Object({
  ...token,
  top_logprobs: optional(Type.Array(TokenLogprob), "The most likely tokens at this place, the likeliest first."),
});
export type Logprob = Static<typeof Logprob>;

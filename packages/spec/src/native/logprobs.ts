import { type Static, Type } from "@sinclair/typebox";

const token = {
  token: Type.String(),
  logprob: Type.Number(),
  bytes: Type.Optional(
    Type.Array(Type.Integer(), { description: "UTF-8 bytes of the token; absent for an empty one." }),
  ),
};

export const TokenLogprob = Type.Object(token);
export type TokenLogprob = Static<typeof TokenLogprob>;

/** Log probability of one generated token, with the most likely alternatives if they were asked for. */
export const Logprob = Type.Object({ ...token, top_logprobs: Type.Optional(Type.Array(TokenLogprob)) });
export type Logprob = Static<typeof Logprob>;

import { type Static, Type } from "@sinclair/typebox";

/** The body of every JSON error answer, and the last line of a stream that failed. */
export const ErrorResponse = Type.Object({
  error: Type.String({ description: "What went wrong, for people." }),
  signin_url: Type.Optional(Type.String({ description: "Where to sign in; only with status 401." })),
});
export type ErrorResponse = Static<typeof ErrorResponse>;

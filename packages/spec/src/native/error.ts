import { type Static, Type } from "@sinclair/typebox";
import { optional } from "./field.ts";

/** The body of every JSON error answer, and the last line of a stream that failed after it began. */
export const ErrorResponse = Type.Object({
  error: Type.String({ description: "What went wrong, for people." }),
  signin_url: optional(Type.String(), "Where to sign in; only with status 401.", "0.12.1"),
  StatusCode: optional(Type.Integer(), "Status that the host of a remote model gave; only if it refused.", "0.12.0"),
  Status: optional(Type.String(), "Text of that status, mostly empty.", "0.12.0"),
});
export type ErrorResponse = Static<typeof ErrorResponse>;

import { type Static, Type } from "@sinclair/typebox";
import { optional } from "./field.ts";

/** A step of a long task. */
export const ProgressResponse = Type.Object({
  status: Type.String({ description: "What is being done, such as pulling manifest." }),
  digest: optional(Type.String(), "The blob that this is about."),
  total: optional(Type.Integer(), "Bytes in all."),
  completed: optional(Type.Integer(), "Bytes so far; absent for none."),
});
export type ProgressResponse = Static<typeof ProgressResponse>;

/** The last step of a long task that went well, and without streaming its whole answer. */
export const ProgressFinal = Type.Object({ status: Type.Literal("success", { description: "All is done." }) });
export type ProgressFinal = Static<typeof ProgressFinal>;

import { type Static, Type } from "@sinclair/typebox";
import { go } from "../go.ts";

/** Form of the answer: `"json"`, a JSON Schema object, or `""` for free text. Checked only when an answer starts. */
export const Format = Type.Union([Type.Literal("json"), Type.Literal(""), Type.Record(Type.String(), Type.Unknown())], {
  ...go("json.RawMessage", "raw"),
  description: "json, or a JSON Schema that the answer must match.",
});
export type Format = Static<typeof Format>;

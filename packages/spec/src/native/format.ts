import { type Static, Type } from "@sinclair/typebox";
import { go } from "../go.ts";
import { since } from "../since.ts";

const keyword = Type.Unknown({ description: "The value of a JSON Schema keyword: any JSON value." });

/** Form of the answer: `"json"`, a JSON Schema object, or `""` for free text. Checked only when an answer starts. */
export const Format = Type.Union(
  [
    Type.Literal("json", { description: "Any JSON object." }),
    Type.Literal("", { description: "Free text." }),
    Type.Record(Type.String(), keyword, { ...since("0.5.0"), description: "A JSON Schema." }),
  ],
  { ...go("json.RawMessage", "raw"), description: "json, or a JSON Schema that the answer must match." },
);
export type Format = Static<typeof Format>;

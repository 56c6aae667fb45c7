import { type Static, Type } from "@sinclair/typebox";
import { go } from "../go.ts";
import { since } from "../since.ts";

/**
 * How much the model thinks, in any protocol of OpenAI: `none` turns thinking off, `minimal` is `low`, `xhigh` and `ultra`
 * are `max`. Empty or absent leaves it to the model, and a model that can think does. Any other word is refused.
 */
export const ReasoningEffort = Type.Union(
  [
    Type.Literal(""),
    Type.Literal("none"),
    Type.Literal("minimal", since("0.32.11")),
    Type.Literal("low"),
    Type.Literal("medium"),
    Type.Literal("high"),
    Type.Literal("xhigh", since("0.32.11")),
    Type.Literal("ultra", since("0.32.11")),
    Type.Literal("max", since("0.22.0")),
  ],
  { type: "string", ...go("string") },
);
export type ReasoningEffort = Static<typeof ReasoningEffort>;

import { type Static, Type } from "@sinclair/typebox";
import { go } from "../go.ts";
import { since } from "../since.ts";

/** Whether, or how hard, a thinking model thinks before it answers. */
export const Think = Type.Union(
  [
    Type.Boolean({ description: "A model that thinks does so unless this is false." }),
    Type.Literal("low", since("0.11.0")),
    Type.Literal("medium", since("0.11.0")),
    Type.Literal("high", since("0.11.0")),
    Type.Literal("max", since("0.22.0")),
  ],
  { ...go("api.ThinkValue", "think"), description: "Whether, or how hard, the model thinks before it answers." },
);
export type Think = Static<typeof Think>;

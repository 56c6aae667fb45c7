import { type Static, Type } from "@sinclair/typebox";
import { go } from "../go.ts";

/** Whether, or how hard, a thinking model thinks before it answers. */
export const Think = Type.Union(
  [Type.Boolean(), Type.Literal("low"), Type.Literal("medium"), Type.Literal("high"), Type.Literal("max")],
  { ...go("api.ThinkValue", "think"), description: "Whether, or how hard, the model thinks before it answers." },
);
export type Think = Static<typeof Think>;

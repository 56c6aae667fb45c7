import { type Static, Type } from "@sinclair/typebox";
import { since } from "../since.ts";

/** Why an answer ended. */
export const DoneReason = Type.Union(
  [
    Type.Literal("stop", { description: "The model ended it, a stop text came, or a tool is called." }),
    Type.Literal("length", { description: "The token budget or the context is used up." }),
    Type.Literal("load", { description: "There was no prompt: the model has been loaded." }),
    Type.Literal("unload", { ...since("0.3.11"), description: "There was no prompt: the model has been unloaded." }),
  ],
  { description: "Why the answer ended." },
);
export type DoneReason = Static<typeof DoneReason>;

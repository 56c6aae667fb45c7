import { type Static, Type } from "@sinclair/typebox";
import { go } from "../go.ts";

/** How long a model stays loaded: seconds as a number, or a Go duration string (`"5m"`); negative is forever, 0 unloads. */
export const KeepAlive = Type.Union([Type.Number(), Type.String()], {
  ...go("api.Duration", "duration"),
  description:
    "How long the model stays loaded: seconds, or a duration such as 5m; negative is forever, 0 unloads at once.",
});
export type KeepAlive = Static<typeof KeepAlive>;

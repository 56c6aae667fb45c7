import { type Static, Type } from "@sinclair/typebox";
import { go } from "../go.ts";

/** A duration as Go writes it: numbers with units, such as `1h30m`, with a sign; only 0 goes without a unit. */
export const GoDuration = Type.String({
  pattern: "^[-+]?(0|(([0-9]+(\\.[0-9]*)?|\\.[0-9]+)(ns|us|µs|μs|ms|s|m|h))+)$",
  description: "Numbers with units, such as 1h30m; the units are ns, us, ms, s, m and h.",
});

/** How long a model stays loaded: seconds as a number, or a Go duration string (`"5m"`); negative is forever, 0 unloads. */
export const KeepAlive = Type.Union([Type.Number({ description: "Seconds." }), GoDuration], {
  ...go("api.Duration", "duration"),
  description:
    "How long the model stays loaded: seconds, or a duration such as 5m; negative is forever, 0 unloads at once.",
});
export type KeepAlive = Static<typeof KeepAlive>;

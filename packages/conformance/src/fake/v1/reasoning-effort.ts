import { Fail } from "../native/fail.ts";

const words: Readonly<Record<string, boolean | string>> = {
  none: false,
  minimal: "low",
  low: "low",
  medium: "medium",
  high: "high",
  max: "max",
  xhigh: "max",
  ultra: "max",
};

/** The native `think` of OpenAI's reasoning effort; undefined leaves it to the model. Throws a {@link Fail}. */
export function thinkOf(effort: string | undefined): boolean | string | undefined {
  if (effort === undefined || effort === "") return undefined;
  if (Object.hasOwn(words, effort)) return words[effort];
  const known = ["minimal", "low", "medium", "high", "xhigh", "ultra", "max"].map((word) => `"${word}"`).join(", ");
  throw new Fail(400, `invalid reasoning value: ${JSON.stringify(effort)} (must be ${known}, or "none")`);
}

import type { Think } from "@cria/spec";
import { ApiError } from "../http/error.ts";

const efforts: Readonly<Record<string, Think>> = {
  none: false,
  minimal: "low",
  low: "low",
  medium: "medium",
  high: "high",
  xhigh: "max",
  ultra: "max",
  max: "max",
};

/** The native `think` of a reasoning effort; undefined leaves it to the model. Throws an {@link ApiError} with status 400. */
export function thinkOf(effort: string | undefined): Think | undefined {
  if (!effort) return undefined;
  if (Object.hasOwn(efforts, effort)) return efforts[effort];
  const known = '"minimal", "low", "medium", "high", "xhigh", "ultra", "max", or "none"';
  throw new ApiError(400, `invalid reasoning value: ${JSON.stringify(effort)} (must be ${known})`);
}

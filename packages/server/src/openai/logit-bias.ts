import type { InferenceExtras } from "../inference/extras.ts";
import { isObject } from "../outputs/json-object.ts";

/** `logit_bias`: by token, what is added to its logit. Entries that are neither are ignored. */
export function logitBiasOf(given: unknown): InferenceExtras["logitBias"] {
  if (!isObject(given)) return undefined;
  const entries = Object.entries(given).flatMap(([token, bias]): [number, number][] => {
    return /^\d{1,9}$/.test(token) && typeof bias === "number" && bias !== 0 ? [[Number(token), bias]] : [];
  });
  return entries.length > 0 ? entries : undefined;
}

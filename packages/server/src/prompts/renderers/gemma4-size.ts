import type { StoredModel } from "../../store/model.ts";
import { shortName } from "../../store/name.ts";

/** Parameters from which a model is large. */
const large = 12e9;

const units: Readonly<Record<string, number>> = { K: 1e3, M: 1e6, B: 1e9 };

/** Whether a Gemma 4 is one of the large ones: by its name, or else by how many parameters its config says it has. */
export function isLargeGemma4({ name, config }: Pick<StoredModel, "name" | "config">): boolean {
  const text = shortName(name).toLowerCase();
  if (/e[24]b/.test(text)) return false;
  if (/12b|26b|31b/.test(text)) return true;
  const [, count, unit] = /^([0-9.]+)([KMB])$/i.exec(config.model_type) ?? [];
  return unit !== undefined && Number(count) * units[unit.toUpperCase()]! >= large;
}

import { type Gguf, GgufStrings, type GgufValue, shortestFloat32 } from "@cria/engine";
import type { ShownTensor } from "@cria/spec";
import { compareBytes } from "../http/json.ts";

/** Keys that are shown elsewhere. */
const hidden = new Set(["general.name", "tokenizer.chat_template"]);

/** The metadata of a GGUF file, keys sorted, with the number of parameters. Arrays are `null` unless `verbose`. */
export function metadataOf(gguf: Gguf, verbose: boolean): Record<string, unknown> {
  const parameterCount = [...gguf.tensors.values()].reduce((sum, tensor) => sum + tensor.elementCount, 0);
  const entries: [string, unknown][] = [["general.parameter_count", parameterCount]];
  for (const [key, value] of gguf.metadata) {
    if (hidden.has(key) || key === "general.parameter_count") continue;
    entries.push([key, toJson(value, verbose)]);
  }
  return Object.fromEntries(entries.sort(([a], [b]) => compareBytes(a, b)));
}

/** Name, type and shape of each tensor; the shape is innermost first, as in the file. */
export function tensorsOf(gguf: Gguf): ShownTensor[] {
  return Array.from(gguf.tensors.values(), ({ name, type, dims }) => ({ name, type: type.name, shape: [...dims] }));
}

function toJson(value: GgufValue, verbose: boolean): unknown {
  if (value.type !== "array") return value.type === "f32" ? float(shortestFloat32(value.value)) : float(value.value);
  if (!verbose) return null;
  if (value.value instanceof GgufStrings) return [...value.value];
  if (value.elementType === "f32") return Array.from(value.value, (element) => float(shortestFloat32(element)));
  return Array.from(value.value as Iterable<unknown>, float);
}

/** JSON has no word for what is not a number. */
function float(value: unknown): unknown {
  return typeof value === "number" && !Number.isFinite(value) ? null : value;
}

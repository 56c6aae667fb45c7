import { ApiError } from "../http/error.ts";
import { quote } from "../prompts/gotemplate/text.ts";

/** A model as a request names it: the name, and where it is to run if the request says so. */
export interface ModelReference {
  /** What remains of the name without the suffix. */
  readonly name: string;
  readonly source: "local" | "cloud" | undefined;
}

/**
 * Takes the suffix `:local`, `:cloud` or `-cloud` (in a tag) off a name. Throws an {@link ApiError} with status 400 if it
 * has two of them.
 */
export function parseReference(raw: string): ModelReference {
  const trimmed = raw.trim();
  const first = cutSource(trimmed);
  if (first.source === undefined) return first;
  if (cutSource(first.name).source !== undefined) {
    throw new ApiError(400, `use either :local or :cloud, not both: ${quote(trimmed)}`);
  }
  return first;
}

function cutSource(text: string): ModelReference {
  const colon = text.lastIndexOf(":");
  if (colon < 0) return { name: text, source: undefined };
  const name = text.slice(0, colon).trim();
  const suffix = text.slice(colon + 1).trim();
  const word = suffix.toLowerCase();
  if (word === "local" || word === "cloud") return { name, source: word };
  if (word.endsWith("-cloud") && !suffix.includes("/")) {
    return { name: `${name}:${suffix.slice(0, -"-cloud".length)}`, source: "cloud" };
  }
  return { name: text, source: undefined };
}

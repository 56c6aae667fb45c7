import type { RawJson } from "../http/decoded.ts";
import { ApiError } from "../http/error.ts";
import type { StoredModel } from "../store/model.ts";
import { findViolation } from "./schema-check.ts";

/** What `"json"` asks for. */
const anyObject = '{"type":"object"}';

/**
 * The JSON Schema that a request holds its answer to, as JSON text; undefined for free text. Throws an {@link ApiError}
 * with status 500 for a format that is none.
 */
export function formatSchema(format: RawJson | undefined): string | undefined {
  if (format === undefined) return undefined;
  const { value, text } = format;
  if (value === null || value === "") return undefined;
  if (value === "json") return anyObject;
  if (typeof value === "object" && !Array.isArray(value)) return text;
  throw new ApiError(500, `invalid format: ${JSON.stringify(text)}; expected "json" or a valid JSON Schema object`);
}

const mostTold = 1000;
const told = new Set<string>();

/** Logs, once for a model, which keywords of a format its answers are not held to. */
export function tellUnenforced({ name }: Pick<StoredModel, "name">, keywords: readonly string[]): void {
  const message = `${name.model}: answers are not held to ${keywords.join(", ")} of their format while they are made`;
  if (told.has(message)) return;
  if (told.size >= mostTold) told.clear();
  told.add(message);
  console.warn(message);
}

/** The header that names such keywords to the client. */
export function unenforcedHeader(keywords: readonly string[]): Record<string, string> {
  return keywords.length === 0 ? {} : { "x-cria-unenforced": keywords.join(", ") };
}

/**
 * Checks an answer against keywords that decoding can't enforce, after it has been given: a stream can't be taken back, and
 * to a client an answer that is nearly right is worth more than none. What is wrong is logged.
 */
export function checkLater(model: Pick<StoredModel, "name">, schema: string, content: string): void {
  void findViolation(schema, content).then((violation) => {
    if (violation !== undefined) console.warn(`${model.name.model}: the answer is not of its format: ${violation}`);
  });
}

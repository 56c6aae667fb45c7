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

/**
 * Checks an answer against keywords that decoding can't enforce, after it has been given: a stream can't be taken back, and
 * to a client an answer that is nearly right is worth more than none. What is wrong is logged.
 */
export function checkLater(model: Pick<StoredModel, "name">, schema: string, content: string): void {
  void findViolation(schema, content).then((violation) => {
    if (violation !== undefined) console.warn(`${model.name.model}: the answer is not of its format: ${violation}`);
  });
}

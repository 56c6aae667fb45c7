import type { RawJson } from "../http/decoded.ts";
import { ApiError } from "../http/error.ts";
import type { StoredModel } from "../store/model.ts";

/** Whether a request asks for structured output. Throws an {@link ApiError} with status 500 for a format that is none. */
export function wantsFormat(format: RawJson | undefined): boolean {
  if (format === undefined) return false;
  const { value } = format;
  if (value === null || value === "") return false;
  if (value === "json" || (typeof value === "object" && !Array.isArray(value))) return true;
  throw new ApiError(
    500,
    `invalid format: ${JSON.stringify(format.text)}; expected "json" or a valid JSON Schema object`,
  );
}

const noticed = new Set<string>();

/** Says once per model that its output is not held to a format. */
export function noticeUnenforcedFormat(model: Pick<StoredModel, "digest" | "name">): void {
  if (noticed.has(model.digest)) return;
  noticed.add(model.digest);
  console.warn(`${model.name.model}: structured output is not enforced: "format" is accepted, the text is free`);
}

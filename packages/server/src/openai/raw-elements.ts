import { Type } from "@sinclair/typebox";
import { decodeText } from "../http/decode.ts";
import { RawJson } from "../http/decoded.ts";
import { ApiError } from "../http/error.ts";

const Elements = Type.Array(Type.Unknown({ "x-go-type": "json.RawMessage", "x-go-decode": "raw" }));

/**
 * The elements of a list as JSON texts. Throws an {@link ApiError} with status 400, whose message begins with `refusal`,
 * for another value.
 */
export function elements(raw: RawJson, refusal: string): string[] {
  const values: unknown[] = within(`${refusal}: `, () => decodeText(Elements, raw.text));
  return values.map((value) => (value instanceof RawJson ? value.text : "null"));
}

/** Names the place in front of the text of what is thrown, if that is an {@link ApiError}. */
export function within<Value>(place: string, read: () => Value): Value {
  try {
    return read();
  } catch (error) {
    throw error instanceof ApiError ? new ApiError(error.status, place + error.message, { cause: error }) : error;
  }
}

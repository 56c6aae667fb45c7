import type { SchemaOptions } from "@sinclair/typebox";

/**
 * How the reference server's JSON decoder (Go's encoding/json) sees a schema. Its error texts name Go types, and some of its
 * types decode themselves; both are part of what a client observes, so they are annotations of the request schemas.
 */
export interface GoAnnotations extends SchemaOptions {
  /** Go type as error texts print it, such as `api.Tools`. Absent: derived from the schema (string, bool, int, []T, …). */
  "x-go-type"?: string;
  /** Type that decodes itself; absent: the plain rules for its kind. */
  "x-go-decode"?: GoDecoding;
  /** The field counts as `""`, 0, `false` or empty when it is absent, though it may be. */
  "x-go-zero"?: true;
}

export type GoDecoding =
  /** Any JSON value, as it is. */
  | "any"
  /** The raw text of any JSON value, checked later. */
  | "raw"
  /** Bytes: a base64 string or an array of byte values. */
  | "bytes"
  /** Seconds as a number, or a Go duration string; decoded to milliseconds. */
  | "duration"
  /** A boolean or a thinking level. */
  | "think"
  /** A struct with a decoder of its own, whose errors name the struct around it. */
  | "alias"
  /** A string that is lower-cased. */
  | "lowercase"
  /** A JSON object whose key order counts. */
  | "arguments"
  /** A string or an array of strings. */
  | "strings";

/** Annotations for a schema: a Go type name and, if it decodes itself, how. */
export function go(type: string, decoding?: GoDecoding): GoAnnotations {
  return decoding === undefined ? { "x-go-type": type } : { "x-go-type": type, "x-go-decode": decoding };
}

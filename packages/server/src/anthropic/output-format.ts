import { go } from "@cria/spec";
import { Type } from "@sinclair/typebox";
import { decodeText } from "../http/decode.ts";
import { RawJson } from "../http/decoded.ts";
import { isObject } from "../outputs/json-object.ts";

const Format = Type.Object({
  type: Type.Optional(Type.Unknown(go("interface {}", "any"))),
  schema: Type.Optional(Type.Unknown(go("json.RawMessage", "raw"))),
});

/** The JSON Schema of an output format; undefined for one that has none. */
export function outputSchema(format: unknown): RawJson | undefined {
  if (!(format instanceof RawJson) || !isObject(format.value)) return undefined;
  const { type, schema } = decodeText(Format, format.text);
  return type === "json_schema" && schema instanceof RawJson ? schema : undefined;
}

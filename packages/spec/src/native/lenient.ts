import { Kind, type TSchema } from "@sinclair/typebox";
import type { GoAnnotations } from "../go.ts";

/**
 * A JSON body as the server reads it, for validation against the schema of a request. This is the one place that knows
 * what the server forgives beyond what a schema says:
 *
 * - names of fields may be in any case (of options they may not); of two that are the same the last counts;
 * - `null` is an absent field, an empty element of a list or record, and an empty body;
 * - whole-number options may have a fraction, which is dropped;
 * - bytes may be an array of numbers instead of base64.
 *
 * Unknown fields stay: schemas allow them. What the server only looks at later, such as `format`, stays as it is.
 */
export function asServerReads(schema: TSchema, body: unknown): unknown {
  return new Reader().read(schema, body ?? {});
}

class Reader {
  /** Schemas around the current one that it may refer to. */
  readonly #recursive = new Map<string, TSchema>();

  read(schema: TSchema, value: unknown): unknown {
    if (schema.$ref !== undefined) return this.read(this.#recursive.get(schema.$ref)!, value);
    if (schema.$id !== undefined) this.#recursive.set(schema.$id, schema);
    const { "x-go-decode": decoding }: GoAnnotations = schema;
    if (decoding === "bytes") return Array.isArray(value) ? base64Of(value) : value;
    if (value === null || typeof value !== "object") return value;
    if (decoding === "any" && schema[Kind] === "Object") return readOptions(schema, value);
    if (decoding !== undefined && decoding !== "alias") return value;
    switch (schema[Kind]) {
      case "Object":
        return Array.isArray(value) ? value : this.#readFields(schema, value);
      case "Record": {
        const [element] = Object.values<TSchema>(schema.patternProperties);
        return Object.fromEntries(
          Object.entries(value).map(([name, each]) => [name, this.#readElement(element!, each)]),
        );
      }
      case "Array":
        return Array.isArray(value) ? value.map((each) => this.#readElement(schema.items, each)) : value;
      default:
        return value;
    }
  }

  #readFields(schema: TSchema, value: object): Record<string, unknown> {
    const names = new Map(Object.keys(schema.properties).map((name) => [name.toLowerCase(), name]));
    const result = new Map<string, unknown>();
    for (const [sent, each] of Object.entries(value)) {
      const name = names.get(sent.toLowerCase());
      if (name === undefined) result.set(sent, each);
      else if (each === null) result.delete(name);
      else result.set(name, this.read(schema.properties[name], each));
    }
    return Object.fromEntries(result);
  }

  /** An element of a list or record: `null` is an empty one. */
  #readElement(schema: TSchema, value: unknown): unknown {
    return value === null ? emptyOf(schema) : this.read(schema, value);
  }
}

function readOptions(schema: TSchema, value: object): Record<string, unknown> {
  const entries = Object.entries(value).filter(
    ([name, each]) => each !== null || !Object.hasOwn(schema.properties, name),
  );
  return Object.fromEntries(
    entries.map(([name, each]) => {
      const isInteger = Object.hasOwn(schema.properties, name) && schema.properties[name][Kind] === "Integer";
      return [name, isInteger && typeof each === "number" ? Math.trunc(each) : each];
    }),
  );
}

function emptyOf(schema: TSchema): unknown {
  switch (schema.type) {
    case "string":
      return "";
    case "integer":
    case "number":
      return 0;
    case "boolean":
      return false;
    case "array":
      return [];
    // An object, or a reference to the one around it.
    default:
      return schema.type === "object" || schema.$ref !== undefined ? {} : null;
  }
}

/** Base64 of a list of bytes; the list itself if it is none. */
function base64Of(values: readonly unknown[]): unknown {
  const isByte = (value: unknown): value is number =>
    Number.isInteger(value) && Number(value) >= 0 && Number(value) < 256;
  const bytes = values.map((value) => value ?? 0);
  return bytes.every(isByte) ? btoa(String.fromCharCode(...bytes)) : values;
}

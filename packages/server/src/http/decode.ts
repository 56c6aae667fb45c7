import type { TSchema } from "@sinclair/typebox";
import { decodeBase64 } from "./base64.ts";
import { type Decoded, RawJson } from "./decoded.ts";
import { ApiError } from "./error.ts";
import { type GoType, goTypeOf } from "./go-types.ts";
import { type JsonNode, JsonSyntaxError, parseFirstValue } from "./json-syntax.ts";
import { decodeKeepAlive, decodeThink, Refusal } from "./self-decoding.ts";

/** Most bytes of a JSON body: well beyond a long chat with pictures. Blobs are not JSON and have no limit. */
export const maxJsonBytes = 256 * 2 ** 20;

/**
 * Reads and decodes a JSON body the way the reference server does: the first value counts, field names match in any
 * case, the last duplicate wins, `null` is absent, unknown fields are ignored. Throws an {@link ApiError}: 400 with Go's
 * text for a missing, malformed or mistyped body, 413 for one that is too long.
 */
export async function decodeRequest<Schema extends TSchema>(
  schema: Schema,
  request: Request,
  limit: number = maxJsonBytes,
): Promise<Decoded<Schema>> {
  return decodeBytes(schema, await readBody(request, limit));
}

/** The bytes of a body. Throws an {@link ApiError} with status 413 if there are more than `limit`. */
export async function readBody(request: Request, limit: number = maxJsonBytes): Promise<Uint8Array> {
  const tooLarge = () => new ApiError(413, `request body too large: the limit is ${limit} bytes`);
  if (Number(request.headers.get("content-length") ?? 0) > limit) throw tooLarge();
  if (request.body === null) return new Uint8Array(0);
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of request.body) {
    length += chunk.length;
    if (length > limit) throw tooLarge();
    chunks.push(chunk);
  }
  return chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks);
}

/**
 * {@link decodeRequest} for a body that has been read.
 * @param emptyText is said of a body without a value
 * @param place where the value stands, for errors
 */
export function decodeBytes<Schema extends TSchema>(
  schema: Schema,
  bytes: Uint8Array,
  emptyText = "missing request body",
  place: Place = { struct: "", path: [] },
): Decoded<Schema> {
  try {
    const root = parseFirstValue(bytes);
    if (root === undefined) throw new ApiError(400, emptyText);
    const decoder = new Decoder(bytes);
    const body = decoder.decode(goTypeOf(schema), root, place);
    if (decoder.mismatch !== undefined) throw new ApiError(400, decoder.mismatch);
    return (body ?? zero(goTypeOf(schema))) as Decoded<Schema>;
  } catch (error) {
    if (error instanceof JsonSyntaxError || error instanceof Refusal) throw new ApiError(400, error.message);
    throw error;
  }
}

/** {@link decodeBytes} for a value within a body that is decoded once its kind is known. */
export function decodeText<Schema extends TSchema>(schema: Schema, text: string, place?: Place): Decoded<Schema> {
  return decodeBytes(schema, new TextEncoder().encode(text), "unexpected end of JSON input", place);
}

/** Where a value stands: the struct that error texts name and the field path within the request. */
export interface Place {
  readonly struct: string;
  readonly path: readonly string[];
  /** The struct's name stays that of the one around a type that decodes itself. */
  readonly pinned?: boolean;
}

class Decoder {
  /** Text of the first mismatch. */
  mismatch: string | undefined;
  readonly #bytes: Uint8Array;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  /** The decoded value; undefined for `null` and for what does not fit. */
  decode(type: GoType, node: JsonNode, place: Place): unknown {
    if (type.decoding !== undefined) return this.#decodeSpecial(type, node, place);
    return this.#decodePlain(type, node, place);
  }

  #decodePlain(type: GoType, node: JsonNode, place: Place): unknown {
    if (node.kind === "null") return undefined;
    switch (type.kind) {
      case "string":
        return node.kind === "string" ? node.value : this.#misfit(node.kind, type.name, place);
      case "bool":
        return node.kind === "bool" ? node.value : this.#misfit(node.kind, type.name, place);
      case "int":
        return node.kind === "number" ? this.#integer(node.text, place) : this.#misfit(node.kind, type.name, place);
      case "float64":
        return node.kind === "number" ? this.#float(node.text, place) : this.#misfit(node.kind, type.name, place);
      case "slice":
        return node.kind === "array" ? this.#slice(type, node.items, place) : this.#misfit(node.kind, type.name, place);
      case "map":
        return node.kind === "object"
          ? this.#map(type, node.members, place)
          : this.#misfit(node.kind, type.name, place);
      case "struct":
        return node.kind === "object"
          ? this.#struct(type, node.members, place)
          : this.#misfit(node.kind, type.name, place);
      case "other":
        return this.#any(node, place);
    }
  }

  #decodeSpecial(type: GoType, node: JsonNode, place: Place): unknown {
    switch (type.decoding!) {
      case "alias":
        return this.#alias(type, node, place);
      case "lowercase":
        return (this.#decodePlain(type, node, place) as string | undefined)?.toLowerCase();
      case "any":
        if (type.name.startsWith("map[") && node.kind !== "object" && node.kind !== "null") {
          return this.#misfit(node.kind, type.name, place);
        }
        return node.kind === "null" ? undefined : this.#any(node, place);
      case "raw":
        return node.kind === "null" ? undefined : new RawJson(this.#text(node));
      case "bytes":
        return this.#byteSlice(type, node, place);
      case "duration":
        return decodeKeepAlive(node);
      case "think":
        return decodeThink(node);
      case "arguments":
        if (node.kind === "null") return {};
        if (node.kind === "object") return this.#any(node, place);
        throw new Refusal("Value looks like object, but can't find closing '}' symbol");
      case "strings":
        return this.#strings(node, place);
    }
  }

  #struct(type: GoType, members: readonly (readonly [string, JsonNode])[], place: Place): Record<string, unknown> {
    const result: Record<string, unknown> = {};
    const struct = place.pinned ? place.struct : structName(type.name);
    for (const [name, node] of members) {
      const field = type.fields.get(name.toLowerCase());
      if (field === undefined) continue;
      // A raw value that must be there tells null from nothing.
      const isKept = node.kind === "null" && field.required && field.type.decoding === "raw";
      const inner = { ...place, struct, path: [...place.path, field.name] };
      const value = isKept ? new RawJson("null") : this.decode(field.type, node, inner);
      if (value !== undefined) result[field.name] = value;
      else if (field.type.kind !== "string") delete result[field.name];
    }
    for (const { name, type: fieldType, required } of type.fields.values()) {
      if (required && !(name in result)) result[name] = zero(fieldType);
    }
    return result;
  }

  #slice(type: GoType, items: readonly JsonNode[], place: Place): unknown[] {
    const element = type.element!();
    return items.map((item) => this.decode(element, item, place) ?? zero(element));
  }

  #map(type: GoType, members: readonly (readonly [string, JsonNode])[], place: Place): Record<string, unknown> {
    const element = type.element!();
    return toObject(members.map(([name, node]) => [name, this.decode(element, node, place) ?? zero(element)]));
  }

  /** A type with a decoder of its own: its first mismatch ends everything, and names the struct around it. */
  #alias(type: GoType, node: JsonNode, place: Place): unknown {
    const inner = new Decoder(this.#bytes);
    const name = type.kind === "struct" ? (twins[type.name] ?? "api.Alias") : type.name;
    const value = inner.#decodePlain({ ...type, name, fields: type.fields }, node, { ...place, pinned: true });
    if (inner.mismatch !== undefined) throw new Refusal(inner.mismatch);
    return value;
  }

  #byteSlice(type: GoType, node: JsonNode, place: Place): unknown {
    switch (node.kind) {
      case "null":
        return undefined;
      case "string":
        try {
          return decodeBase64(node.value);
        } catch (error) {
          this.mismatch ??= (error as Error).message;
          return undefined;
        }
      case "array":
        return Uint8Array.from(node.items, (item) => {
          if (item.kind === "null") return 0;
          if (item.kind !== "number") return this.#misfit(item.kind, "uint8", place) ?? 0;
          const byte = /^\d+$/.test(item.text) ? Number(item.text) : 256;
          return byte < 256 ? byte : (this.#misfit(`number ${item.text}`, "uint8", place) ?? 0);
        });
      default:
        return this.#misfit(node.kind, type.name, place);
    }
  }

  #strings(node: JsonNode, place: Place): unknown {
    if (node.kind === "null") return undefined;
    if (node.kind === "string") return node.value;
    const inner = new Decoder(this.#bytes);
    if (node.kind !== "array") inner.#misfit(node.kind, "[]string", place);
    const items = node.kind === "array" ? node.items : [];
    const strings = items.map((item) => {
      if (item.kind !== "string" && item.kind !== "null") inner.#misfit(item.kind, "string", place);
      return item.kind === "string" ? item.value : "";
    });
    if (inner.mismatch !== undefined) throw new Refusal(inner.mismatch);
    return strings;
  }

  #integer(text: string, place: Place): number | undefined {
    // Up to 15 digits always fit.
    const fits =
      /^-?\d{1,15}$/.test(text) || (/^-?\d{1,19}$/.test(text) && BigInt.asIntN(64, BigInt(text)) === BigInt(text));
    return fits ? Number(text) : this.#misfit(`number ${text}`, "int", place);
  }

  #float(text: string, place: Place): number | undefined {
    const value = Number(text);
    return Number.isFinite(value) ? value : this.#misfit(`number ${text}`, "float64", place);
  }

  #any(node: JsonNode, place: Place): unknown {
    switch (node.kind) {
      case "null":
        return null;
      case "bool":
      case "string":
        return node.value;
      case "number":
        return this.#float(node.text, place);
      case "array":
        return node.items.map((item) => this.#any(item, place));
      case "object":
        return toObject(node.members.map(([name, value]) => [name, this.#any(value, place)]));
    }
  }

  #misfit(got: string, wanted: string, { struct, path }: Place): undefined {
    const where = path.length === 0 ? "value" : `struct field ${struct}.${path.join(".")}`;
    this.mismatch ??= `json: cannot unmarshal ${got} into Go ${where} of type ${wanted}`;
  }

  #text(node: JsonNode): string {
    return new TextDecoder("utf-8", { ignoreBOM: true }).decode(this.#bytes.subarray(node.start, node.end));
  }
}

/** What stands in for structs that decode themselves, where that has not the usual name of a method-less twin. */
const twins: Readonly<Record<string, string>> = {
  "anthropic.MessageParam": 'struct { Role string "json:\\"role\\""; Content json.RawMessage "json:\\"content\\"" }',
};

/** A struct's name without its package; one that is declared in place has none. */
function structName(type: string): string {
  return type.startsWith("struct ") ? "" : type.slice(type.lastIndexOf(".") + 1);
}

/** An object in the order of its members, in which `__proto__` is a name like any other. */
function toObject(members: readonly (readonly [string, unknown])[]): Record<string, unknown> {
  return Object.fromEntries(members);
}

/** Go's zero value. */
function zero(type: GoType): unknown {
  switch (type.kind) {
    case "string":
      return type.decoding === "bytes" ? new Uint8Array(0) : "";
    case "int":
    case "float64":
      return 0;
    case "bool":
      return false;
    case "slice":
      return [];
    case "map":
      return {};
    case "struct": {
      const required = [...type.fields.values()].filter((field) => field.required);
      return Object.fromEntries(required.map((field) => [field.name, zero(field.type)]));
    }
    case "other":
      return undefined;
  }
}

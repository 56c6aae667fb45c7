import type { TSchema } from "@sinclair/typebox";
import { Base64Error, decodeBase64Bytes, decodeBase64Steps } from "./base64.ts";
import { type Decoded, RawJson } from "./decoded.ts";
import { ApiError } from "./error.ts";
import { type GoType, goTypeOf } from "./go-types.ts";
import { atOnce, inSlices } from "./in-slices.ts";
import { type JsonKind, type JsonReader, openJson } from "./json-reader.ts";
import { JsonSizeError, JsonSyntaxError } from "./json-syntax.ts";
import { decodeUtf8, readText } from "./json-text.ts";
import { readAny, setOwn } from "./read-any.ts";
import { readBody } from "./read-body.ts";
import { decodeKeepAlive, decodeThink, type JsonScalar, Refusal } from "./self-decoding.ts";

/** Most bytes of a JSON body: well beyond a long chat with pictures. Blobs are not JSON and have no limit. */
export const maxJsonBytes = 256 * 2 ** 20;

/**
 * Reads and decodes a JSON body the way the reference server does: the first value counts, field names match in any
 * case, the last duplicate wins, `null` is absent, unknown fields are ignored. Throws an {@link ApiError}: 400 with Go's
 * text for a missing, malformed or mistyped body, 413 for one that is too long or has too many values.
 */
export async function decodeRequest<Schema extends TSchema>(
  schema: Schema,
  request: Request,
  limit: number = maxJsonBytes,
): Promise<Decoded<Schema>> {
  return decodeBody(schema, await readBody(request, limit));
}

/** {@link decodeBytes} for a body of any length, which does not keep others waiting. */
export function decodeBody<Schema extends TSchema>(
  schema: Schema,
  bytes: Uint8Array,
  emptyText?: string,
): Promise<Decoded<Schema>> {
  return inSlices(decodeSteps(schema, bytes, emptyText));
}

/**
 * {@link decodeRequest} for a body that has been read.
 * @param emptyText is said of a body without a value
 * @param place where the value stands, for errors
 */
export function decodeBytes<Schema extends TSchema>(
  schema: Schema,
  bytes: Uint8Array,
  emptyText?: string,
  place?: Place,
): Decoded<Schema> {
  return atOnce(decodeSteps(schema, bytes, emptyText, place));
}

/** {@link decodeBytes} for a value within a body that is decoded once its kind is known. */
export function decodeText<Schema extends TSchema>(schema: Schema, text: string, place?: Place): Decoded<Schema> {
  return decodeBytes(schema, new TextEncoder().encode(text), "unexpected end of JSON input", place);
}

function* decodeSteps<Schema extends TSchema>(
  schema: Schema,
  bytes: Uint8Array,
  emptyText = "missing request body",
  place: Place = { struct: "", path: [] },
): Generator<void, Decoded<Schema>> {
  try {
    const reader = yield* openJson(bytes);
    if (reader === undefined) throw new ApiError(400, emptyText);
    const decoder = new Decoder(reader);
    const body = yield* decoder.decode(goTypeOf(schema), place);
    if (decoder.mismatch !== undefined) throw new ApiError(400, decoder.mismatch);
    return (body ?? zero(goTypeOf(schema))) as Decoded<Schema>;
  } catch (error) {
    if (error instanceof JsonSyntaxError || error instanceof Refusal) throw new ApiError(400, error.message);
    if (error instanceof JsonSizeError) throw new ApiError(413, `request body too large: it has ${error.message}`);
    throw error;
  }
}

/** Where a value stands: the struct that error texts name and the field path within the request. */
export interface Place {
  readonly struct: string;
  readonly path: readonly string[];
  /** The struct's name stays that of the one around a type that decodes itself. */
  readonly pinned?: boolean;
}

/** Elements between two pauses: a pause takes memory, and larger elements have pauses of their own. */
const pauseEvery = 64;

/** Decodes the value that a reader is at, and leaves the reader behind it. It pauses after each element and member. */
class Decoder {
  /** Text of the first mismatch. */
  mismatch: string | undefined;
  readonly #reader: JsonReader;

  constructor(reader: JsonReader) {
    this.#reader = reader;
  }

  /** The decoded value; undefined for `null` and for what does not fit. */
  *decode(type: GoType, place: Place): Steps {
    if (type.decoding !== undefined) return yield* this.#decodeSpecial(type, place);
    return yield* this.#decodePlain(type, place);
  }

  *#decodePlain(type: GoType, place: Place): Steps {
    const reader = this.#reader;
    const { kind } = reader;
    if (kind === "null") return reader.skip();
    if (type.kind === "other") return yield* readAny(reader, (text) => this.#float(text, place));
    if (kind !== jsonKinds[type.kind]) return this.#misfit(kind, type.name, place);
    switch (type.kind) {
      case "string":
        return yield* reader.string();
      case "bool":
        return reader.bool();
      case "int":
        return reader.shortInteger() ?? this.#integer(reader.number(), place);
      case "float64":
        return reader.shortInteger() ?? this.#float(reader.number(), place);
      case "slice":
        return yield* this.#slice(type, place);
      case "map":
        return yield* this.#map(type, place);
      case "struct":
        return yield* this.#struct(type, place);
    }
  }

  *#decodeSpecial(type: GoType, place: Place): Steps {
    const reader = this.#reader;
    const { kind } = reader;
    switch (type.decoding!) {
      case "alias":
        return yield* this.#alias(type, place);
      case "lowercase":
        return ((yield* this.#decodePlain(type, place)) as string | undefined)?.toLowerCase();
      case "any":
        if (kind === "null") return reader.skip();
        if (type.name.startsWith("map[") && kind !== "object") return this.#misfit(kind, type.name, place);
        return yield* readAny(reader, (text) => this.#float(text, place));
      case "raw":
        return kind === "null" ? reader.skip() : new RawJson(decodeUtf8(reader.raw()));
      case "bytes":
        return yield* this.#byteSlice(type, place);
      case "duration":
        return decodeKeepAlive(yield* this.#scalar());
      case "think":
        return decodeThink(yield* this.#scalar());
      case "arguments":
        if (kind === "null") {
          reader.skip();
          return {};
        }
        if (kind === "object") return yield* readAny(reader, (text) => this.#float(text, place));
        throw new Refusal("Value looks like object, but can't find closing '}' symbol");
      case "strings":
        return yield* this.#strings(place);
    }
  }

  *#struct(type: GoType, place: Place): Steps {
    const reader = this.#reader;
    const result: Record<string, unknown> = {};
    const struct = place.pinned ? place.struct : structName(type.name);
    for (let isMore = reader.enter(); isMore; isMore = reader.next()) {
      yield;
      const field = type.fields.get((yield* reader.name()).toLowerCase());
      if (field === undefined) {
        reader.skip();
        continue;
      }
      // A raw value that must be there tells null from nothing.
      const isKept = reader.kind === "null" && field.required && field.type.decoding === "raw";
      const inner = { ...place, struct, path: [...place.path, field.name] };
      const decoded = yield* this.decode(field.type, inner);
      const value = isKept ? new RawJson("null") : decoded;
      if (value !== undefined) result[field.name] = value;
      else if (field.type.kind !== "string") delete result[field.name];
    }
    for (const { name, type: fieldType, required } of type.fields.values()) {
      if (required && !(name in result)) result[name] = zero(fieldType);
    }
    return result;
  }

  *#slice(type: GoType, place: Place): Steps {
    const reader = this.#reader;
    const element = type.element!();
    const items: unknown[] = [];
    for (let isMore = reader.enter(); isMore; isMore = reader.next()) {
      if (items.length % pauseEvery === 0) yield;
      items.push((yield* this.decode(element, place)) ?? zero(element));
    }
    return items;
  }

  *#map(type: GoType, place: Place): Steps {
    const reader = this.#reader;
    const element = type.element!();
    const result: Record<string, unknown> = {};
    for (let isMore = reader.enter(); isMore; isMore = reader.next()) {
      yield;
      const name = yield* reader.name();
      setOwn(result, name, (yield* this.decode(element, place)) ?? zero(element));
    }
    return result;
  }

  /** A type with a decoder of its own: its first mismatch ends everything, and names the struct around it. */
  *#alias(type: GoType, place: Place): Steps {
    const inner = new Decoder(this.#reader);
    const name = type.kind === "struct" ? (twins[type.name] ?? "api.Alias") : type.name;
    const value = yield* inner.#decodePlain({ ...type, name, fields: type.fields }, { ...place, pinned: true });
    if (inner.mismatch !== undefined) throw new Refusal(inner.mismatch);
    return value;
  }

  *#byteSlice(type: GoType, place: Place): Steps {
    const reader = this.#reader;
    const { kind } = reader;
    switch (kind) {
      case "null":
        return reader.skip();
      case "string": {
        const content = reader.content();
        const bytes = yield* decodeBase64Bytes(content);
        if (bytes !== undefined) return bytes;
        try {
          return yield* decodeBase64Steps(yield* readText(content));
        } catch (error) {
          if (!(error instanceof Base64Error)) throw error;
          this.mismatch ??= error.message;
          return undefined;
        }
      }
      case "array": {
        const bytes: number[] = [];
        for (let isMore = reader.enter(); isMore; isMore = reader.next()) {
          yield;
          bytes.push(this.#byte(place));
        }
        return Uint8Array.from(bytes);
      }
      default:
        return this.#misfit(kind, type.name, place);
    }
  }

  /** An element of a list of bytes; 0 for what does not fit. */
  #byte(place: Place): number {
    const reader = this.#reader;
    const { kind } = reader;
    if (kind === "null") reader.skip();
    else if (kind !== "number") this.#misfit(kind, "uint8", place);
    else {
      const text = reader.number();
      const byte = /^\d+$/.test(text) ? Number(text) : 256;
      if (byte < 256) return byte;
      this.#mismatch(`number ${text}`, "uint8", place);
    }
    return 0;
  }

  *#strings(place: Place): Steps {
    const reader = this.#reader;
    const { kind } = reader;
    if (kind === "null") return reader.skip();
    if (kind === "string") return yield* reader.string();
    const inner = new Decoder(reader);
    const strings: string[] = [];
    if (kind === "array") {
      for (let isMore = reader.enter(); isMore; isMore = reader.next()) {
        yield;
        const { kind: found } = reader;
        if (found !== "string" && found !== "null") inner.#misfit(found, "string", place);
        else if (found === "string") strings.push(yield* reader.string());
        else {
          reader.skip();
          strings.push("");
        }
      }
    } else inner.#misfit(kind, "[]string", place);
    if (inner.mismatch !== undefined) throw new Refusal(inner.mismatch);
    return strings;
  }

  /** The value for a type that decodes itself, which takes no array or object. */
  *#scalar(): Generator<void, JsonScalar> {
    const reader = this.#reader;
    const { kind } = reader;
    switch (kind) {
      case "string":
        return { kind, value: yield* reader.string() };
      case "bool":
        return { kind, value: reader.bool() };
      case "number":
        return { kind, text: reader.number() };
      default:
        reader.skip();
        return { kind };
    }
  }

  #integer(text: string, place: Place): number | undefined {
    // Up to 15 digits always fit.
    const fits =
      /^-?\d{1,15}$/.test(text) || (/^-?\d{1,19}$/.test(text) && BigInt.asIntN(64, BigInt(text)) === BigInt(text));
    return fits ? Number(text) : this.#mismatch(`number ${text}`, "int", place);
  }

  #float(text: string, place: Place): number | undefined {
    const value = Number(text);
    return Number.isFinite(value) ? value : this.#mismatch(`number ${text}`, "float64", place);
  }

  /** Goes past a value of a wrong kind. */
  #misfit(got: string, wanted: string, place: Place): undefined {
    this.#reader.skip();
    return this.#mismatch(got, wanted, place);
  }

  #mismatch(got: string, wanted: string, { struct, path }: Place): undefined {
    const where = path.length === 0 ? "value" : `struct field ${struct}.${path.join(".")}`;
    this.mismatch ??= `json: cannot unmarshal ${got} into Go ${where} of type ${wanted}`;
  }
}

type Steps = Generator<void, unknown>;

/** The kind of JSON value that a kind of Go type is read from. */
const jsonKinds: Readonly<Record<Exclude<GoType["kind"], "other">, JsonKind>> = {
  string: "string",
  bool: "bool",
  int: "number",
  float64: "number",
  slice: "array",
  map: "object",
  struct: "object",
};

/** What stands in for structs that decode themselves, where that has not the usual name of a method-less twin. */
const twins: Readonly<Record<string, string>> = {
  "anthropic.MessageParam": 'struct { Role string "json:\\"role\\""; Content json.RawMessage "json:\\"content\\"" }',
};

/** A struct's name without its package; one that is declared in place has none. */
function structName(type: string): string {
  return type.startsWith("struct ") ? "" : type.slice(type.lastIndexOf(".") + 1);
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

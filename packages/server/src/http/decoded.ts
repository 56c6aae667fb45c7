import type { Static, TArray, TObject, TOptional, TProperties, TSchema } from "@sinclair/typebox";

/** The raw text of a JSON value, checked only when it is used. */
export class RawJson {
  /** As the client wrote it, without surrounding space. */
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
  /** The value. Numbers become doubles. */
  get value(): unknown {
    return JSON.parse(this.text);
  }
}

/** Types that decode to something else than their wire form, by field name; names keep their meaning across requests. */
interface DecodedFields {
  images: Uint8Array<ArrayBuffer>[];
  /** Milliseconds; Infinity is forever, 0 unloads. */
  keep_alive: number;
  /** Absent when `null` was sent. */
  format: RawJson;
  /** Types are checked by whoever uses them. */
  options: Record<string, unknown>;
  license: unknown;
}

/**
 * A request as handlers see it, or a part of one, given its schema or the type of its JSON. Field names are those of the
 * wire. An optional field is `undefined` if it was absent or `null`; a required one then has Go's zero value (`""`, 0,
 * false, an empty object or array), and so has an optional one whose schema says so.
 */
export type Decoded<Body> = Body extends TSchema ? DecodedSchema<Body> : DecodedValue<Body>;

type DecodedSchema<Schema extends TSchema> =
  Schema extends TArray<infer Element>
    ? DecodedSchema<Element>[]
    : Schema extends TObject<infer Fields>
      ? { [Name in Exclude<keyof Fields, AbsentName<Fields>>]: DecodedField<Fields, Name> } & {
          [Name in AbsentName<Fields>]?: DecodedField<Fields, Name>;
        }
      : DecodedValue<Static<Schema>>;

type DecodedField<Fields extends TProperties, Name extends keyof Fields> = Name extends keyof DecodedFields
  ? DecodedFields[Name]
  : DecodedSchema<Fields[Name]>;

/** Names of the fields that may be missing after decoding. */
type AbsentName<Fields extends TProperties> = {
  [Name in keyof Fields]: Fields[Name] extends { "x-go-zero": true }
    ? never
    : Fields[Name] extends TOptional<TSchema>
      ? Name
      : never;
}[keyof Fields];

type DecodedValue<Body> = Body extends readonly (infer Element)[]
  ? DecodedValue<Element>[]
  : Body extends object
    ? string extends keyof Body
      ? Body
      : {
          [Field in keyof Body]: Field extends keyof DecodedFields
            ? DecodedFields[Field] | (undefined extends Body[Field] ? undefined : never)
            : DecodedValue<Body[Field]>;
        }
    : Body;

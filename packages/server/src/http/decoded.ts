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
  /** Not checked when decoded. */
  /** Types are checked by whoever uses them. */
  options: Record<string, unknown>;
  license: unknown;
}

/**
 * A request as handlers see it. Field names are those of the wire. An optional field is `undefined` if it was absent or
 * `null`; a required one then has Go's zero value (`""`, 0, false, an empty object or array).
 */
export type Decoded<Body> = Body extends readonly (infer Element)[]
  ? Decoded<Element>[]
  : Body extends object
    ? string extends keyof Body
      ? Body
      : {
          [Field in keyof Body]: Field extends keyof DecodedFields
            ? DecodedFields[Field] | (undefined extends Body[Field] ? undefined : never)
            : Decoded<Body[Field]>;
        }
    : Body;

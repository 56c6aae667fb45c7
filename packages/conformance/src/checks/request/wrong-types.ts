import type { TSchema } from "@sinclair/typebox";
import fc from "fast-check";
import type { Attempt } from "./attempts.ts";

/** A value of each JSON type but null, which counts as absence. */
const values: Readonly<Record<string, fc.Arbitrary<unknown>>> = {
  string: fc.constantFrom("cria", "true", "1"),
  number: fc.constantFrom(1, 0, -3, 2.5),
  boolean: fc.boolean(),
  array: fc.constantFrom([], [[1]], [true]),
  object: fc.constantFrom({}, { cria: 1 }),
};

/** The JSON type that a field takes; undefined where it takes several, or is only looked at later. */
function typeOf(schema: TSchema): string | undefined {
  const { type, "x-go-decode": decoding } = schema;
  if (decoding !== undefined && decoding !== "any") return undefined;
  if (decoding === "any" && type !== "object") return undefined;
  return type === "integer" ? "number" : type;
}

/** A body with one field of a JSON type that the field does not take. */
export interface WrongType {
  readonly attempt: Attempt;
  readonly field: string;
  readonly body: Readonly<Record<string, unknown>>;
}

/** Valid bodies of the attempts with one field of a wrong type. */
export function wrongTypes(attempts: readonly [Attempt, ...Attempt[]]): fc.Arbitrary<WrongType> {
  const places = attempts.flatMap((attempt) =>
    Object.entries<TSchema>(attempt.schema.properties)
      // A field that a version does not know yet is ignored by it.
      .filter(([, schema]) => typeOf(schema) !== undefined && schema["x-introduced-in"] === undefined)
      .map(([field, schema]) => ({ attempt, field, type: typeOf(schema)! })),
  );
  return fc.constantFrom(...places).chain(({ attempt, field, type }) => {
    const wrong = Object.entries(values).filter(([name]) => name !== type);
    return fc
      .oneof(...wrong.map(([, value]) => value))
      .map((value) => ({ attempt, field, body: { ...attempt.body, [field]: value } }));
  });
}

import { expect, test } from "bun:test";
import type { TSchema } from "@sinclair/typebox";
import { TypeCompiler } from "@sinclair/typebox/compiler";
import fc from "fast-check";
import { arbitrary } from "../testing/arbitrary.ts";
import { type Operation, operations } from "./index.ts";

const bodies: [string, TSchema][] = Object.entries<Operation>(operations).flatMap(
  ([id, { request, responses, chunk, final, errorFrame }]) =>
    Object.entries({ request, ...responses, chunk, final, errorFrame })
      .filter((entry): entry is [string, TSchema] => typeof entry[1] === "object")
      .map(([part, schema]): [string, TSchema] => [`${id} ${part}`, schema]),
);
// Many operations share a schema; one name for it is enough.
const schemas = [...new Map(bodies.map(([name, schema]) => [schema, name]))];

test.each(schemas.map(([schema, name]) => [name, schema] as const))(
  "%s: what the schema generates validates, and still does after a turn through JSON",
  (_, schema) => {
    const check = TypeCompiler.Compile(schema);
    fc.assert(
      fc.property(arbitrary(schema), (body) => {
        expect([...check.Errors(body)]).toEqual([]);
        expect(check.Check(JSON.parse(JSON.stringify(body)))).toBe(true);
      }),
      { numRuns: 25 },
    );
  },
);

import { describe, expect, test } from "bun:test";
import { type Operation, type OperationId, operations } from "@cria/spec";
import type { TSchema } from "@sinclair/typebox";
import { routes } from "./all-routes.ts";
import type { Route } from "./routes.ts";

const ids = Object.keys(operations) as OperationId[];

test("there is a route for every operation, and for nothing else", () => {
  expect(Object.keys(routes).toSorted()).toEqual(ids.toSorted());
});

describe.each(ids)("the route of %s", (id) => {
  const operation: Operation = operations[id];
  const route: Route = routes[id];

  test("has the method, the path and the body of the operation", () => {
    const methods = operation.methods.filter((method) => method !== "HEAD");
    expect(methods.length === 0 ? ["HEAD"] : methods).toEqual([route.method]);
    expect(route.path).toBe(operation.path);
    expect(route.body).toBe(operation.body);
  });

  test("reads what the operation answers", () => {
    const good = Object.entries(operation.responses).filter(([status]) => status.startsWith("2"));
    const kinds = new Set(good.map(([, body]) => (typeof body === "string" ? body : undefined)));
    expect([...kinds]).toEqual([route.answer]);
  });

  test("ends the stream where the operation does", () => {
    expect(route.stream ?? "none").toBe(operation.stream);
    expect(route.terminator).toBe(operation.terminator);
    const types =
      operation.stream === "sse" && operation.terminator === undefined ? finalTypes(operation.final!) : undefined;
    expect(route.finalTypes).toEqual(types);
  });
});

function finalTypes(schema: TSchema): string[] {
  if (schema.anyOf !== undefined) return (schema.anyOf as TSchema[]).flatMap(finalTypes);
  return [schema.properties.type.const];
}

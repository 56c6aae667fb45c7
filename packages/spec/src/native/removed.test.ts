import { expect, test } from "bun:test";
import { operations } from "../operations/index.ts";
import { ModelOptions } from "./options.ts";
import { removed } from "./removed.ts";

const versionNumbers = (version: string) => version.split(".").map(Number);

test("what is removed was there before, and is listed once", () => {
  for (const { introducedIn, removedIn } of removed) {
    expect(Bun.semver.order(introducedIn, removedIn)).toBe(-1);
    expect([...versionNumbers(introducedIn), ...versionNumbers(removedIn)]).not.toContain(Number.NaN);
  }
  const names = removed.map(({ kind, operations, name }) => [kind, ...operations, name].join(" "));
  expect(new Set(names).size).toBe(names.length);
});

test.each(removed.map((each) => [`${each.kind} ${each.name}`, each] as const))("%s is gone", (_, each) => {
  const { kind, name } = each;
  if (kind === "option") expect(Object.keys(ModelOptions.properties)).not.toContain(name);
  if (kind === "endpoint") expect(Object.values(operations).map(({ path }) => path as string)).not.toContain(name);
  for (const id of each.operations) {
    const { request, chunk, final } = operations[id];
    const schemas = kind === "request field" ? [request] : [chunk, final];
    expect(schemas.flatMap((schema) => Object.keys(schema.properties))).not.toContain(name);
  }
});

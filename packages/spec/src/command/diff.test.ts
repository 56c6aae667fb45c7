import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { compareVersions } from "../version-order.ts";
import { type Change, changes, diff } from "./diff.ts";
import { fieldsOf, parts } from "./lifetimes.ts";

const names = (list: readonly Change[], change: Change["change"]) =>
  list.filter((one) => one.change === change).map(({ name }) => name);

describe("changes from one release to another", () => {
  const all = changes("0.6.0", "0.33.0");

  test("hold what came", () => {
    expect(names(all, "added")).toContain("ChatRequest.think");
    expect(names(all, "added")).toContain("POST /v1/messages (anthropicMessages)");
    expect(names(all, "added")).toContain("Capability = thinking");
    expect(all.find(({ name }) => name === "ChatRequest.think")).toEqual({
      change: "added",
      kind: "field",
      name: "ChatRequest.think",
      version: "0.9.0",
    });
  });

  test("hold what went, also of what today's schemas no longer show", () => {
    expect(names(all, "removed")).toContain("ModelOptions.mirostat");
    expect(names(changes("0.1.30", "0.33.0"), "removed")).toContain("CreateRequest.modelfile");
    expect(names(changes("0.16.0", "0.33.0"), "removed")).toContain("/api/experimental/aliases");
  });

  test("leave out what came before, and what came and went between", () => {
    expect(names(all, "added")).not.toContain("POST /api/chat (chat)");
    expect(all.map(({ name }) => name)).not.toContain("/api/experimental/aliases");
  });
});

const version = fc.constantFrom(
  "0.0.1",
  "0.1.14",
  "0.3.0",
  "0.6.0",
  "0.9.0",
  "0.12.0",
  "0.16.0",
  "0.33.0-rc2",
  "0.33.0",
);

test("the way back is the same with added and removed exchanged", () => {
  fc.assert(
    fc.property(version, version, (a, b) => {
      const back = changes(b, a);
      expect(new Set(names(changes(a, b), "added"))).toEqual(new Set(names(back, "removed")));
      expect(new Set(names(changes(a, b), "removed"))).toEqual(new Set(names(back, "added")));
    }),
    { numRuns: 20 },
  );
});

test("each change lies between the two releases", () => {
  fc.assert(
    fc.property(version, version, (a, b) => {
      const [older, newer] = [a, b].toSorted(compareVersions) as [string, string];
      for (const change of changes(a, b)) {
        expect(compareVersions(older, change.version)).toBeLessThan(0);
        expect(compareVersions(change.version, newer)).toBeLessThanOrEqual(0);
      }
    }),
    { numRuns: 20 },
  );
});

test("fields are found at any depth", () => {
  const at = (version: string) => ({ "x-introduced-in": version });
  const schema = {
    properties: {
      list: { type: "array", items: { properties: { a: at("0.1.0") } } },
      map: { additionalProperties: { anyOf: [{ properties: { b: at("0.2.0") } }, { type: "null" }] } },
      word: { enum: ["x", "y"], "x-enum-introduced-in": { y: "0.3.0" }, "x-enum-removed-in": { x: "0.4.0" } },
      "x-introduced-in": { type: "string", "x-removed-in": "0.5.0" },
    },
  };
  expect(fieldsOf("T", schema).map(({ name, introducedIn, removedIn }) => [name, introducedIn, removedIn])).toEqual([
    ["T.list[].a", "0.1.0", undefined],
    ["T.map.*.b", "0.2.0", undefined],
    ["T.word = y", "0.3.0", undefined],
    ["T.word = x", undefined, "0.4.0"],
    ["T.x-introduced-in", undefined, "0.5.0"],
  ]);
});

test("every part has a lifetime that is one", () => {
  for (const { name, introducedIn, removedIn } of parts()) {
    if (introducedIn === undefined || removedIn === undefined) continue;
    expect(`${name}: ${compareVersions(introducedIn, removedIn)}`).toBe(`${name}: -1`);
  }
});

test("it says so if nothing changed", () => {
  expect(diff.run(["0.33.0", "0.33.0"], {})).toBe("Nothing known changed between 0.33.0 and 0.33.0.\n");
  expect(diff.run(["0.33.0", "0.33.0"], { json: true })).toBe("[]\n");
  expect(diff.run(["0.6.0", "v0.33.0"], {})).toStartWith("Operations\n");
});

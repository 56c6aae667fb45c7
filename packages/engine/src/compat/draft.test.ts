import { expect, test } from "bun:test";
import { Draft } from "./draft.ts";
import { fileOf } from "./testing.ts";

const draftOf = async (sketch: Parameters<typeof fileOf>[0]) => new Draft(await fileOf(sketch));

test("nothing is written over by what is moved or renamed", async () => {
  const draft = await draftOf({ keys: { a: 1, b: 2 }, tensors: { x: [3], y: [4] } });
  draft.moveKey("a", "b");
  draft.moveKey("none", "c");
  draft.rename("x", "y");
  draft.rename("none", "z");
  expect([...draft.metadata.keys()]).toEqual(["b"]);
  expect(draft.integer("b")).toBe(2);
  expect([...draft.tensors].map(([name, { dims }]) => [name, dims])).toEqual([
    ["x", [3]],
    ["y", [4]],
  ]);
});

test("rows and arrays are cut, never made longer, and only where there are rows", async () => {
  const keys = { strings: ["a", "b", "c"], numbers: [1, 2, 3], text: "abc" };
  const draft = await draftOf({ keys, tensors: { matrix: [4, 3], vector: [4], experts: [4, 3, 2] } });
  for (const key of Object.keys(keys)) draft.cutArray(key, 2);
  for (const name of ["matrix", "vector", "experts", "none"]) draft.cutRows(name, 2);
  draft.cutArray("numbers", 9);
  draft.cutRows("matrix", 9);
  expect(Array.from(draft.metadata.get("strings")!.value as Iterable<string>)).toEqual(["a", "b"]);
  expect(draft.integers("numbers")).toEqual([1, 2]);
  expect(draft.text("text")).toBe("abc");
  expect([...draft.tensors.values()].map(({ dims, byteLength }) => [dims, byteLength])).toEqual([
    [[4, 2], 32],
    [[4], 16],
    [[4, 3, 2], 96],
  ]);
});

test("values of other types count as none", async () => {
  const draft = await draftOf({ keys: { number: { f32: 0.5 }, text: "1", words: ["1"], numbers: [1] } });
  expect(["number", "text", "numbers", "none"].map((key) => draft.integer(key))).toEqual(Array(4).fill(undefined));
  expect(["text", "words", "none"].map((key) => draft.integers(key))).toEqual(Array(3).fill(undefined));
  expect(["number", "words", "none"].map((key) => draft.text(key))).toEqual(Array(3).fill(undefined));
});

import { expect, test } from "bun:test";
import { chooseSplitModel, type HubFile, parseListing } from "./hub-files.ts";

const file = (path: string): HubFile => ({ path, size: 1, digest: `sha256:${Bun.SHA256.hash(path, "hex")}` });
const files = [
  ...[3, 1, 2].map((n) => file(`UD-Q4_K_M/m-UD-Q4_K_M-0000${n}-of-00003.gguf`)),
  ...[1, 2].map((n) => file(`m.Q8_0-0000${n}-of-00002.gguf`)),
  ...[1, 2].map((n) => file(`m-Q4_K_M-0000${n}-of-00002.gguf`)),
  ...[1, 3].map((n) => file(`m-Q2_K-0000${n}-of-00003.gguf`)),
  file("m-IQ4.gguf"),
  file("mmproj-BF16.gguf"),
  file("mmproj-F16.gguf"),
  file("README.md"),
];

test.each([
  ["latest", "m-Q4_K_M-00001-of-00002.gguf", 2],
  ["q8_0", "m.Q8_0-00001-of-00002.gguf", 2],
  ["UD-Q4_K_M", "UD-Q4_K_M/m-UD-Q4_K_M-00001-of-00003.gguf", 3],
  ["m-Q4_K_M-00001-of-00002.gguf", "m-Q4_K_M-00001-of-00002.gguf", 2],
])("%s is %s", (tag, first, count) => {
  const { parts, projector } = chooseSplitModel(files, tag)!;
  expect(parts.map(({ path }) => path)).toEqual(
    Array.from({ length: count }, (_, i) => first.replace("00001-of", `0000${i + 1}-of`)),
  );
  expect(projector?.path).toBe("mmproj-F16.gguf");
});

test("what is not there, not whole, or not split is not chosen", () => {
  for (const tag of ["Q2_K", "IQ4", "K_M", "8_0", "none", ""]) expect(chooseSplitModel(files, tag)).toBeUndefined();
  expect(chooseSplitModel([], "latest")).toBeUndefined();
});

test("a listing is read leniently", () => {
  const oid = "a".repeat(64);
  const json = [
    { type: "file", path: "a", size: 5, lfs: { oid, size: 5 } },
    { type: "file", path: "b", size: 6 },
    { type: "file", path: "c", size: 7, lfs: { oid: "../x" } },
    { type: "directory", path: "d" },
    { type: "file", size: 1 },
    null,
  ];
  expect(parseListing(json)).toEqual([
    { path: "a", size: 5, digest: `sha256:${oid}` },
    { path: "b", size: 6, digest: undefined },
    { path: "c", size: 7, digest: undefined },
  ]);
  for (const other of [{}, null, "x"]) expect(parseListing(other)).toEqual([]);
});

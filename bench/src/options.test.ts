import { expect, test } from "bun:test";
import { homedir } from "node:os";
import { join } from "node:path";
import { parseOptions, UsageError } from "./options.ts";

test("by default everything is measured, in the cache folder of the user", () => {
  const options = parseOptions([], {})!;
  expect(options.shapes.map(({ id }) => id)).toEqual(["0.5b", "1b"]);
  expect(options).toMatchObject({
    types: ["Q4_0", "Q8_0"],
    subjects: ["llamacpp", "cria"],
    threads: undefined,
    repeat: 3,
    cacheRows: false,
    benchDir: join(homedir(), ".cache", "cria-bench"),
    json: join(homedir(), ".cache", "cria-bench", "results.json"),
  });
});

test("options choose what is measured", () => {
  const args = [
    "--shapes",
    "1b",
    "--types",
    "q8_0",
    "--subjects",
    "cria",
    "--threads",
    "4",
    "--cache-rows",
    "--json",
    "/r.json",
  ];
  const options = parseOptions(args, { CRIA_BENCH_DIR: "/bench" })!;
  expect(options.shapes.map(({ id }) => id)).toEqual(["1b"]);
  expect(options).toMatchObject({ types: ["Q8_0"], subjects: ["cria"], threads: 4, cacheRows: true });
  expect(options).toMatchObject({ benchDir: "/bench", json: "/r.json" });
});

test("--quick is one round of the smallest shape, unless told otherwise", () => {
  expect(parseOptions(["--quick"], {})).toMatchObject({ repeat: 1, shapes: [{ id: "0.5b" }] });
  expect(parseOptions(["--quick", "--repeat", "2", "--shapes", "1b"], {})).toMatchObject({
    repeat: 2,
    shapes: [{ id: "1b" }],
  });
});

test("--help asks for help", () => expect(parseOptions(["--help"], {})).toBeUndefined());

test.each([
  [["--shapes", "7b"], "--shapes takes 0.5b, 1b, not"],
  [["--types", "Q4_0,F16"], "--types takes Q4_0, Q8_0, not"],
  [["--threads", "0"], "--threads takes a whole number"],
  [["--threads", "1e2"], "--threads takes a whole number"],
  [["--repeat", "-1"], "--repeat"],
  [["--nonsense"], "--nonsense"],
  [["1b"], "1b"],
])("%p is refused", (args, message) => {
  expect(() => parseOptions(args, {})).toThrow(UsageError);
  expect(() => parseOptions(args, {})).toThrow(message);
});

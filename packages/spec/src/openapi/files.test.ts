import { expect, test } from "bun:test";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { generatedFiles } from "./files.ts";

const folder = join(import.meta.dir, "../..");
const advice = "out of date: run `npm run -w @cria/spec generate`";

/** Text of a file without its formatting, which is the formatter's. */
function compact(path: string): string | undefined {
  try {
    return JSON.stringify(JSON.parse(readFileSync(join(folder, path), "utf8")));
  } catch {
    return undefined;
  }
}

test("the checked-in files are those that the schemas give", () => {
  const stale = [...generatedFiles()].filter(([path, content]) => compact(path) !== JSON.stringify(content));
  expect(stale.map(([path]) => `${path} is ${advice}`)).toEqual([]);
});

test("there is no schema file of a type that is gone", () => {
  const generated = generatedFiles();
  const extra = readdirSync(join(folder, "schemas")).filter((name) => !generated.has(`schemas/${name}`));
  expect(extra.map((name) => `schemas/${name} is ${advice}`)).toEqual([]);
});

test("generating twice gives the same", () => {
  expect(JSON.stringify([...generatedFiles()])).toBe(JSON.stringify([...generatedFiles()]));
});

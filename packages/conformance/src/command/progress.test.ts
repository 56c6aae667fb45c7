import { expect, test } from "bun:test";
import { Progress } from "./progress.ts";

test("a line per chapter, when it is done", () => {
  const lines: string[] = [];
  const progress = new Progress((line) => lines.push(line));
  progress.add({ chapter: "version", verdict: "pass" });
  progress.add({ chapter: "version", verdict: "fail" });
  expect(lines).toEqual([]);
  progress.add({ chapter: "copy", verdict: "warn" });
  expect(lines).toEqual(["Version: 1 passed, 1 failed\n"]);
  progress.end();
  expect(lines.at(-1)).toEndWith(": 1 warned\n");
  progress.end();
  expect(lines).toHaveLength(2);
});

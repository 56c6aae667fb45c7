import { expect, test } from "bun:test";
import { mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { historyPath, readHistory, writeHistory } from "./history.ts";

test("the last hundred lines come back, readable by the user alone", () => {
  const home = mkdtempSync(join(tmpdir(), "cria-history-"));
  try {
    const path = historyPath(home);
    expect(path).toBe(join(home, ".ollama", "history"));
    expect(readHistory(path)).toEqual([]);
    const lines = Array.from({ length: 120 }, (_, i) => `line ${i}`);
    writeHistory(path, lines);
    expect(readHistory(path)).toEqual(lines.slice(20));
    expect(statSync(path).mode & 0o777).toBe(0o600);
  } finally {
    rmSync(home, { recursive: true });
  }
});

test("a history that cannot be written is no error", () => {
  const file = join(mkdtempSync(join(tmpdir(), "cria-history-")), "file");
  writeFileSync(file, "");
  writeHistory(join(file, "history"), ["a"]);
  expect(readHistory(join(file, "history"))).toEqual([]);
});

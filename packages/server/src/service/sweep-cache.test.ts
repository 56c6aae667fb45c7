import { afterAll, afterEach, beforeEach, expect, type Mock, spyOn, test } from "bun:test";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sweepCache } from "./sweep-cache.ts";

const folder = mkdtempSync(join(tmpdir(), "cria-sweep-"));
afterAll(() => rmSync(folder, { recursive: true }));

let said: Mock<typeof process.stderr.write>;
beforeEach(() => {
  said = spyOn(process.stderr, "write").mockImplementation(() => true);
});
afterEach(() => said.mockRestore());

test("a cache that can't be used is said, and no reason not to start", async () => {
  const file = join(folder, "file");
  writeFileSync(file, "");
  await sweepCache(file, 0);
  expect(said.mock.calls.join()).toContain(`since ${file} cannot keep them`);
});

test("one that is not there yet is no matter", async () => {
  await sweepCache(join(folder, "absent"), 0);
  expect(said).not.toHaveBeenCalled();
});

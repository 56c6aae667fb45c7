import { afterAll, expect, test } from "bun:test";
import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, utimesSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { removeFormerReleases } from "./former-releases.ts";

const folder = mkdtempSync(join(tmpdir(), "cria-former-"));
afterAll(() => rmSync(folder, { recursive: true }));

test("stores of other releases go when nobody has opened them for a month", async () => {
  const digits = "0123456789abcde";
  const days = { [`embedded-${digits}0`]: 40, [`embedded-${digits}1`]: 40, [`embedded-${digits}2`]: 20, other: 40 };
  for (const [name, age] of Object.entries(days)) {
    mkdirSync(join(folder, name, "blobs"), { recursive: true });
    const time = new Date(Date.now() - age * 24 * 3_600_000);
    utimesSync(join(folder, name), time, time);
  }
  const root = join(folder, `embedded-${digits}0`);
  await removeFormerReleases(root);
  expect(readdirSync(folder).sort()).toEqual([`embedded-${digits}0`, `embedded-${digits}2`, "other"]);
  expect(Date.now() - statSync(root).mtimeMs).toBeLessThan(60_000);
});

import { afterAll, expect, test } from "bun:test";
import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, truncateSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { readGguf } from "../gguf/reader.ts";
import { WeightError } from "../weights/image.ts";
import { planModel } from "./plan.ts";
import { prepareModel } from "./prepare.ts";
import { writeRandomModel } from "./testing.ts";

const folder = mkdtempSync(join(tmpdir(), "cria-prepare-"));
afterAll(() => rmSync(folder, { recursive: true }));

test("weights are transcoded once per graph; what is damaged or left over makes way", async () => {
  const path = await writeRandomModel(folder, "llama", "Q8_0");
  const gguf = await readGguf(path);
  const home = join(folder, "once");
  let reports = 0;
  const prepare = (kernels: boolean) => prepareModel(planModel(gguf, kernels), path, home, () => reports++);
  const nameOf = (onnxPath: string) => basename(dirname(onnxPath));
  const weightBytes = planModel(gguf, false).layout.byteLength;

  const first = await prepare(false);
  const weights = join(first, "../weights.data");
  expect(reports).toBeGreaterThan(0);
  expect(statSync(weights).size).toBe(weightBytes);
  reports = 0;
  expect(await prepare(false)).toEqual(first);
  expect(reports).toBe(0);

  truncateSync(weights, 10);
  expect(await prepare(false)).toEqual(first);
  expect(statSync(weights).size).toBe(weightBytes);

  // No process has the number 2^22 + 1: the highest is below.
  mkdirSync(join(home, "0123.4194305.partial"));
  mkdirSync(join(home, `4567.${process.pid}.partial`));
  const other = await prepare(true);
  expect(readdirSync(home).sort()).toEqual([`4567.${process.pid}.partial`, nameOf(other)].sort());
  expect(nameOf(other)).not.toBe(nameOf(first));
});

test("an interrupted conversion leaves nothing", async () => {
  const path = await writeRandomModel(folder, "llama", "Q4_0");
  const gguf = await readGguf(path);
  truncateSync(path, gguf.fileSize - 100);
  const broken = join(folder, "broken");
  await expect(prepareModel(planModel(gguf), path, broken)).rejects.toThrow(WeightError);
  expect(readdirSync(broken)).toEqual([]);
});

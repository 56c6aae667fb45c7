import { afterEach, expect, test } from "bun:test";
import { tensorTypeNamed } from "../gguf/tensor-types.ts";
import { weightTypes } from "../weights/testing.ts";
import { currentLevel, usableLevels, useKernelLevel } from "./level.ts";
import { selfTest } from "./self-test.ts";

const levels = usableLevels();
const best = levels.at(-1)!;
const types = weightTypes.map((name) => tensorTypeNamed(name).id);
afterEach(() => useKernelLevel(best));

test.each(levels)("%s computes every type as the portable kernels do", (level) => {
  useKernelLevel(level);
  const fallbacks: string[] = [];
  selfTest(types, (from, to) => fallbacks.push(`${from} ${to}`));
  expect(fallbacks).toEqual([]);
  expect(currentLevel()).toBe(level);
});

test("a level that computes one type wrongly is replaced by the best one below it that does not", () => {
  useKernelLevel(best);
  const good = levels.at(-3) ?? levels[0]!;
  const fallbacks: string[] = [];
  const agreesOn = (type: number) => type !== types.at(-1) || levels.indexOf(currentLevel()) <= levels.indexOf(good);
  selfTest(types, (from, to) => fallbacks.push(`${from} ${to}`), agreesOn);
  expect(fallbacks).toEqual(best === good ? [] : [`${best} ${good}`]);
  expect(currentLevel()).toBe(good);
});

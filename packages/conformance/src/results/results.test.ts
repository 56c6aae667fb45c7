import { describe, expect, test } from "bun:test";
import { readdirSync, readFileSync } from "node:fs";
import { requirements } from "@cria/spec";
import type { Results } from "../report/results.ts";
import { deviationOf } from "./deviations.ts";

const folder = new URL("../../results/", import.meta.url);
const files = readdirSync(folder);

test("there are results of the newest version, and of one from a year earlier", () => {
  expect(files).toEqual(expect.arrayContaining(["ollama-0.11.8.json", "ollama-0.33.0-rc2.json"]));
});

describe.each(files)("%s", (file) => {
  const results = JSON.parse(readFileSync(new URL(file, folder), "utf8")) as Results;
  const levels = new Map<string, string>(requirements.map(({ id, level }) => [id, level]));

  test("is named after its version", () => {
    expect(file).toBe(`ollama-${results.version}.json`);
  });

  test("counts its verdicts", () => {
    for (const [verdict, ids = []] of Object.entries(results.verdicts))
      expect(results.totals[verdict]).toBe(ids.length);
  });

  test("has rules that there are", () => {
    expect(
      Object.values(results.verdicts)
        .flat()
        .filter((id) => !levels.has(id)),
    ).toEqual([]);
  });

  test("no rule that clients need is broken but by a known bug of Ollama", () => {
    const broken = results.broken.filter(({ id }) => levels.get(id) === "MUST");
    expect(broken.filter(({ id }) => deviationOf(id, results.version) === undefined)).toEqual([]);
    expect(results.conforms).toBe(broken.length === 0);
  });
});

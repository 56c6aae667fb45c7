import { expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { ollamaFunctions, parseTemplate, TemplateError } from "./index.ts";
import { vectorData } from "./vectors-data.ts";

/** What Go makes of a template with the data of `vectors-data.ts` and the option `missingkey=zero`. */
type Vector =
  | { readonly template: string; readonly output: string }
  | { readonly template: string; readonly error: string };

const vectors: Vector[] = JSON.parse(readFileSync(join(import.meta.dir, "vectors.json"), "utf8"));
const functions = { ...ollamaFunctions({ now: () => new Date(2026, 7, 1, 12) }) };

function render(template: string): { readonly output: string } | { readonly error: string } {
  try {
    return { output: parseTemplate(template).execute(vectorData, functions) };
  } catch (error) {
    if (error instanceof TemplateError) return { error: error.message };
    throw error;
  }
}

// The table is written by tools/go-templates, with Go 1.26.
test("every template gives what Go gives: the same output or the same error text", () => {
  const differing = vectors
    .map(({ template, ...expected }) => ({ template, expected, got: render(template) }))
    .filter(({ expected, got }) => !Bun.deepEquals(expected, got));
  expect(differing).toEqual([]);
  expect(vectors.length).toBeGreaterThan(2000);
});

import { expect, test } from "bun:test";
import { ollamaFunctions, parseTemplate, TemplateError } from "./index.ts";
import { vectors } from "./vectors.ts";
import { vectorData } from "./vectors-data.ts";

const functions = { ...ollamaFunctions({ now: () => new Date(2026, 7, 1, 12) }) };

function render(template: string): { readonly output: string } | { readonly error: string } {
  try {
    return { output: parseTemplate(template).execute(vectorData, functions) };
  } catch (error) {
    if (error instanceof TemplateError) return { error: error.message };
    throw error;
  }
}

test("every template gives what Go gives: the same output or the same error text", () => {
  const differing = vectors
    .map(({ template, ...expected }) => ({ template, expected, got: render(template) }))
    .filter(({ expected, got }) => !Bun.deepEquals(expected, got));
  expect(differing).toEqual([]);
  expect(vectors.length).toBeGreaterThan(2000);
});

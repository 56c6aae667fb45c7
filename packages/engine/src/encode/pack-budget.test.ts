import { expect, test } from "bun:test";
import { mostPackTokens, PackBudget } from "./pack-budget.ts";

/** The budget of a machine that takes so long per token. */
function learned(millisecondsPerToken: number): number {
  const budget = new PackBudget();
  for (let i = 0; i < 20; i++) budget.learn(budget.tokens, budget.tokens * millisecondsPerToken);
  return budget.tokens;
}

test.each([
  [0.01, mostPackTokens],
  [0.5, 300],
  [100, 64],
])("packs of a model that takes %d ms per token have %d tokens", (milliseconds, tokens) => {
  expect(learned(milliseconds)).toBe(tokens);
});

test("a single short text says nothing", () => {
  const budget = new PackBudget();
  const before = budget.tokens;
  budget.learn(5, 100);
  expect(budget.tokens).toBe(before);
});

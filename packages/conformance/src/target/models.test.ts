import { expect, test } from "bun:test";
import { NotApplicable } from "../check/outcome.ts";
import { Models } from "./models.ts";

const known = [
  { name: "large:latest", size: 9, capabilities: ["completion", "tools", "vision"] },
  { name: "small:latest", size: 2, capabilities: ["completion"] },
  { name: "embed:latest", size: 1, capabilities: ["embedding"] },
];

test("the smallest model that can do it is taken", () => {
  const models = new Models(known);
  expect(models.completion()).toBe("small:latest");
  expect(models.with("tools")).toBe("large:latest");
  expect(models.with("embedding")).toBe("embed:latest");
  expect(() => models.with("thinking")).toThrow(NotApplicable);
});

test("the models that the user names go first", () => {
  expect(new Models(known, { completion: "large:latest" }).completion()).toBe("large:latest");
  expect(new Models(known, { embedding: "other" }).with("embedding")).toBe("other");
});

test("models that say nothing of their capabilities are taken to answer", () => {
  expect(new Models([{ name: "m", size: 0, capabilities: [] }]).completion()).toBe("m");
  expect(() => new Models([]).completion()).toThrow(NotApplicable);
});

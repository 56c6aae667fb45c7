import { expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { JinjaError } from "./error.ts";
import { JinjaTemplate } from "./template.ts";

// Both tables are written by tools/jinja-vectors, with jinja2 as Transformers sets it up.

type Variables = Readonly<Record<string, unknown>>;

const now = () => new Date(2026, 7, 1, 15, 4, 9);

function readLines<Line>(name: string): Line[] {
  const text = readFileSync(join(import.meta.dir, name), "utf8");
  return text
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as Line);
}

/** What is wrong with a rendering; undefined if nothing is. Only Jinja's own messages must be the same. */
function difference(template: string, data: Variables, text: string | null, message = ""): unknown {
  try {
    const got = new JinjaTemplate(template).render(data, { now });
    return got === text ? undefined : { template, text, message, got };
  } catch (error) {
    if (!(error instanceof JinjaError)) throw error;
    if (text === null && (message === "" || message === error.message)) return undefined;
    return { template, text, message, error: error.message };
  }
}

test("every small template gives what Python gives", () => {
  const [data, ...vectors] = readLines<[string, string | null, string?]>("expressions.jsonl");
  const differing = vectors.map(([template, text, message]) =>
    difference(template, data as unknown as Variables, text, message),
  );
  expect(differing.filter((each) => each !== undefined)).toEqual([]);
  expect(vectors.length).toBeGreaterThan(2300);
});

test("every whole template gives what Python gives of every conversation", () => {
  const [templates, conversations, ...vectors] = readLines<unknown>("templates.jsonl") as [
    Readonly<Record<string, string>>,
    Readonly<Record<string, Variables>>,
    ...[string, string, string | null, string?][],
  ];
  const differing = vectors.map(([name, conversation, text, message]) => {
    const found = difference(templates[name]!, conversations[conversation]!, text, message);
    return found && { name, conversation, found };
  });
  expect(differing.filter((each) => each !== undefined)).toEqual([]);
  expect(Object.keys(templates).length).toBeGreaterThan(50);
  expect(vectors.length).toBe(Object.keys(templates).length * Object.keys(conversations).length);
});

import { expect, test } from "bun:test";
import { parseTemplate, TemplateError } from "./index.ts";

function failure(template: string, data: unknown = {}): string {
  try {
    parseTemplate(template).execute(data);
  } catch (error) {
    if (error instanceof TemplateError) return error.message;
    throw error;
  }
  return "";
}

const hostile: readonly (readonly [name: string, template: string, message: string])[] = [
  ["endless recursion", '{{define "r"}}{{template "r" .}}{{end}}{{template "r" .}}', "exceeded maximum template depth"],
  [
    "recursion through deep nesting",
    `{{define "r"}}${"{{if true}}".repeat(400)}{{template "r" .}}${"{{end}}".repeat(400)}{{end}}{{template "r" .}}`,
    "exceeded",
  ],
  ["a long loop", "{{range 9223372036854775807}}{{end}}", "exceeded maximum execution steps"],
  ["loops in loops", "{{range 100000}}{{range 100000}}{{end}}{{end}}", "exceeded maximum execution steps"],
  ["doubling a text", '{{$x := "ab"}}{{range 1000}}{{$x = print $x $x}}{{end}}', "output is longer than"],
  ["a wide number again and again", '{{range 1000}}{{printf "%999999d" 1}}{{end}}', "output is longer than"],
  [
    "reading a long text again and again",
    '{{$x := printf "%999999d" 1}}{{range 100000}}{{$y := len $x}}{{end}}',
    "exceeded maximum execution work",
  ],
  ["deep conditions", "{{if .a}}".repeat(100000) + "{{end}}".repeat(100000), "exceeded maximum nesting depth"],
  ["a long else-if chain", `{{if .a}}${"{{else if .b}}".repeat(100000)}{{end}}`, "exceeded maximum nesting depth"],
  ["deep blocks", '{{block "b" .}}'.repeat(100000), "exceeded maximum nesting depth"],
  ["deep parentheses", `{{${"(".repeat(100000)}1${")".repeat(100000)}}}`, "max expression depth exceeded"],
];

test.each(hostile)("%s ends with an error", (_name, template, message) => {
  expect(failure(template)).toContain(message);
});

test("recursion within the bound works", () => {
  const template = parseTemplate('{{define "r"}}{{if .}}({{template "r" .next}}){{end}}{{end}}{{template "r" .}}');
  let list: object = {};
  for (let i = 0; i < 200; i++) list = { next: list };
  expect(template.execute(list)).toBe("(".repeat(200) + ")".repeat(200));
});

test("long texts without actions cost no steps", () => {
  const text = "a line of text\n".repeat(100_000);
  expect(parseTemplate(text).execute({})).toBe(text);
});

import { expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { JinjaError } from "./error.ts";
import { JinjaTemplate } from "./template.ts";

const render = (template: string, data: Readonly<Record<string, unknown>> = {}) =>
  new JinjaTemplate(template).render(data);

const [, ...vectors] = readFileSync(join(import.meta.dir, "expressions.jsonl"), "utf8")
  .trimEnd()
  .split("\n");
const known = vectors.map((line) => (JSON.parse(line) as [string])[0]);

const data = {
  messages: [
    { role: "user", content: "hé 😀" },
    { role: "assistant", content: null, tool_calls: [{ function: { name: "f", arguments: { a: [1, 2.5] } } }] },
  ],
  s: "Hello World",
  l: ["b", "A"],
  d: { a: 1, b: null },
};

/** Pieces of templates, for texts that get further into the parser than arbitrary ones. */
const fragments = [
  ..."{{ }} {% %} {%- -%} {# #} ( ) [ ] { } | . , : ~ + - * / // % ** == != < = s l d messages loop".split(" "),
  ..."if else elif endif for in endfor set endset macro endmacro call endcall filter endfilter with endwith raw endraw".split(
    " ",
  ),
  ..."is not and or none true 1 2.5 'a' upper join('-') length map('upper') namespace() x break generation recursive".split(
    " ",
  ),
  " ",
  "\n",
];

/** Runs a template that may be wrong in any way, but only in Jinja's. */
function attempt(template: string): void {
  try {
    render(template, data);
  } catch (error) {
    if (!(error instanceof JinjaError)) throw error;
  }
}

test("nothing but JinjaError is ever thrown, whatever the template", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (text) => attempt(`{{ ${text} }}`)),
    { numRuns: 1000 },
  );
  const soup = fc.array(fc.constantFrom(...fragments), { maxLength: 30 });
  fc.assert(
    fc.property(soup, fc.constantFrom("", " "), (parts, between) => attempt(parts.join(between))),
    { numRuns: 3000 },
  );
  const edit = fc.record({ at: fc.nat(200), removed: fc.nat(6), inserted: fc.constantFrom("", ...fragments) });
  fc.assert(
    fc.property(fc.constantFrom(...known), fc.array(edit, { minLength: 1, maxLength: 3 }), (template, edits) =>
      attempt(
        edits.reduce((text, { at, removed, inserted }) => {
          const place = at % (text.length + 1);
          return text.slice(0, place) + inserted + text.slice(place + removed);
        }, template),
      ),
    ),
    { numRuns: 3000 },
  );
});

test("text without tags renders to itself, but for a line break at its end", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme" }), (text) => {
      fc.pre(!/\{[{%#]|\r/.test(text));
      expect(render(text)).toBe(text.replace(/\n$/, ""));
      expect(render(`{% raw %}${text}x{% endraw %}`)).toBe(`${text}x`);
    }),
  );
});

test("any text survives as data, as a literal, in lists and as JSON", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme" }), (text) => {
      fc.pre(!text.includes("\r"));
      expect(render("{{ s }}", { s: text })).toBe(text);
      // A literal of Python is one of Jinja.
      const literal = render("{{ [s] }}", { s: text });
      expect(render(`{{ ${literal}[0] }}`)).toBe(text);
      expect(JSON.parse(render("{{ s | tojson }}", { s: text }))).toBe(text);
      expect(JSON.parse(render("{{ s | tojson(ensure_ascii=true) }}", { s: text }))).toBe(text);
    }),
  );
});

test("texts are cut and counted by characters", () => {
  fc.assert(
    fc.property(
      fc.string({ unit: "grapheme" }),
      fc.integer({ min: -12, max: 12 }),
      fc.integer({ min: -12, max: 12 }),
      (text, start, end) => {
        const characters = Array.from(text);
        expect(render("{{ s | length }}", { s: text })).toBe(String(characters.length));
        expect(render(`{{ s[${start}:${end}] }}`, { s: text })).toBe(characters.slice(start, end).join(""));
        expect(render("{{ s[::-1] }}", { s: text })).toBe(characters.reverse().join(""));
      },
    ),
  );
});

test("JSON comes out as it went in", () => {
  fc.assert(
    fc.property(fc.jsonValue({ noUnicodeString: false }), (value) => {
      const plain: unknown = JSON.parse(JSON.stringify(value));
      expect(JSON.parse(render("{{ v | tojson }}", { v: plain }))).toEqual(plain);
      expect(JSON.parse(render("{{ v | tojson(indent=2, separators=(',', ':')) }}", { v: plain }))).toEqual(plain);
    }),
  );
});

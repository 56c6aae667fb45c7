import { expect, test } from "bun:test";
import fc from "fast-check";
import { formatPatterns } from "./formats.ts";
import { quotedAutomaton } from "./json-string.ts";
import { parsePattern } from "./pattern.ts";
import { matches as matchesText } from "./text-values.ts";

function matches(source: string, text: string): boolean {
  const automaton = quotedAutomaton(parsePattern(source)!.content);
  let state = automaton.start;
  for (const byte of Buffer.from(JSON.stringify(text))) {
    state = automaton.next(state, byte);
    if (state < 0) return false;
  }
  return automaton.accepts(state);
}

const atom = fc.oneof(
  fc.constantFrom("a", "b", "é", "😀", ".", "\\d", "\\w", "\\s", "\\D", "\\W", "\\S", "\\n", "\\.", "\\/", '"', "\\\\"),
  fc.constantFrom(
    "[ab]",
    "[^a]",
    "[a-c0-9]",
    "[^\\w]",
    "[\\d-]",
    "[é-ü😀]",
    "[^\\s\\S]|a",
    "\\u0061",
    "\\x62",
    "\\u{1F600}",
  ),
);
const { pattern } = fc.letrec<{ pattern: string; term: string }>((tie) => ({
  term: fc
    .tuple(
      fc.oneof({ weight: 4, arbitrary: atom }, { weight: 1, arbitrary: tie("pattern") }),
      fc.constantFrom("", "", "*", "+?", "?", "{2}", "{1,2}", "{0,}"),
    )
    .map(([inner, times]) => `(?:${inner})${times}`),
  pattern: fc
    .array(fc.array(tie("term"), { maxLength: 3 }), { minLength: 1, maxLength: 2 })
    .map((options) => options.map((terms) => terms.join("")).join("|")),
}));
const text = fc.string({
  unit: fc.constantFrom("a", "b", "c", "é", "😀", " ", "\n", "0", "-", ".", '"', "\\", "_"),
  maxLength: 6,
});

test("patterns match what regular expressions do", () => {
  fc.assert(
    fc.property(pattern, fc.boolean(), fc.boolean(), fc.array(text, { minLength: 5 }), (inner, begins, ends, texts) => {
      const source = `${begins ? "^" : ""}(${inner})${ends ? "$" : ""}`;
      expect(parsePattern(source)?.isExact).toBe(true);
      const expected = new RegExp(source, "u");
      for (const each of texts)
        expect([source, each, matches(source, each)]).toEqual([source, each, expected.test(each)]);
    }),
    { numRuns: 300 },
  );
});

test.each([
  "(a)\\1",
  "\\k<x>",
  "a$b",
  "a^",
  "(",
  "a)",
  "[a",
  "*",
  "a**",
  "a{2,1}",
  "a{5000}",
  "\\q",
  "(?i)a",
  "\\u{110000}",
  "[b-a]",
  "a\\",
])("%j is more than an automaton can do, or no pattern", (source) => expect(parsePattern(source)).toBeUndefined());

test.each(["^(?:(?!x)a)+$", "(?=a)*b", "^(?=\\b)a$", "\\bword\\b", "(?<=a)b", "^(?:(?!(?:a[)]|\\)))b)$"])(
  "%j is only a necessary condition",
  (source) => expect(parsePattern(source)?.isExact).toBe(false),
);

test("look-ahead is read, if it goes to the end of the text", () => {
  const ahead = fc.constantFrom("(?=.*\\d)", "(?!\\s*$)", "(?!a)", "(?=a|b$)", "(?!(?!ab).b)", "(?!(?:a[)]|\\)))");
  let decided = 0;
  fc.assert(
    fc.property(
      fc.array(ahead, { minLength: 1, maxLength: 2 }),
      pattern,
      ahead,
      fc.boolean(),
      fc.array(text),
      (looks, inner, last, ends, texts) => {
        const source = `^${looks.join("")}(?:${inner})${last}.*${ends ? "$" : ""}`;
        const read = parsePattern(source)!;
        expect(read.isExact).toBe(true);
        const expected = new RegExp(source, "u");
        for (const each of texts) {
          // Some of these are more than an automaton of bearable size can do.
          const actual = matchesText(read.text, each) ?? expected.test(each);
          if (matchesText(read.text, each) !== undefined) decided++;
          expect([source, each, actual]).toEqual([source, each, expected.test(each)]);
        }
      },
    ),
    { numRuns: 200 },
  );
  expect(decided).toBeGreaterThan(300);
});

test("properties of Unicode are those that regular expressions have", () => {
  for (const source of ["^\\p{L}$", "^\\P{Lu}$", "^[\\p{Script=Greek}_]$", "^\\p{ASCII}$"]) {
    const read = parsePattern(source)!;
    expect(read.isExact).toBe(true);
    for (const each of ["a", "É", "é", "5", "_", "α", "日", "😀", " "]) {
      expect([source, each, matchesText(read.text, each)]).toEqual([source, each, new RegExp(source, "u").test(each)]);
    }
  }
  expect(parsePattern("\\p{Nonsense}")).toBeUndefined();
});

test("any source is read or refused, without another error", () => {
  const source = fc.string({ unit: fc.constantFrom(..."()[]{}|*+?^$\\-,0129abdupxk<>=!:."), maxLength: 14 });
  fc.assert(
    fc.property(source, (each) => void parsePattern(each)),
    { numRuns: 2000 },
  );
});

test("formats take what they should, and nothing else", () => {
  const table: [format: string, yes: string[], no: string[]][] = [
    ["date", ["2024-12-31", "1999-02-28"], ["2024-04-31", "2024-13-01", "24-01-01"]],
    ["time", ["23:59:59Z", "00:00:00.5+01:30"], ["24:00:00Z", "12:00:00"]],
    ["date-time", ["2024-05-17T12:00:00Z"], ["2024-05-17 12:00:00Z", "2024-05-17"]],
    ["duration", ["P1D", "PT2H", "P3DT4H5M6S", "P2W"], ["P", "PT", "1D"]],
    ["uuid", ["123e4567-e89b-12d3-a456-426614174000"], ["123e4567e89b12d3a456426614174000"]],
    ["email", ["a.b+c@example.co.uk"], ["a@b", "@b.de", "a b@c.de"]],
    ["ipv4", ["0.0.0.0", "255.10.1.9"], ["256.1.1.1", "1.2.3"]],
    ["ipv6", ["2001:db8:0:0:0:0:0:1"], ["1:2", "g:0:0:0:0:0:0:1"]],
    ["uri", ["https://example.org/a/b?q=1#x"], ["example.org", "http://"]],
    ["hostname", ["a.b-c.de"], ["-a", "a..b"]],
  ];
  for (const [format, yes, no] of table) {
    for (const each of yes)
      expect([format, each, matches(formatPatterns[format]!, each)]).toEqual([format, each, true]);
    for (const each of no)
      expect([format, each, matches(formatPatterns[format]!, each)]).toEqual([format, each, false]);
  }
});

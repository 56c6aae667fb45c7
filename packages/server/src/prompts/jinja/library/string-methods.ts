import { JinjaError } from "../error.ts";
import type { Runtime } from "../runtime/runtime.ts";
import { Dict } from "../values/dict.ts";
import { listOf } from "../values/iterate.ts";
import { stripBoth, stripEnd, stripStart, textLength, toCodePointOffset } from "../values/text.ts";
import { asText, Bytes, Tuple, typeName, type Value } from "../values/value.ts";
import { type Argument, type Builtin, builtin, integerArgument, textArgument } from "./builtin.ts";
import { capitalize, caseFold, isLowerText, isTitleText, isUpperText, swapCase, titleWords } from "./string-case.ts";
import { split, splitLines } from "./string-split.ts";
import { cutWindow } from "./window.ts";

const text = (value: Value) => asText(value) ?? "";
const method = builtin;

/** Methods without arguments that give a text. */
function simple(change: (text: string) => string): Builtin {
  return method("self", (rt, self) => {
    rt.meter.text(text(self).length);
    return change(text(self));
  });
}

/** Methods without arguments that ask something of a text. */
function asking(is: (text: string) => boolean): Builtin {
  return method("self", (rt, self) => {
    rt.meter.text(text(self).length);
    return is(text(self));
  });
}

/** Methods that ask whether all of a text, which isn't empty, is of a kind. */
function every(kind: RegExp, ofEmpty = false): Builtin {
  return asking((self) => (self === "" ? ofEmpty : kind.test(self)));
}

function strip(start: boolean, end: boolean): Builtin {
  return method("self chars?", (rt, self, chars) => {
    rt.meter.text(text(self).length);
    if (chars === undefined || chars === null) {
      if (!end) return stripStart(text(self));
      return start ? stripBoth(text(self)) : stripEnd(text(self));
    }
    const set = new Set(textArgument(chars, "strip arg"));
    const points = Array.from(text(self));
    let [from, to] = [0, points.length];
    while (start && from < to && set.has(points[from]!)) from++;
    while (end && to > from && set.has(points[to - 1]!)) to--;
    return points.slice(from, to).join("");
  });
}

function splitting(fromEnd: boolean): Builtin {
  return method("self sep? maxsplit?", (rt, self, separator, limit) => {
    rt.meter.text(text(self).length);
    const at = separator === undefined || separator === null ? undefined : textArgument(separator, "sep");
    const parts = split(text(self), at, integerArgument(limit, -1), fromEnd);
    rt.meter.step(parts.length);
    return parts;
  });
}

function partition(fromEnd: boolean): Builtin {
  return method("self sep", (rt, self, separator) => {
    rt.meter.text(text(self).length);
    const [whole, at] = [text(self), textArgument(separator, "sep")];
    if (at === "") throw new JinjaError("empty separator");
    const index = fromEnd ? whole.lastIndexOf(at) : whole.indexOf(at);
    if (index < 0) return new Tuple(fromEnd ? ["", "", whole] : [whole, "", ""]);
    return new Tuple([whole.slice(0, index), at, whole.slice(index + at.length)]);
  });
}

/** Where a text is found within a window, in code points; -1 if it is not. */
function finding(fromEnd: boolean, mustBe: boolean): Builtin {
  return method("self sub start? end?", (rt, self, sub, start, end) => {
    rt.meter.text(text(self).length);
    const part = textArgument(sub, "argument");
    const window = cutWindow(text(self), start, end);
    const units = window === undefined ? -1 : fromEnd ? window.text.lastIndexOf(part) : window.text.indexOf(part);
    if (units < 0) {
      if (mustBe) throw new JinjaError("substring not found");
      return -1n;
    }
    return BigInt(window!.start + toCodePointOffset(window!.text, units));
  });
}

function affix(name: string, fits: (text: string, affix: string) => boolean): Builtin {
  return method(`self ${name} start? end?`, (rt, self, affixes, start, end) => {
    rt.meter.text(text(self).length);
    const all = affixes instanceof Tuple ? affixes.items : [affixes];
    const texts = all.map((each) => textArgument(each, `${name} arg`));
    const window = cutWindow(text(self), start, end);
    return window !== undefined && texts.some((each) => fits(window.text, each));
  });
}

function justify(place: (missing: number, width: number) => number): Builtin {
  return method("self width fillchar?", (rt, self, width, fill = " ") => {
    rt.meter.text(text(self).length);
    const columns = integerArgument(width, 0);
    const missing = columns - textLength(text(self));
    const character = textArgument(fill, "fill character");
    if (textLength(character) !== 1) throw new JinjaError("The fill character must be exactly one character long");
    if (missing <= 0) return text(self);
    rt.meter.text(columns * character.length);
    const before = place(missing, columns);
    return character.repeat(before) + text(self) + character.repeat(missing - before);
  });
}

/** Python's `replace`: the first so many, or all. */
export function replaceText(whole: string, old: string, replacement: string, count: number, rt: Runtime): string {
  let left = count < 0 ? Number.POSITIVE_INFINITY : count;
  const found = old === "" ? whole.length + 1 : countText(whole, old, rt);
  rt.meter.text(whole.length + Math.min(found, left) * replacement.length);
  if (old === "") {
    rt.meter.step(whole.length);
    const parts = Array.from(whole, (character) => (left-- > 0 ? replacement : "") + character);
    return parts.join("") + (left > 0 ? replacement : "");
  }
  if (left >= found) return whole.replaceAll(old, replacement.replaceAll("$", "$$$$"));
  rt.meter.step(found);
  return whole.replaceAll(old, () => (left-- > 0 ? replacement : old));
}

/** How often a text that isn't empty is found in another, a match being some of a step. */
function countText(whole: string, part: string, rt: Runtime): number {
  rt.meter.text(whole.length);
  let found = 0;
  for (let at = whole.indexOf(part); at >= 0; at = whole.indexOf(part, at + part.length)) found++;
  rt.meter.step(found >> 2);
  return found;
}

function expandTabs(whole: string, size: number): string {
  let column = 0;
  return Array.from(whole, (character) => {
    if (character !== "\t") {
      column = character === "\n" || character === "\r" ? 0 : column + 1;
      return character;
    }
    const width = size > 0 ? size - (column % size) : 0;
    column += width;
    return " ".repeat(width);
  }).join("");
}

/** What a table of `maketrans` makes of a character. */
function translated(character: string, table: Value, rt: Runtime): string {
  const code = BigInt(character.codePointAt(0)!);
  const found = table instanceof Dict ? table.get(code) : undefined;
  if (found === undefined) return character;
  if (found === null) return "";
  rt.meter.step();
  return typeof found === "bigint" ? String.fromCodePoint(Number(found)) : textArgument(found, "translation");
}

function translationTable(from: Value, to: Argument, removed: Argument, rt: Runtime): Dict {
  const code = (character: string) => BigInt(character.codePointAt(0)!);
  if (to === undefined) {
    if (!(from instanceof Dict)) throw new JinjaError("if you give only one argument to maketrans it must be a dict");
    const key = (each: Value) => (asText(each) === undefined ? each : code(textArgument(each, "key")));
    return new Dict(Array.from(from.entries(), ([each, value]) => [key(each), value] as const));
  }
  const [keys, values] = [from, to].map((each) => Array.from(textArgument(each, "maketrans() argument"))) as [
    string[],
    string[],
  ];
  if (keys.length !== values.length) {
    throw new JinjaError("the first two maketrans arguments must have equal length");
  }
  rt.meter.step(keys.length);
  const table = new Dict(keys.map((key, index) => [code(key), code(values[index]!)] as const));
  for (const character of removed === undefined ? "" : textArgument(removed, "maketrans() argument")) {
    table.set(code(character), null);
  }
  return table;
}

const letters = "\\p{L}";
const digits = "\\p{Nd}";

/** Methods of texts, but for those that need the whole call. */
export const stringMethods: Readonly<Record<string, Builtin>> = {
  upper: simple((self) => self.toUpperCase()),
  lower: simple((self) => self.toLowerCase()),
  title: simple(titleWords),
  capitalize: simple(capitalize),
  swapcase: simple(swapCase),
  casefold: simple(caseFold),
  strip: strip(true, true),
  lstrip: strip(true, false),
  rstrip: strip(false, true),
  split: splitting(false),
  rsplit: splitting(true),
  splitlines: method("self keepends?", (rt, self, keepEnds) => {
    const lines = splitLines(text(self), Boolean(keepEnds));
    rt.meter.text(text(self).length);
    rt.meter.step(lines.length);
    return lines;
  }),
  partition: partition(false),
  rpartition: partition(true),
  join: method("self iterable", (rt, self, items) => {
    const parts = listOf(items ?? null, rt).map((item, index) => {
      const part = asText(item);
      if (part !== undefined) return part;
      throw new JinjaError(`sequence item ${index}: expected str instance, ${typeName(item)} found`);
    });
    rt.meter.text(parts.reduce((sum, part) => sum + part.length + text(self).length, 0));
    return parts.join(text(self));
  }),
  replace: method("self old new count?", (rt, self, old, replacement, count) => {
    const [from, to] = [textArgument(old, "replace() argument 1"), textArgument(replacement, "replace() argument 2")];
    return replaceText(text(self), from, to, integerArgument(count, -1), rt);
  }),
  find: finding(false, false),
  rfind: finding(true, false),
  index: finding(false, true),
  rindex: finding(true, true),
  count: method("self sub start? end?", (rt, self, sub, start, end) => {
    rt.meter.text(text(self).length);
    const part = textArgument(sub, "argument");
    const window = cutWindow(text(self), start, end);
    if (window === undefined) return 0n;
    return BigInt(part === "" ? textLength(window.text) + 1 : countText(window.text, part, rt));
  }),
  startswith: affix("prefix", (whole, prefix) => whole.startsWith(prefix)),
  endswith: affix("suffix", (whole, suffix) => whole.endsWith(suffix)),
  removeprefix: method("self prefix", (_, self, prefix) => {
    const start = textArgument(prefix, "removeprefix() argument");
    return text(self).startsWith(start) ? text(self).slice(start.length) : text(self);
  }),
  removesuffix: method("self suffix", (_, self, suffix) => {
    const end = textArgument(suffix, "removesuffix() argument");
    return end !== "" && text(self).endsWith(end) ? text(self).slice(0, -end.length) : text(self);
  }),
  ljust: justify(() => 0),
  rjust: justify((missing) => missing),
  // Where the space is odd, CPython puts the odd column by the parity of the width.
  center: justify((missing, width) => Math.floor(missing / 2) + (missing & width & 1)),
  zfill: method("self width", (rt, self, width) => {
    rt.meter.text(text(self).length);
    const columns = integerArgument(width, 0);
    const [, sign = "", rest = ""] = /^([+-]?)(.*)$/s.exec(text(self))!;
    const missing = Math.max(0, columns - textLength(text(self)));
    rt.meter.text(missing);
    return sign + "0".repeat(missing) + rest;
  }),
  expandtabs: method("self tabsize?", (rt, self, size) => {
    const columns = integerArgument(size, 8);
    rt.meter.text(countText(text(self), "\t", rt) * Math.max(0, columns));
    rt.meter.step(text(self).length >> 2);
    return expandTabs(text(self), columns);
  }),
  encode: method("self encoding? errors?", (rt, self, encoding = "utf-8") => {
    rt.meter.text(text(self).length);
    const name = textArgument(encoding, "encode() argument 'encoding'");
    if (!/^(utf[-_]?8|ascii)$/i.test(name)) throw new JinjaError(`unknown encoding: ${name}`);
    if (/ascii/i.test(name) && /[^\0-\x7f]/.test(text(self))) throw new JinjaError("'ascii' codec can't encode");
    return new Bytes(new TextEncoder().encode(text(self)));
  }),
  translate: method("self table", (rt, self, table) => {
    rt.meter.text(text(self).length);
    return Array.from(text(self), (character) => translated(character, table!, rt)).join("");
  }),
  maketrans: method("self x y? z?", (rt, _, from, to, removed) => translationTable(from!, to, removed, rt)),
  isalpha: every(new RegExp(`^${letters}+$`, "u")),
  isalnum: every(new RegExp(`^[${letters}\\p{N}]+$`, "u")),
  isdecimal: every(new RegExp(`^${digits}+$`, "u")),
  isdigit: every(/^[\p{Nd}²³¹⁰⁴-⁹₀-₉①-⑨⑴-⑼⒈-⒐❶-❾➀-➈➊-➒]+$/u),
  isnumeric: every(/^[\p{N}〇零一二三四五六七八九十百千万億兆]+$/u),
  isspace: every(/^[\t-\r\x1c-\x20\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+$/),
  isascii: every(/^[\0-\x7f]*$/, true),
  isprintable: every(/^(?: |[^\p{C}\p{Z}])*$/u, true),
  isidentifier: every(/^[\p{XIDS}_]\p{XIDC}*$/u),
  isupper: asking(isUpperText),
  islower: asking(isLowerText),
  istitle: asking(isTitleText),
};

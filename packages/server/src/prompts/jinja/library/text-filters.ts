import { JinjaError } from "../error.ts";
import type { Runtime } from "../runtime/runtime.ts";
import { truth } from "../values/compare.ts";
import { Dict } from "../values/dict.ts";
import { escapeHtml } from "../values/html.ts";
import { lengthOf, listOf, tryIterate } from "../values/iterate.ts";
import { exactDecimal } from "../values/number-format.ts";
import { binary } from "../values/operators.ts";
import { str } from "../values/print.ts";
import { cutText, textLength } from "../values/text.ts";
import { asText, Markup, Tuple, Undefined, type Value } from "../values/value.ts";
import { type Argument, type Builtin, builtin, integerArgument, optionalInteger, textArgument } from "./builtin.ts";
import { toFloat } from "./parse-number.ts";
import type { AnyFilter } from "./select-filters.ts";
import { replaceText } from "./string-methods.ts";
import { splitLines } from "./string-split.ts";
import { wordWrap } from "./word-wrap.ts";

/** A value as a text, which stays marked if it is. */
function soft(value: Value, rt: Runtime): string | Markup {
  return value instanceof Markup ? value : str(value, rt);
}

/** A filter that is the method of the value's text. */
function viaMethod(name: string, signature = "s"): Builtin {
  return builtin(signature, (rt, value, ...args) => callMethod(soft(value, rt), name, args, rt));
}

function callMethod(value: Value, name: string, args: readonly Argument[], rt: Runtime): Value {
  const method = rt.attribute(value, name) as unknown as { call: (args: object) => Value };
  return method.call({ positional: args.filter((arg) => arg !== undefined), named: new Map() });
}

function changed(value: Value, rt: Runtime, change: (text: string) => string): Value {
  const text = soft(value, rt);
  rt.meter.text(str(text, rt).length);
  return text instanceof Markup ? new Markup(change(text.text)) : change(text);
}

/** The text of a value that must be one. */
function sure(value: Value): string {
  return textArgument(value, "the value");
}

function title(text: string): string {
  return text
    .split(/([-\s({[<]+)/)
    .map((word) => cutText(word, 0, 1).toUpperCase() + cutText(word, 1).toLowerCase())
    .join("");
}

function indent(text: string, by: string, first: boolean, blank: boolean): string {
  // A text that ends in a line break ends in an empty line.
  const lines = splitLines(`${text}\n`, false);
  const indented = lines.map((line, index) => (index > 0 && (blank || line !== "") ? by + line : line));
  return (first ? by : "") + indented.join("\n");
}

function urlQuote(text: string, safe: string): string {
  const kept = new RegExp(`[A-Za-z0-9_.~${safe}-]`);
  return Array.from(new TextEncoder().encode(text), (byte) => {
    const character = String.fromCharCode(byte);
    return kept.test(character) ? character : `%${byte.toString(16).toUpperCase().padStart(2, "0")}`;
  }).join("");
}

function urlEncode(value: Value, rt: Runtime): string {
  if (asText(value) !== undefined || tryIterate(value, rt) === undefined) return urlQuote(str(value, rt), "/");
  const pairs = value instanceof Dict ? Array.from(value.entries(), (entry) => new Tuple(entry)) : listOf(value, rt);
  const quoted = (part: Value) => urlQuote(str(part, rt), "").replaceAll("%20", "+");
  return pairs
    .map((pair) => {
      const parts = listOf(pair, rt);
      if (parts.length !== 2) throw new JinjaError("urlencode needs pairs");
      return parts.map(quoted).join("=");
    })
    .join("&");
}

function fileSize(bytes: number, binaryUnits: boolean): string {
  const base = binaryUnits ? 1024 : 1000;
  if (bytes === 1) return "1 Byte";
  if (bytes < base) return `${Math.trunc(bytes)} Bytes`;
  const prefixes = Array.from(binaryUnits ? "KMGTPEZY" : "kMGTPEZY");
  const index = prefixes.findIndex((_, power) => bytes < base ** (power + 2));
  const power = index < 0 ? prefixes.length - 1 : index;
  return `${exactDecimal(bytes / base ** (power + 1), 1)} ${prefixes[power]}${binaryUnits ? "iB" : "B"}`;
}

function xmlAttributes(value: Value, autospace: boolean, rt: Runtime): string {
  if (value instanceof Undefined) value.fail();
  if (!(value instanceof Dict)) throw new JinjaError("xmlattr needs a mapping");
  const attributes: string[] = [];
  for (const [key, item] of value.entries()) {
    if (item === null || item instanceof Undefined) continue;
    const name = str(key, rt);
    if (/[\s/>=]/.test(name)) throw new JinjaError(`Invalid character in attribute name: '${name}'`);
    attributes.push(`${escapeHtml(name)}="${item instanceof Markup ? item.text : escapeHtml(str(item, rt))}"`);
  }
  return (autospace && attributes.length > 0 ? " " : "") + attributes.join(" ");
}

/** A text without what stands between two marks, up to the first that is never closed. */
function without(text: string, open: string, close: string): string {
  let rest = "";
  let from = 0;
  for (let start = text.indexOf(open); start >= 0; start = text.indexOf(open, from)) {
    const end = text.indexOf(close, start);
    if (end < 0) break;
    rest += text.slice(from, start);
    from = end + close.length;
  }
  return rest + text.slice(from);
}

function stripTags(html: string): string {
  const text = without(without(html, "<!--", "-->"), "<", ">");
  const named: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'", nbsp: "\xa0" };
  return text
    .split(/\s+/)
    .filter((word) => word !== "")
    .join(" ")
    .replace(/&(?:#(\d+)|#x([\da-f]+)|(\w+));/gi, (whole, decimal, hexadecimal, name) => {
      if (name !== undefined) return Object.hasOwn(named, name) ? named[name]! : whole;
      return String.fromCodePoint(decimal === undefined ? Number.parseInt(hexadecimal, 16) : Number(decimal));
    });
}

/** Escapes a text, unless it is marked. */
const escaping = builtin("s", (rt, value) =>
  value instanceof Markup ? value : new Markup(escapeHtml(str(value, rt))),
);

/** Filters of texts. */
export const textFilters: Readonly<Record<string, Builtin>> = {
  upper: viaMethod("upper"),
  lower: viaMethod("lower"),
  capitalize: viaMethod("capitalize"),
  center: builtin("value width?", (rt, value, width = 80n) => callMethod(soft(value, rt), "center", [width], rt)),
  trim: viaMethod("strip", "value chars?"),
  title: builtin("s", (rt, value) => {
    const text = str(value, rt);
    rt.meter.text(text.length);
    return title(text);
  }),
  string: builtin("object", (rt, value) => soft(value, rt)),
  safe: builtin("value", (rt, value) => new Markup(str(value, rt))),
  escape: escaping,
  e: escaping,
  forceescape: builtin("value", (rt, value) => new Markup(escapeHtml(str(value, rt)))),
  striptags: builtin("value", (rt, value) => {
    rt.meter.text(str(value, rt).length);
    return stripTags(str(value, rt));
  }),
  replace: builtin("s old new count?", (rt, value, old, replacement, count) => {
    const [text, from, to] = [str(value, rt), str(old!, rt), str(replacement!, rt)];
    return replaceText(text, from, to, optionalInteger(count, -1), rt);
  }),
  indent: builtin("s width? first? blank?", (rt, value, width = 4n, first = false, blank = false) => {
    const by = asText(width) ?? " ".repeat(Math.max(0, Math.min(integerArgument(width, 4), 10_000)));
    const lines = splitLines(sure(value), false).length + 1;
    rt.meter.text(sure(value).length + lines * by.length);
    return changed(value, rt, (text) => indent(text, by, truth(first), truth(blank)));
  }),
  truncate: builtin(
    "s length? killwords? end? leeway?",
    (rt, value, length, killWords = false, end = "...", leeway) => {
      const most = integerArgument(length, 255);
      const ending = textArgument(end, "end");
      if (most < textLength(ending)) throw new JinjaError(`expected length >= ${textLength(ending)}, got ${most}`);
      if (lengthOf(value, rt) <= most + optionalInteger(leeway, 5)) return value;
      sure(value);
      return changed(value, rt, (text) => {
        const start = cutText(text, 0, most - textLength(ending));
        const space = truth(killWords) ? -1 : start.lastIndexOf(" ");
        return (space < 0 ? start : start.slice(0, space)) + ending;
      });
    },
  ),
  wordwrap: builtin(
    "s width? break_long_words? wrapstring? break_on_hyphens?",
    (rt, value, width, breakLong = true, separator = "\n", breakHyphens = true) => {
      const options = {
        width: integerArgument(width, 79),
        breakLong: truth(breakLong),
        breakHyphens: truth(breakHyphens),
      };
      if (options.width <= 0) throw new JinjaError(`invalid width ${options.width} (must be > 0)`);
      const between = separator === null ? "\n" : textArgument(separator, "wrapstring");
      rt.meter.text(sure(value).length * (1 + between.length));
      return splitLines(sure(value), false)
        .map((line) => wordWrap(line, options, rt).join(between))
        .join(between);
    },
  ),
  wordcount: builtin("s", (rt, value) => {
    rt.meter.text(str(value, rt).length);
    return BigInt(str(value, rt).match(/[\p{L}\p{N}_]+/gu)?.length ?? 0);
  }),
  urlencode: builtin("value", (rt, value) => urlEncode(value, rt)),
  filesizeformat: builtin("value binary?", (_, value, binaryUnits = false) =>
    fileSize(toFloat(value), truth(binaryUnits)),
  ),
  xmlattr: builtin("d autospace?", (rt, value, autospace = true) => xmlAttributes(value, truth(autospace), rt)),
};

/** `format`: the value's text with `%` directives, by position or by name. */
export const format: AnyFilter = (value, { positional, named }, rt) => {
  if (positional.length > 0 && named.size > 0) {
    throw new JinjaError("can't handle positional and keyword arguments at the same time");
  }
  return binary("%", soft(value, rt), named.size > 0 ? new Dict(named) : new Tuple(positional), rt);
};

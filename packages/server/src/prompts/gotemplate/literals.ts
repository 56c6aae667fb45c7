/** Go's string, character and number literals. Each function gives `undefined` for a malformed literal. */
import { fromBytes, hasEscapedBytes, toBytes } from "./text.ts";

const escapes: Readonly<Record<string, string>> = {
  a: "\x07",
  b: "\b",
  f: "\f",
  n: "\n",
  r: "\r",
  t: "\t",
  v: "\v",
  "\\": "\\",
};

/** The text of a literal in double quotes or backquotes. */
export function unquote(literal: string): string | undefined {
  const body = literal.slice(1, -1);
  if (literal.startsWith("`")) return body.replaceAll("\r", "");
  let out = "";
  for (let i = 0; i < body.length; ) {
    const char = readChar(body, i, '"');
    if (!char) return undefined;
    out += char.isByte ? String.fromCharCode(char.code < 0x80 ? char.code : 0xdc00 + char.code) : fromCode(char.code);
    i = char.end;
  }
  return hasEscapedBytes(out) ? fromBytes(toBytes(out)) : out;
}

/** The code point of a character literal and what follows it inside the literal (`'` if it is well-formed). */
export function unquoteChar(literal: string): { readonly code: number; readonly rest: string } | undefined {
  const char = readChar(literal, 1, "'");
  return char && { code: char.code, rest: literal.slice(char.end) };
}

function fromCode(code: number): string {
  return String.fromCodePoint(code);
}

interface Char {
  readonly code: number;
  readonly end: number;
  /** Written as a byte (`\xff`, `\377`), not as a character. */
  readonly isByte: boolean;
}

function readChar(text: string, at: number, quoteChar: string): Char | undefined {
  const code = text.codePointAt(at);
  if (code === undefined) return undefined;
  const char = fromCode(code);
  if (char === quoteChar) return undefined;
  if (char !== "\\") return { code, end: at + char.length, isByte: false };
  const kind = text[at + 1] ?? "";
  const simple = kind === quoteChar ? kind : escapes[kind];
  if (simple !== undefined) return { code: simple.charCodeAt(0), end: at + 2, isByte: false };
  if (kind === "x") return numericEscape(text, at + 2, 2, 16, true);
  if (kind === "u") return numericEscape(text, at + 2, 4, 16, false);
  if (kind === "U") return numericEscape(text, at + 2, 8, 16, false);
  return /[0-7]/.test(kind) ? numericEscape(text, at + 1, 3, 8, true) : undefined;
}

function numericEscape(text: string, at: number, digits: number, base: number, isByte: boolean): Char | undefined {
  const body = text.slice(at, at + digits);
  if (body.length < digits || !(base === 8 ? /^[0-7]+$/ : /^[0-9a-fA-F]+$/).test(body)) return undefined;
  const code = Number.parseInt(body, base);
  const valid = isByte ? code <= 0xff : code <= 0x10ffff && !(code >= 0xd800 && code <= 0xdfff);
  return valid ? { code, end: at + digits, isByte } : undefined;
}

const prefixes: Readonly<Record<string, { readonly radix: string; readonly digits: RegExp }>> = {
  x: { radix: "0x", digits: /^[0-9a-f]+$/ },
  o: { radix: "0o", digits: /^[0-7]+$/ },
  b: { radix: "0b", digits: /^[01]+$/ },
};

/** An integer of any size in Go's syntax: sign, `0x`, `0o`, `0b` or leading-zero octal, underscores between digits. */
export function parseInteger(text: string): bigint | undefined {
  const negative = text.startsWith("-");
  let body = (/^[+-]/.test(text) ? text.slice(1) : text).toLowerCase();
  if (!underscoresValid(body)) return undefined;
  body = body.replaceAll("_", "");
  let magnitude: bigint;
  const prefix = body.startsWith("0") ? prefixes[body[1] ?? ""] : undefined;
  if (prefix) {
    if (!prefix.digits.test(body.slice(2))) return undefined;
    magnitude = BigInt(prefix.radix + body.slice(2));
  } else if (/^0[0-7]+$/.test(body)) magnitude = BigInt(`0o${body.slice(1)}`);
  else if (/^(0|[1-9][0-9]*)$/.test(body)) magnitude = BigInt(body);
  else return undefined;
  return negative ? -magnitude : magnitude;
}

/** Underscores must stand between digits, or between a base prefix and a digit. */
function underscoresValid(body: string): boolean {
  if (!body.includes("_")) return true;
  const digits = /^0[xob]/.test(body) ? `0${body.slice(2)}` : body;
  const isHex = body.startsWith("0x");
  return !(isHex ? /(^|[^0-9a-f])_|_([^0-9a-f]|$)/ : /(^|[^0-9])_|_([^0-9]|$)/).test(digits);
}

/** A float in Go's syntax, decimal or hexadecimal; `undefined` also when it is beyond the range of float64. */
export function parseFloat64(text: string): number | undefined {
  const negative = text.startsWith("-");
  let body = (/^[+-]/.test(text) ? text.slice(1) : text).toLowerCase();
  if (!underscoresValid(body)) return undefined;
  body = body.replaceAll("_", "");
  const value = body.startsWith("0x") ? parseHexFloat(body.slice(2)) : parseDecimalFloat(body);
  if (value === undefined || !Number.isFinite(value)) return undefined;
  return negative ? -value : value;
}

function parseDecimalFloat(body: string): number | undefined {
  return /^([0-9]+\.?[0-9]*|\.[0-9]+)(e[+-]?[0-9]+)?$/.test(body) ? Number(body) : undefined;
}

function parseHexFloat(body: string): number | undefined {
  const match = /^([0-9a-f]*)\.?([0-9a-f]*)p([+-]?[0-9]+)$/.exec(body);
  const [, whole = "", fraction = "", exponent = ""] = match ?? [];
  if (!match || whole + fraction === "") return undefined;
  return Number(BigInt(`0x${whole}${fraction}`)) * 2 ** (Number(exponent) - 4 * fraction.length);
}

import { sprint } from "../printf.ts";
import { isPrintable, toBytes } from "../text.ts";
import type { GoValue } from "../value.ts";

const htmlEscapes: Readonly<Record<string, string>> = {
  "\0": "\uFFFD",
  '"': "&#34;",
  "'": "&#39;",
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
};

/** The arguments as one text; nil prints as it does in an action. */
function textOf(args: readonly GoValue[]): string {
  return sprint(args.map((arg) => (arg === null || arg === undefined ? "<no value>" : arg)));
}

/** `html`: escapes for HTML text and attributes. */
export function escapeHtml(...args: GoValue[]): string {
  return textOf(args).replace(/[\0"'&<>]/g, (char) => htmlEscapes[char] ?? char);
}

const jsEscapes: Readonly<Record<string, string>> = {
  "\\": "\\\\",
  "'": "\\'",
  '"': '\\"',
  "<": "\\u003C",
  ">": "\\u003E",
  "&": "\\u0026",
  "=": "\\u003D",
};

/** `js`: escapes for a JavaScript string literal. */
export function escapeJs(...args: GoValue[]): string {
  // Bytes that are no UTF-8 count as U+FFFD, which is printable.
  return textOf(args).replace(/[\\'"<>&=\0-\x1f]|[^\0-\x7f]/gu, (char) => {
    const code = char.codePointAt(0) ?? 0;
    if (code >= 0xd800 && code <= 0xdfff) return char;
    if (code >= 0x80 && isPrintable(char)) return char;
    return jsEscapes[char] ?? `\\u${code.toString(16).toUpperCase().padStart(4, "0")}`;
  });
}

/** `urlquery`: escapes for a value in a URL query, space as `+`. */
export function escapeQuery(...args: GoValue[]): string {
  let out = "";
  for (const byte of toBytes(textOf(args))) {
    const char = String.fromCharCode(byte);
    if (/[A-Za-z0-9_.~-]/.test(char)) out += char;
    else out += char === " " ? "+" : `%${byte.toString(16).toUpperCase().padStart(2, "0")}`;
  }
  return out;
}

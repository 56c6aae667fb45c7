import { JinjaError } from "../error.ts";
import { escapeCode } from "../values/print.ts";

const simple: Readonly<Record<string, string>> = {
  "\n": "",
  "\\": "\\",
  "'": "'",
  '"': '"',
  a: "\x07",
  b: "\b",
  f: "\f",
  n: "\n",
  r: "\r",
  t: "\t",
  v: "\v",
};

const escapeRule = /\\(?:x([\da-fA-F]{2})|u([\da-fA-F]{4})|U([\da-fA-F]{8})|([0-7]{1,3})|(.))/gsu;

/** What the inside of a string literal stands for: Python's escapes. Throws JinjaError for one that is cut short. */
export function decodeEscapes(text: string): string {
  if (!text.includes("\\")) return text;
  return text.replace(escapeRule, (whole, hex2, hex4, hex8, octal, other: string | undefined) => {
    const code = hex2 ?? hex4 ?? hex8;
    if (code !== undefined) return codePoint(Number.parseInt(code, 16), whole);
    if (octal !== undefined) return String.fromCodePoint(Number.parseInt(octal, 8));
    const character = other ?? whole.charAt(1);
    if (character === "x" || character === "u" || character === "U") {
      throw new JinjaError(`a string literal has an escape that is cut short: '${whole}'`);
    }
    if (character === "N") throw new JinjaError("a string literal names a character, which chat templates can't");
    const found = simple[character];
    if (found !== undefined) return found;
    // Jinja escapes what is beyond ASCII before it decodes, so that a backslash before that takes its escape apart.
    return character > "\x7f" ? escapeCode(character.codePointAt(0)!) : whole;
  });
}

function codePoint(code: number, whole: string): string {
  if (code > 0x10ffff) throw new JinjaError(`a string literal has an escape beyond Unicode: '${whole}'`);
  return String.fromCodePoint(code);
}

import type { Token } from "./lexer.ts";
import { parseFloat64, parseInteger, unquoteChar } from "./literals.ts";
import type { NumberNode } from "./nodes.ts";
import { quote } from "./text.ts";

const minInt64 = -(2n ** 63n);
const maxInt64 = 2n ** 63n - 1n;
const maxUint64 = 2n ** 64n - 1n;

/** A numeric or character constant in each type that can hold it; a text is the message of an error. */
export function parseNumber({ type, pos, text }: Token): NumberNode | string {
  if (type === "character") return parseCharacter(pos, text);
  // Complex numbers have no use in prompts; Go accepts them.
  if (text.endsWith("i")) return `complex numbers are not supported: ${quote(text)}`;
  const exact = parseInteger(text);
  if (exact !== undefined && exact >= minInt64 && exact <= maxUint64) {
    const int = exact <= maxInt64 ? exact : undefined;
    // A signed text is no unsigned constant, but -0 is.
    const uint = /^[+-]/.test(text) && exact !== 0n ? undefined : exact;
    if (int !== undefined || uint !== undefined) return { type: "number", pos, text, int, uint, float: Number(exact) };
  }
  const float = parseFloat64(text);
  if (float === undefined) return `illegal number syntax: ${quote(text)}`;
  if (!/[.eEpP]/.test(text)) return `integer overflow: ${quote(text)}`;
  const whole = Number.isInteger(float) ? BigInt(float) : undefined;
  return {
    type: "number",
    pos,
    text,
    int: whole !== undefined && whole >= minInt64 && whole <= maxInt64 ? whole : undefined,
    uint: whole !== undefined && whole >= 0n && whole <= maxUint64 ? whole : undefined,
    float,
  };
}

function parseCharacter(pos: number, text: string): NumberNode | string {
  const char = unquoteChar(text);
  if (!char) return "invalid syntax";
  if (char.rest !== "'") return `malformed character constant: ${text}`;
  return { type: "number", pos, text, int: BigInt(char.code), uint: BigInt(char.code), float: char.code };
}

import { choice, type Expression, repeat, sequence } from "./expression.ts";
import { quotedCharacter } from "./json-string.ts";
import type { CodePointRange } from "./utf8-ranges.ts";

/** A regular expression over code points. */
export type TextExpression =
  /** One code point of these ranges. */
  | { readonly type: "set"; readonly ranges: readonly CodePointRange[] }
  | { readonly type: "sequence"; readonly parts: readonly TextExpression[] }
  /** One of them; without options it matches nothing at all. */
  | { readonly type: "choice"; readonly options: readonly TextExpression[] }
  /** `max` may be Infinity. */
  | { readonly type: "repeat"; readonly part: TextExpression; readonly min: number; readonly max: number }
  /** All of them; the first one says the most. */
  | { readonly type: "all"; readonly parts: readonly TextExpression[] }
  | { readonly type: "not"; readonly part: TextExpression }
  /** A decimal number, without an exponent, that is a multiple of `step` units of 10^-places. */
  | { readonly type: "multiple"; readonly step: number; readonly places: number };

/** Any text. */
export const anyText: TextExpression = {
  type: "repeat",
  part: { type: "set", ranges: [[0, 0x10ffff]] },
  min: 0,
  max: Number.POSITIVE_INFINITY,
};

export function textSequence(...parts: readonly TextExpression[]): TextExpression {
  return parts.length === 1 ? parts[0]! : { type: "sequence", parts };
}

export function textChoice(options: readonly TextExpression[]): TextExpression {
  return options.length === 1 ? options[0]! : { type: "choice", options };
}

export function allOf(parts: readonly TextExpression[]): TextExpression {
  return parts.length === 1 ? parts[0]! : { type: "all", parts };
}

export const not = (part: TextExpression): TextExpression => ({ type: "not", part });

/** Exactly this text. */
export function textLiteral(text: string): TextExpression {
  return textSequence(
    ...Array.from(text, (each): TextExpression => {
      const code = each.codePointAt(0)!;
      return { type: "set", ranges: [[code, code]] };
    }),
  );
}

/** Whether it has none of the parts that only {@link TextDfa} can do. */
export function isPlain(expression: TextExpression): boolean {
  switch (expression.type) {
    case "set":
      return true;
    case "sequence":
      return expression.parts.every(isPlain);
    case "choice":
      return expression.options.every(isPlain);
    case "repeat":
      return isPlain(expression.part);
    default:
      return false;
  }
}

/** The same over the bytes of a JSON string's content; of what is not {@link isPlain}, a necessary condition. */
export function quotedText(expression: TextExpression): Expression {
  switch (expression.type) {
    case "set":
      return quotedCharacter(expression.ranges);
    case "sequence":
      return sequence(...expression.parts.map(quotedText));
    case "choice":
      return choice(expression.options.map(quotedText));
    case "repeat":
      return repeat(quotedText(expression.part), expression.min, expression.max);
    case "all":
      return quotedText(expression.parts[0]!);
    default:
      return quotedText(anyText);
  }
}

/** An expression over ASCII bytes as one over code points. */
export function asText(expression: Expression): TextExpression {
  switch (expression.type) {
    case "byte":
      return { type: "set", ranges: [[expression.low, expression.high]] };
    case "sequence":
      return textSequence(...expression.parts.map(asText));
    case "choice":
      return textChoice(expression.options.map(asText));
    case "repeat":
      return { ...expression, part: asText(expression.part) };
  }
}

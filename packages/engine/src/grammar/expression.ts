/** A regular expression over bytes. */
export type Expression =
  /** One byte out of [low, high]. */
  | { readonly type: "byte"; readonly low: number; readonly high: number }
  | { readonly type: "sequence"; readonly parts: readonly Expression[] }
  /** One of them; without options it matches nothing at all. */
  | { readonly type: "choice"; readonly options: readonly Expression[] }
  | { readonly type: "repeat"; readonly part: Expression; readonly min: number; readonly max: number };

export const byteRange = (low: number, high: number): Expression => ({ type: "byte", low, high });

export function sequence(...parts: readonly Expression[]): Expression {
  return parts.length === 1 ? parts[0]! : { type: "sequence", parts };
}

export function choice(options: readonly Expression[]): Expression {
  return options.length === 1 ? options[0]! : { type: "choice", options };
}

/** `max` may be Infinity. */
export const repeat = (part: Expression, min: number, max: number): Expression => ({ type: "repeat", part, min, max });

export const optional = (part: Expression): Expression => repeat(part, 0, 1);

/** Exactly this text, in UTF-8. */
export function literal(text: string): Expression {
  return sequence(...Array.from(new TextEncoder().encode(text), (byte) => byteRange(byte, byte)));
}

/** One of these ASCII characters. */
export const oneOf = (characters: string): Expression => choice(Array.from(characters, literal));

/** Matches nothing. */
export const nothing: Expression = { type: "choice", options: [] };

/** Whether nothing matches. */
export function isNothing(expression: Expression): boolean {
  switch (expression.type) {
    case "byte":
      return false;
    case "sequence":
      return expression.parts.some(isNothing);
    case "choice":
      return expression.options.every(isNothing);
    case "repeat":
      return expression.min > 0 && isNothing(expression.part);
  }
}

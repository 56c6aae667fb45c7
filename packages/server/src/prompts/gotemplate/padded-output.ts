import type { TextBuffer } from "./bounds.ts";

/** Flags, width and precision of a `printf` directive. */
export interface Directive {
  plus: boolean;
  minus: boolean;
  sharp: boolean;
  space: boolean;
  zero: boolean;
  /** `%+v` */
  plusV: boolean;
  /** `%#v` */
  sharpV: boolean;
  width?: number;
  precision?: number;
}

export function newDirective(): Directive {
  return { plus: false, minus: false, sharp: false, space: false, zero: false, plusV: false, sharpV: false };
}

/** Writes texts cut and padded as the directive says. */
export class PaddedOutput {
  directive: Directive = newDirective();

  constructor(protected readonly out: TextBuffer) {}

  /** Cuts to the precision, in characters. */
  protected truncate(text: string): string {
    const { precision } = this.directive;
    if (precision === undefined || text.length <= precision) return text;
    let end = 0;
    for (let count = 0; count < precision && end < text.length; count++) {
      end += (text.codePointAt(end) ?? 0) > 0xffff ? 2 : 1;
    }
    return text.slice(0, end);
  }

  /** Writes with padding to the width, in characters. */
  protected pad(text: string): void {
    const { width, minus, zero } = this.directive;
    if (width === undefined || width === 0) {
      this.out.write(text);
      return;
    }
    const padding = (zero && !minus ? "0" : " ").repeat(Math.max(0, width - characterCount(text, width)));
    this.out.write(minus ? text + padding : padding + text);
  }

  protected padWithSpaces(text: string): void {
    const { zero } = this.directive;
    this.directive.zero = false;
    this.pad(text);
    this.directive.zero = zero;
  }
}

/** Number of characters, or anything not less than the limit if there are at least so many. */
function characterCount(text: string, limit: number): number {
  if (text.length >= limit * 2) return limit;
  let count = 0;
  for (const _ of text) count++;
  return count;
}

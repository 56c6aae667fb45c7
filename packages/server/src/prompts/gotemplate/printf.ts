/** Go's `fmt.Sprint`, `Sprintln` and `Sprintf` over template values. */
import { TextBuffer } from "./bounds.ts";
import { Formatter } from "./format.ts";
import { newDirective } from "./padded-output.ts";
import { type GoValue, kindOf, typeName, underlying } from "./value.ts";

/** Prints operands with `%v`; a space stands between two operands if neither is a string. */
export function sprint(values: readonly GoValue[]): string {
  const out = new TextBuffer();
  const formatter = new Formatter(out);
  let afterString = false;
  for (const [index, value] of values.entries()) {
    const isString = kindOf(value) === "string";
    if (index > 0 && !isString && !afterString) out.write(" ");
    formatter.printArgument(value, "v");
    afterString = isString;
  }
  return out.toString();
}

/** Prints operands with `%v`, spaces between them and a newline at the end. */
export function sprintln(values: readonly GoValue[]): string {
  const out = new TextBuffer();
  const formatter = new Formatter(out);
  for (const [index, value] of values.entries()) {
    if (index > 0) out.write(" ");
    formatter.printArgument(value, "v");
  }
  out.write("\n");
  return out.toString();
}

/** Prints by a format; mistakes in it print as Go's `%!verb(...)` texts. */
export function sprintf(format: string, values: readonly GoValue[]): string {
  return new FormatRun(format, values).run();
}

/** Go's limit on widths, precisions and argument indexes. */
const maxNumber = 1e6;

class FormatRun {
  private readonly out = new TextBuffer();
  private readonly formatter = new Formatter(this.out);
  private pos = 0;
  private next = 0;
  /** An explicit index such as `%[2]d` was used. */
  private reordered = false;
  private afterIndex = false;
  private goodIndex = true;

  constructor(
    private readonly format: string,
    private readonly values: readonly GoValue[],
  ) {}

  run(): string {
    while (this.pos < this.format.length) {
      const percent = this.format.indexOf("%", this.pos);
      const end = percent < 0 ? this.format.length : percent;
      this.out.write(this.format.slice(this.pos, end));
      this.pos = end + 1;
      if (percent >= 0 && !this.printDirective()) break;
    }
    this.printExtra();
    return this.out.toString();
  }

  /** Reads and prints one directive behind its `%`; false when the format ends inside it. */
  private printDirective(): boolean {
    this.formatter.directive = newDirective();
    this.goodIndex = true;
    if (!this.readFlags()) {
      this.readIndex();
      this.readWidth();
      this.readPrecision();
      if (!this.afterIndex) this.readIndex();
    }
    const verb = this.format.codePointAt(this.pos);
    if (verb === undefined) {
      this.out.write("%!(NOVERB)");
      return false;
    }
    const char = String.fromCodePoint(verb);
    this.pos += char.length;
    this.printVerb(char);
    return true;
  }

  /** Reads flags; true if a verb follows at once and has its value, so that nothing else needs to be read. */
  private readFlags(): boolean {
    const { directive } = this.formatter;
    for (; this.pos < this.format.length; this.pos++) {
      const char = this.format[this.pos] ?? "";
      if (char === "#") directive.sharp = true;
      else if (char === "0") directive.zero = true;
      else if (char === "+") directive.plus = true;
      else if (char === "-") directive.minus = true;
      else if (char === " ") directive.space = true;
      else return /[a-z]/.test(char) && this.next < this.values.length;
    }
    return false;
  }

  private readIndex(): void {
    this.afterIndex = false;
    if (this.format[this.pos] !== "[") return;
    this.reordered = true;
    const close = this.format.indexOf("]", this.pos);
    if (close < 0 || this.format.length - this.pos < 3) {
      this.goodIndex = false;
      this.pos++;
      return;
    }
    const text = this.format.slice(this.pos + 1, close);
    this.pos = close + 1;
    const index = /^[0-9]+$/.test(text) && Number(text) <= maxNumber * 10 ? Number(text) - 1 : undefined;
    if (index !== undefined && index >= 0 && index < this.values.length) {
      this.next = index;
      this.afterIndex = true;
      return;
    }
    this.goodIndex = false;
    this.afterIndex = index !== undefined;
  }

  private readWidth(): void {
    const { directive } = this.formatter;
    if (this.format[this.pos] !== "*") {
      directive.width = this.readNumber();
      if (this.afterIndex && directive.width !== undefined) this.goodIndex = false;
      return;
    }
    this.pos++;
    directive.width = this.takeInteger();
    if (directive.width === undefined) this.out.write("%!(BADWIDTH)");
    else if (directive.width < 0) {
      directive.width = -directive.width;
      directive.minus = true;
      directive.zero = false;
    }
    this.afterIndex = false;
  }

  private readPrecision(): void {
    const { directive } = this.formatter;
    if (this.format[this.pos] !== "." || this.pos + 1 >= this.format.length) return;
    this.pos++;
    if (this.afterIndex) this.goodIndex = false;
    this.readIndex();
    if (this.format[this.pos] !== "*") {
      directive.precision = this.readNumber() ?? 0;
      return;
    }
    this.pos++;
    const precision = this.takeInteger();
    directive.precision = precision !== undefined && precision >= 0 ? precision : undefined;
    if (directive.precision === undefined) this.out.write("%!(BADPREC)");
    this.afterIndex = false;
  }

  /** Digits as a number; one that is far too large swallows the rest of the format, as in Go. */
  private readNumber(): number | undefined {
    let value: number | undefined;
    while (/^[0-9]$/.test(this.format[this.pos] ?? "")) {
      if ((value ?? 0) > maxNumber) {
        this.pos = this.format.length;
        return undefined;
      }
      value = (value ?? 0) * 10 + Number(this.format[this.pos]);
      this.pos++;
    }
    return value;
  }

  /** The next value as a width or precision. */
  private takeInteger(): number | undefined {
    if (this.next >= this.values.length) return undefined;
    const value = underlying(this.values[this.next++]);
    if (typeof value !== "bigint") return undefined;
    return value > maxNumber || value < -maxNumber ? undefined : Number(value);
  }

  private printVerb(verb: string): void {
    const { directive } = this.formatter;
    if (verb === "%") this.out.write("%");
    else if (!this.goodIndex) this.out.write(`%!${verb}(BADINDEX)`);
    else if (this.next >= this.values.length) this.out.write(`%!${verb}(MISSING)`);
    else {
      if (verb === "v" || verb === "w") {
        directive.sharpV = directive.sharp;
        directive.plusV = directive.plus;
        directive.sharp = directive.plus = false;
      }
      this.formatter.printArgument(this.values[this.next++], verb);
    }
  }

  /** Values that no directive used. */
  private printExtra(): void {
    if (this.reordered || this.next >= this.values.length) return;
    this.formatter.directive = newDirective();
    this.out.write("%!(EXTRA ");
    for (const [index, value] of this.values.slice(this.next).entries()) {
      if (index > 0) this.out.write(", ");
      if (value !== undefined && value !== null) this.out.write(`${typeName(value)}=`);
      this.formatter.printArgument(value, "v");
    }
    this.out.write(")");
  }
}

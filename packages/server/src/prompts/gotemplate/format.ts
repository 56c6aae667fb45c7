/** Values as Go's `fmt` prints them: one value, one verb. */
import { FunctionError } from "./error.ts";
import { formatFloat } from "./format-number.ts";
import { PaddedOutput } from "./padded-output.ts";
import { hasEscapedBytes, isPrintable, quote, toBytes } from "./text.ts";
import {
  GoFunc,
  type GoStruct,
  type GoValue,
  isNil,
  kindOf,
  mapEntries,
  methodsOf,
  typeName,
  underlying,
} from "./value.ts";

/** What `fmt` prints where an address would stand. */
const address = "0xc000000000";

export class Formatter extends PaddedOutput {
  /** Set while a value is printed inside `%!d(...)`, where methods are not called. */
  private reportingError = false;

  /** Prints one argument: `undefined` and `null` are nil. */
  printArgument(value: GoValue, verb: string): void {
    if (value === undefined || value === null) {
      if (verb === "v" || verb === "T") this.pad("<nil>");
      else this.badVerb(value, verb);
      return;
    }
    if (verb === "T") this.pad(this.truncate(typeName(value)));
    else if (verb === "p") this.printAddress(value, verb);
    else this.printValue(value, verb);
  }

  private printValue(value: GoValue, verb: string): void {
    if (this.printByMethod(value, verb)) return;
    const plain = underlying(value);
    switch (kindOf(value)) {
      case "invalid":
      case "interface":
        this.out.write(this.directive.sharpV ? "interface {}(nil)" : "<nil>");
        return;
      case "bool":
        if (verb === "t" || verb === "v") this.pad(String(plain));
        else this.badVerb(value, verb);
        return;
      case "string":
        this.printString(value, plain as string, verb);
        return;
      case "int":
      case "uint":
        this.printInteger(value, plain as bigint, verb);
        return;
      case "float":
        this.printFloat(value, plain as number, verb);
        return;
      case "slice":
        this.printSlice(value, plain as readonly GoValue[], verb);
        return;
      case "map":
        this.printMap(value, verb);
        return;
      case "struct":
        this.printStruct(value as GoStruct, verb);
        return;
      case "func":
        this.printAddress(value, verb);
    }
  }

  /** `Error` and `String` methods print the value for the verbs of strings. */
  private printByMethod(value: GoValue, verb: string): boolean {
    if (this.reportingError) return false;
    if (verb === "w") {
      this.badVerb(value, verb);
      return true;
    }
    if (this.directive.sharpV || !"vsxXq".includes(verb)) return false;
    const methods = methodsOf(value);
    const method = methods.Error ?? methods.String;
    if (!method) return false;
    const text = method instanceof GoFunc ? method.call() : method();
    if (typeof text !== "string") throw new FunctionError("String method gave no string");
    this.printString(value, text, verb);
    return true;
  }

  /** `%!d(string=hi)` */
  private badVerb(value: GoValue, verb: string): void {
    this.out.write(`%!${verb}(`);
    if (value === undefined || value === null) this.out.write("<nil>");
    else {
      this.reportingError = true;
      this.out.write(`${typeName(value)}=`);
      this.printValue(value, "v");
      this.reportingError = false;
    }
    this.out.write(")");
  }

  private printString(value: GoValue, text: string, verb: string): void {
    switch (verb) {
      case "v":
      case "s":
        if (verb === "v" && this.directive.sharpV) this.printQuoted(text);
        else this.pad(this.truncate(text));
        return;
      case "q":
        this.printQuoted(text);
        return;
      case "x":
      case "X":
        this.printHexBytes(text, verb);
        return;
      default:
        this.badVerb(value, verb);
    }
  }

  private printQuoted(text: string): void {
    const shown = this.truncate(text);
    // A raw string can hold anything but backquotes, control characters, byte order marks and broken bytes.
    const canBackquote = !/[`\x00-\x08\x0a-\x1f\x7f\ufeff]/.test(shown) && !hasEscapedBytes(shown);
    this.pad(this.directive.sharp && canBackquote ? `\`${shown}\`` : quote(shown, '"', this.directive.plus));
  }

  private printHexBytes(text: string, verb: string): void {
    const { sharp, space, precision } = this.directive;
    const bytes = toBytes(text).subarray(0, precision);
    const prefix = sharp ? `0${verb}` : "";
    const pairs = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0"));
    const digits = space ? pairs.join(` ${prefix}`) : pairs.join("");
    const shown = verb === "X" ? digits.toUpperCase() : digits;
    this.pad(bytes.length === 0 ? "" : prefix + shown);
  }

  private printInteger(value: GoValue, int: bigint, verb: string): void {
    switch (verb) {
      case "v":
        if (this.directive.sharpV && kindOf(value) === "uint") this.printDigits(int, 16, verb, true);
        else this.printDigits(int, 10, verb);
        return;
      case "d":
        this.printDigits(int, 10, verb);
        return;
      case "b":
        this.printDigits(int, 2, verb);
        return;
      case "o":
      case "O":
        this.printDigits(int, 8, verb);
        return;
      case "x":
      case "X":
        this.printDigits(int, 16, verb);
        return;
      case "c":
        this.pad(toCharacter(int));
        return;
      case "q":
        this.pad(quote(toCharacter(int), "'", this.directive.plus));
        return;
      case "U":
        this.printCodePoint(int);
        return;
      default:
        this.badVerb(value, verb);
    }
  }

  private printDigits(int: bigint, base: number, verb: string, sharp = this.directive.sharp): void {
    const { precision, width, zero, minus, plus, space } = this.directive;
    const signed = int < 0n || plus || space;
    if (precision === 0 && int === 0n) {
      this.padWithSpaces("");
      return;
    }
    let digits = (int < 0n ? -int : int).toString(base);
    if (verb === "X") digits = digits.toUpperCase();
    const zeroWidth = zero && !minus && width !== undefined ? width - (signed ? 1 : 0) : 0;
    digits = digits.padStart(precision ?? zeroWidth, "0");
    if (sharp && base === 2) digits = `0b${digits}`;
    if (sharp && base === 8 && !digits.startsWith("0")) digits = `0${digits}`;
    if (sharp && base === 16) digits = `0${verb === "X" ? "X" : "x"}${digits}`;
    if (verb === "O") digits = `0o${digits}`;
    this.padWithSpaces((int < 0n ? "-" : plus ? "+" : space ? " " : "") + digits);
  }

  private printCodePoint(int: bigint): void {
    const code = BigInt.asUintN(64, int);
    const digits = code
      .toString(16)
      .toUpperCase()
      .padStart(Math.max(4, this.directive.precision ?? 0), "0");
    const char = code <= 0x10ffffn ? String.fromCodePoint(Number(code)) : "";
    const shown = this.directive.sharp && isPrintable(char) ? ` '${char}'` : "";
    this.padWithSpaces(`U+${digits}${shown}`);
  }

  private printFloat(value: GoValue, float: number, verb: string): void {
    const { plus, minus, space, zero, sharp, width } = this.directive;
    if (!"vbgGxXfFeE".includes(verb)) {
      this.badVerb(value, verb);
      return;
    }
    const style = verb === "v" ? "g" : verb === "F" ? "f" : verb;
    const precision = this.directive.precision ?? (/[feE]/.test(style) ? 6 : -1);
    let text = formatFloat(float, style, precision);
    if (!/^[+-]/.test(text)) text = `+${text}`;
    if (space && !plus) text = text.replace(/^\+/, " ");
    if (!Number.isFinite(float)) {
      this.padWithSpaces(text.startsWith("+N") && !plus ? text.slice(1) : text);
      return;
    }
    if (sharp && style !== "b") text = withPoint(text, style, precision);
    if (!plus && text.startsWith("+")) text = text.slice(1);
    else if (zero && !minus && width !== undefined) {
      this.out.write(text.slice(0, 1) + text.slice(1).padStart(width - 1, "0"));
      return;
    }
    this.pad(text);
  }

  private printSlice(value: GoValue, items: readonly GoValue[], verb: string): void {
    const { sharpV } = this.directive;
    if (sharpV && isNil(value)) {
      this.out.write(`${typeName(value)}(nil)`);
      return;
    }
    this.out.write(sharpV ? `${typeName(value)}{` : "[");
    for (const [index, item] of items.entries()) {
      if (index > 0) this.out.write(sharpV ? ", " : " ");
      this.printValue(item ?? null, verb);
    }
    this.out.write(sharpV ? "}" : "]");
  }

  private printMap(value: GoValue, verb: string): void {
    const { sharpV } = this.directive;
    if (sharpV && isNil(value)) {
      this.out.write(`${typeName(value)}(nil)`);
      return;
    }
    this.out.write(sharpV ? `${typeName(value)}{` : "map[");
    for (const [index, [key, item]] of mapEntries(value).entries()) {
      if (index > 0) this.out.write(sharpV ? ", " : " ");
      this.printValue(key, verb);
      this.out.write(":");
      this.printValue(item, verb);
    }
    this.out.write(sharpV ? "}" : "]");
  }

  private printStruct(value: GoStruct, verb: string): void {
    const { sharpV, plusV } = this.directive;
    this.out.write(sharpV ? `${value.type}{` : "{");
    let index = 0;
    for (const [name, field] of value.fields) {
      if (index++ > 0) this.out.write(sharpV ? ", " : " ");
      if (sharpV || plusV) this.out.write(`${name}:`);
      this.printValue(field ?? null, verb);
    }
    this.out.write("}");
  }

  /** Functions print as addresses, and so does anything by reference under `%p`. */
  private printAddress(value: GoValue, verb: string): void {
    const kind = kindOf(value);
    if (kind !== "func" && kind !== "map" && kind !== "slice") this.badVerb(value, verb);
    else if ("vp".includes(verb)) this.pad(address);
    else if ("bodxX".includes(verb)) this.printInteger(value, BigInt(address), verb);
    else this.badVerb(value, verb);
  }
}

function toCharacter(int: bigint): string {
  const valid = int >= 0n && int <= 0x10ffffn && !(int >= 0xd800n && int <= 0xdfffn);
  return valid ? String.fromCodePoint(Number(int)) : "\uFFFD";
}

/** The `#` flag: always a decimal point, and for `g` no trimmed zeros. */
function withPoint(text: string, style: string, precision: number): string {
  const match = /^(.)(.*?)([eEpP][+-]?\d+)?$/.exec(text);
  const [, sign = "", digits = "", exponent = ""] = match ?? [];
  const body = digits.includes(".") ? digits : `${digits}.`;
  if (!"gGx".includes(style)) return sign + body + exponent;
  const wanted = precision === -1 ? 6 : precision;
  const significantDigits = digits === "0" ? 1 : digits.replace(/^[0.]+|\./g, "").length;
  return sign + body + "0".repeat(Math.max(0, wanted - significantDigits)) + exponent;
}

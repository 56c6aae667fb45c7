import { JinjaError } from "../error.ts";
import type { Runtime } from "../runtime/runtime.ts";
import { formatValue } from "../values/format-spec.ts";
import { escapeCode, repr, str } from "../values/print.ts";
import type { Arguments, Value } from "../values/value.ts";

/**
 * Python's `text.format(…)`.
 * @param safe what is done to what fields give
 * @throws JinjaError for braces that do not match, and for fields that are not there
 */
export function formatText(
  text: string,
  args: Arguments,
  rt: Runtime,
  safe = (_: Value, text: string) => text,
): string {
  return new Formatter(args, rt, safe).format(text, 2);
}

class Formatter {
  #next = 0;
  #isNumbered: boolean | undefined;

  constructor(
    private readonly args: Arguments,
    private readonly rt: Runtime,
    private readonly safe: (value: Value, text: string) => string,
  ) {}

  /** @param depth how many levels of fields in specifications may follow */
  format(text: string, depth: number): string {
    if (depth < 0) throw new JinjaError("Max string recursion exceeded");
    this.rt.meter.text(text.length);
    let result = "";
    let i = 0;
    while (i < text.length) {
      const brace = text.slice(i).search(/[{}]/);
      if (brace < 0) return result + text.slice(i);
      result += text.slice(i, i + brace);
      i += brace;
      if (text[i + 1] === text[i]) {
        result += text[i];
        i += 2;
      } else if (text[i] === "}") {
        throw new JinjaError("Single '}' encountered in format string");
      } else {
        const end = fieldEnd(text, i + 1);
        result += this.field(text.slice(i + 1, end), depth);
        this.rt.meter.text(result.length);
        i = end + 1;
      }
    }
    return result;
  }

  private field(field: string, depth: number): string {
    const match = /^((?:[^[\]!:]|\[[^\]]*(?:\]|$))*)(?:!(.?))?(?::(.*))?$/s.exec(field);
    if (match === null) throw new JinjaError("expected ':' after conversion specifier");
    const [, name = "", conversion, spec = ""] = match;
    const value = this.convert(this.value(name), conversion);
    return this.safe(value, formatValue(value, this.format(spec, depth - 1), this.rt));
  }

  private value(name: string): Value {
    const [, first = "", path = ""] = /^([^.[]*)(.*)$/s.exec(name)!;
    let value = this.argument(first);
    for (const [step, attribute, key] of path.matchAll(/\.([^.[]*)|\[([^\]]*)\]|./gs)) {
      if (attribute !== undefined && attribute !== "") value = this.rt.attribute(value, attribute);
      else if (key !== undefined && key !== "") value = this.rt.item(value, /^\d+$/.test(key) ? BigInt(key) : key);
      else
        throw new JinjaError(
          step.startsWith("[") && key === undefined
            ? "Missing ']' in format string"
            : "Empty attribute in format string",
        );
    }
    return value;
  }

  private argument(name: string): Value {
    const { positional, named } = this.args;
    if (name !== "" && !/^\d+$/.test(name)) {
      const value = named.get(name);
      if (value === undefined) throw new JinjaError(`'${name}'`);
      return value;
    }
    const isNumbered = name !== "";
    this.#isNumbered ??= isNumbered;
    if (this.#isNumbered !== isNumbered) {
      throw new JinjaError("cannot switch from manual field specification to automatic field numbering");
    }
    const index = isNumbered ? Number(name) : this.#next++;
    const value = positional[index];
    if (value === undefined) {
      throw new JinjaError(`Replacement index ${index} out of range for positional args tuple`);
    }
    return value;
  }

  private convert(value: Value, conversion: string | undefined): Value {
    switch (conversion) {
      case undefined:
        return value;
      case "s":
        return str(value, this.rt);
      case "r":
        return repr(value, this.rt);
      case "a":
        return repr(value, this.rt).replace(/[^\0-\x7f]/gu, (found) => escapeCode(found.codePointAt(0)!));
      default:
        throw new JinjaError(`Unknown conversion specifier ${conversion}`);
    }
  }
}

/** Where the brace that was opened before `start` is closed. */
function fieldEnd(text: string, start: number): number {
  let depth = 1;
  for (let i = start; i < text.length; i++) {
    if (text[i] === "{") depth++;
    else if (text[i] === "}" && --depth === 0) return i;
  }
  throw new JinjaError(
    start === text.length ? "Single '{' encountered in format string" : "expected '}' before end of string",
  );
}

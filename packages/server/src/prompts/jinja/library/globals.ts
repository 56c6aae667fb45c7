import { JinjaError, TemplateLimitError } from "../error.ts";
import type { Runtime } from "../runtime/runtime.ts";
import { Dict } from "../values/dict.ts";
import { iterate, listOf } from "../values/iterate.ts";
import { str } from "../values/print.ts";
import {
  type Arguments,
  Attributes,
  asItems,
  asText,
  Callable,
  Namespace,
  Range,
  type Value,
} from "../values/value.ts";
import { integerArgument, textArgument } from "./builtin.ts";
import { formatDate } from "./strftime.ts";

/** Most numbers of a range; Jinja's sandbox has the same bound. */
const longestRange = 100_000;

/** The functions that every chat template may call, those of Transformers among them. */
export function globals(rt: Runtime): Map<string, Value> {
  const define = (name: string, call: (args: Arguments) => Value, type?: string) =>
    [name, new Callable(name, call, type, `<${type === "type" ? "class" : "function"} ${name}>`)] as const;
  return new Map<string, Value>([
    define("range", rangeOf, "type"),
    define("dict", (args) => dictOf(args, rt), "type"),
    define("namespace", (args) => new Namespace(textKeys(dictOf(args, rt))), "type"),
    define("cycler", ({ positional }) => new Cycler(positional), "type"),
    define("joiner", ({ positional, named }) => joiner(positional[0] ?? named.get("sep") ?? ", "), "type"),
    define("lipsum", () => {
      throw new JinjaError("lipsum() is not available to chat templates");
    }),
    define("raise_exception", ({ positional, named }) => {
      const message = positional.length > 0 ? positional[0] : named.get("message");
      throw new JinjaError(str(message === undefined ? "" : message, rt));
    }),
    define("strftime_now", ({ positional, named }) =>
      formatDate(rt.now(), textArgument(positional[0] ?? named.get("format"), "strftime() argument 1")),
    ),
  ]);
}

/** Python's `range`, bounded. */
function rangeOf({ positional, named }: Arguments): Range {
  if (named.size > 0) throw new JinjaError("range() takes no keyword arguments");
  if (positional.length === 0 || positional.length > 3) {
    throw new JinjaError(`range expected 1 to 3 arguments, got ${positional.length}`);
  }
  const [first = 0, second, step = 1] = positional.map((value) => integerArgument(value, 0));
  if (step === 0) throw new JinjaError("range() arg 3 must not be zero");
  const range = second === undefined ? new Range(0, first, 1) : new Range(first, second, step);
  if (range.length > longestRange) {
    throw new TemplateLimitError(`the chat template makes a range of more than ${longestRange} numbers`);
  }
  return range;
}

/** Python's `dict(…)`: of a mapping or of pairs, with what is named. */
function dictOf({ positional, named }: Arguments, rt: Runtime): Dict {
  const [source] = positional;
  const dict = new Dict(source instanceof Dict ? source.entries() : []);
  if (source !== undefined && !(source instanceof Dict)) {
    const items = iterate(source, rt);
    for (let next = items.next(); !next.done; next = items.next()) {
      const pair = asItems(next.value) ?? listOf(next.value, rt);
      if (pair.length !== 2) throw new JinjaError("dictionary update sequence has an element that is no pair");
      dict.set(pair[0]!, pair[1]!);
    }
  }
  rt.meter.step(dict.size);
  for (const [name, value] of named) dict.set(name, value);
  return dict;
}

function textKeys(dict: Dict): Map<string, Value> {
  return new Map(Array.from(dict.entries(), ([key, value]) => [asText(key) ?? "", value]));
}

/** Gives its items one after the other, again and again. */
class Cycler extends Attributes {
  readonly typeName = "Cycler";
  #next = 0;

  constructor(private readonly items: readonly Value[]) {
    super();
    if (items.length === 0) throw new JinjaError("at least one item has to be provided");
  }

  attribute(name: string): Value | undefined {
    const current = this.items[this.#next]!;
    switch (name) {
      case "current":
        return current;
      case "pos":
        return BigInt(this.#next);
      case "items":
        return this.items;
      case "next":
        return new Callable(name, () => {
          const item = this.items[this.#next]!;
          this.#next = (this.#next + 1) % this.items.length;
          return item;
        });
      case "reset":
        return new Callable(name, () => {
          this.#next = 0;
          return null;
        });
      default:
        return undefined;
    }
  }

  describe(): string {
    return "<jinja2.utils.Cycler object>";
  }
}

/** A function that gives nothing at first, and then what stands between. */
function joiner(separator: Value): Callable {
  let used = false;
  return new Callable("joiner", () => {
    if (used) return separator;
    used = true;
    return "";
  });
}

import { JinjaError } from "../error.ts";
import { equals } from "../values/compare.ts";
import { iterate, tryLength } from "../values/iterate.ts";
import { Attributes, Callable, Tuple, Undefined, type Value } from "../values/value.ts";
import type { Runtime } from "./runtime.ts";

/** The variable `loop`: where a loop is, and its way through its items, one of which may be looked at early. */
export class Loop extends Attributes {
  readonly typeName = "LoopContext";
  #items: Iterator<Value, unknown>;
  #length: number | undefined;
  #index = -1;
  #current: Value | undefined;
  #previous: Value | undefined;
  #ahead: IteratorResult<Value, unknown> | undefined;
  #lastChanged: Tuple | undefined;

  /** @param recurse renders the loop's body for other items; absent for a loop that is not recursive */
  constructor(
    private readonly source: Value,
    private readonly rt: Runtime,
    private readonly depth: number,
    private readonly recurse?: (items: Value, depth: number) => Value,
  ) {
    super();
    this.#items = iterate(source, rt);
  }

  /** Goes on to the next item. */
  advance(): IteratorResult<Value, unknown> {
    const next = this.#ahead ?? this.#items.next();
    this.#ahead = undefined;
    if (next.done) return next;
    this.rt.meter.step();
    this.#index++;
    this.#previous = this.#current;
    this.#current = next.value;
    return next;
  }

  call(items: Value): Value {
    if (this.recurse === undefined) {
      throw new JinjaError("The loop must have the 'recursive' marker to be called recursively.");
    }
    return this.recurse(items, this.depth + 1);
  }

  attribute(name: string): Value | undefined {
    switch (name) {
      case "index0":
        return BigInt(this.#index);
      case "index":
        return BigInt(this.#index + 1);
      case "revindex0":
        return BigInt(this.length - this.#index - 1);
      case "revindex":
        return BigInt(this.length - this.#index);
      case "length":
        return BigInt(this.length);
      case "first":
        return this.#index === 0;
      case "last":
        return this.peek().done === true;
      case "depth0":
        return BigInt(this.depth);
      case "depth":
        return BigInt(this.depth + 1);
      case "previtem":
        return this.#index === 0 ? new Undefined("there is no previous item") : this.#previous!;
      case "nextitem": {
        const next = this.peek();
        return next.done ? new Undefined("there is no next item") : next.value;
      }
      case "cycle":
        return new Callable(name, ({ positional }) => {
          if (positional.length === 0) throw new JinjaError("no items for cycling given");
          return positional[this.#index % positional.length]!;
        });
      case "changed":
        return new Callable(name, ({ positional }) => this.hasChanged(new Tuple(positional)));
      default:
        return undefined;
    }
  }

  describe(): string {
    return `<LoopContext ${this.#index + 1}/${this.length}>`;
  }

  private peek(): IteratorResult<Value, unknown> {
    this.#ahead ??= this.#items.next();
    return this.#ahead;
  }

  /** Number of items; those of a generator are all read for it. */
  private get length(): number {
    this.#length ??= tryLength(this.source, this.rt);
    if (this.#length !== undefined) return this.#length;
    const rest: Value[] = [];
    for (let next = this.#items.next(); !next.done; next = this.#items.next()) {
      this.rt.meter.step();
      rest.push(next.value);
    }
    this.#items = rest[Symbol.iterator]();
    const ahead = this.#ahead !== undefined && !this.#ahead.done ? 1 : 0;
    this.#length = rest.length + this.#index + 1 + ahead;
    return this.#length;
  }

  private hasChanged(values: Tuple): boolean {
    if (this.#lastChanged !== undefined && equals(this.#lastChanged, values, this.rt)) return false;
    this.#lastChanged = values;
    return true;
  }
}

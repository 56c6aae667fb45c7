import type { Runtime } from "../runtime/runtime.ts";
import { contains, equals, isSame, type Order, ordered } from "../values/compare.ts";
import { Dict } from "../values/dict.ts";
import { sequence, tryIterate } from "../values/iterate.ts";
import { binary } from "../values/operators.ts";
import { str } from "../values/print.ts";
import { asNumber, asText, Callable, Markup, Undefined, type Value } from "../values/value.ts";
import { type Builtin, builtin } from "./builtin.ts";
import { isLowerText, isUpperText } from "./string-case.ts";

/** A test that looks at the value alone. */
const kind = (is: (value: Value) => boolean) => builtin("value", (_, value) => is(value));

const order = (operator: Order) => builtin("value other", (rt, value, other) => ordered(operator, value, other!, rt));
const equal = builtin("value other", (rt, value, other) => equals(value, other!, rt));
const unequal = builtin("value other", (rt, value, other) => !equals(value, other!, rt));

function leaves(value: Value, divisor: Value, rest: bigint, rt: Runtime): boolean {
  return equals(binary("%", value, divisor, rt), rest, rt);
}

/** A test that looks through the value's text. */
function asking(is: (text: string) => boolean): Builtin {
  return builtin("value", (rt, value) => {
    const text = str(value, rt);
    rt.meter.text(text.length);
    return is(text);
  });
}

/** Every test of Jinja, but for those that ask which filters and tests there are. */
export const tests: Readonly<Record<string, Builtin>> = {
  odd: builtin("value", (rt, value) => leaves(value, 2n, 1n, rt)),
  even: builtin("value", (rt, value) => leaves(value, 2n, 0n, rt)),
  divisibleby: builtin("value num", (rt, value, divisor) => leaves(value, divisor!, 0n, rt)),
  defined: kind((value) => !(value instanceof Undefined)),
  undefined: kind((value) => value instanceof Undefined),
  none: kind((value) => value === null),
  boolean: kind((value) => typeof value === "boolean"),
  false: kind((value) => value === false),
  true: kind((value) => value === true),
  integer: kind((value) => typeof value === "bigint"),
  float: kind((value) => typeof value === "number"),
  number: kind((value) => asNumber(value) !== undefined),
  string: kind((value) => asText(value) !== undefined),
  mapping: kind((value) => value instanceof Dict),
  sequence: kind((value) => sequence(value) !== undefined || value instanceof Dict || value instanceof Undefined),
  iterable: builtin("value", (rt, value) => tryIterate(value, rt) !== undefined),
  callable: kind((value) => value instanceof Callable || value instanceof Undefined),
  escaped: kind((value) => value instanceof Markup),
  lower: asking(isLowerText),
  upper: asking(isUpperText),
  sameas: builtin("value other", (_, value, other) => isSame(value, other!)),
  in: builtin("value seq", (rt, value, container) => contains(container!, value, rt)),
  "==": equal,
  eq: equal,
  equalto: equal,
  "!=": unequal,
  ne: unequal,
  ">": order(">"),
  gt: order(">"),
  greaterthan: order(">"),
  ">=": order(">="),
  ge: order(">="),
  "<": order("<"),
  lt: order("<"),
  lessthan: order("<"),
  "<=": order("<="),
  le: order("<="),
};

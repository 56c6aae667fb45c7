import type { Arguments, Value } from "../values/value.ts";
import type { Meter } from "./meter.ts";

/** What every operation of a rendering may ask for. */
export interface Runtime {
  readonly meter: Meter;
  readonly now: () => Date;
  /** `value.name` */
  attribute(value: Value, name: string): Value;
  /** `value[key]` */
  item(value: Value, key: Value): Value;
  /** `value | name(…)`. Throws JinjaError for a filter that nobody knows. */
  filter(name: string, value: Value, args: Arguments): Value;
  /** `value is name(…)`. Throws JinjaError for a test that nobody knows. */
  test(name: string, value: Value, args: Arguments): boolean;
}

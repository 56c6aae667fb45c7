import { JinjaError } from "../error.ts";
import type { Runtime } from "../runtime/runtime.ts";
import { truth } from "../values/compare.ts";
import { iterate } from "../values/iterate.ts";
import { str } from "../values/print.ts";
import { type Arguments, asText, Generator, type Value } from "../values/value.ts";
import { attributeGetter } from "./attribute-path.ts";

/** A filter that takes any arguments. */
export type AnyFilter = (value: Value, args: Arguments, rt: Runtime) => Value;

function* mapped(value: Value, prepare: () => (item: Value) => Value, rt: Runtime): Iterator<Value, void> {
  if (!truth(value)) return;
  const change = prepare();
  const items = iterate(value, rt);
  for (let next = items.next(); !next.done; next = items.next()) yield change(next.value);
}

function* selected(value: Value, prepare: () => (item: Value) => boolean, rt: Runtime): Iterator<Value, void> {
  if (!truth(value)) return;
  const isWanted = prepare();
  const items = iterate(value, rt);
  for (let next = items.next(); !next.done; next = items.next()) if (isWanted(next.value)) yield next.value;
}

/** `map`: an attribute of each item, or a filter of each. */
const map: AnyFilter = (value, { positional, named }, rt) =>
  new Generator(
    mapped(
      value,
      () => {
        const attribute = named.get("attribute");
        if (positional.length === 0 && attribute !== undefined) {
          const other = [...named.keys()].find((name) => name !== "attribute" && name !== "default");
          if (other !== undefined) throw new JinjaError(`Unexpected keyword argument '${other}'`);
          return attributeGetter(attribute, rt, { absent: named.get("default") ?? null });
        }
        const [name, ...rest] = positional;
        if (name === undefined) throw new JinjaError("map requires a filter argument");
        return (item) => rt.filter(str(name, rt), item, { positional: rest, named });
      },
      rt,
    ),
  );

/** `select` and its kin: items, or an attribute of theirs, of which a test is true, or false. */
function selecting(byAttribute: boolean, wanted: boolean): AnyFilter {
  return (value, { positional, named }, rt) =>
    new Generator(
      selected(
        value,
        () => {
          const [attribute, ...rest] = byAttribute ? positional : [null, ...positional];
          if (attribute === undefined) throw new JinjaError("Missing parameter for attribute name");
          const get = byAttribute ? attributeGetter(attribute, rt) : (item: Value) => item;
          const [test, ...args] = rest;
          if (test === undefined) return (item) => truth(get(item)) === wanted;
          const name = asText(test) ?? str(test, rt);
          return (item) => rt.test(name, get(item), { positional: args, named }) === wanted;
        },
        rt,
      ),
    );
}

export const selectFilters: Readonly<Record<string, AnyFilter>> = {
  map,
  select: selecting(false, true),
  reject: selecting(false, false),
  selectattr: selecting(true, true),
  rejectattr: selecting(true, false),
};

import { isObject, type JsonObject, parseObject } from "./json-object.ts";

/**
 * The arguments of a call of the tool `name` within an object that a model wrote: its `arguments` or `parameters` if it
 * has a `name`, else its member called like the tool, else what an object within it gives, else the object itself.
 * Undefined for an object with a `name` and no arguments.
 */
export function findArguments(object: JsonObject, name: string): JsonObject | undefined {
  const found = search(object, name);
  return found === undefined ? object : found.arguments;
}

interface Found {
  readonly arguments: JsonObject | undefined;
}

function search(root: JsonObject, name: string): Found | undefined {
  // A stack of its own: models may nest as deep as they like.
  const open: JsonObject[] = [root];
  for (let object = open.pop(); object !== undefined; object = open.pop()) {
    if (Object.hasOwn(object, "name")) {
      return { arguments: member(object, "arguments") ?? member(object, "parameters") };
    }
    const named = member(object, name);
    if (named !== undefined) return { arguments: named };
    const children = Object.values(object).flatMap((value) => (Array.isArray(value) ? value : [value]));
    open.push(...children.filter(isObject).reverse());
  }
  return undefined;
}

/** A member that is an object or a text holding one. */
function member(object: JsonObject, key: string): JsonObject | undefined {
  if (!Object.hasOwn(object, key)) return undefined;
  const value = object[key];
  if (typeof value === "string") return parseObject(value);
  return isObject(value) ? value : undefined;
}

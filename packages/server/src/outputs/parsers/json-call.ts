import { isObject, type JsonObject, parseObject } from "../json-object.ts";
import { CallSyntaxError, type ParsedCall } from "./parsed-call.ts";

/** Reads a call of the form `{"name": …, "arguments": {…}}`. A call without a name is none. Throws {@link CallSyntaxError}. */
export function readJsonCall(text: string): ParsedCall[] {
  const { name, arguments: given = {} } = readObject(text);
  if (typeof name !== "string" || name === "") throw new CallSyntaxError("a call without a name");
  if (given !== null && !isObject(given)) throw new CallSyntaxError("arguments that are no object");
  return [{ name, arguments: given ?? {} }];
}

/** Reads an object of JSON. Throws {@link CallSyntaxError}. */
export function readObject(text: string): JsonObject {
  const object = parseObject(text);
  if (object === undefined) throw new CallSyntaxError("not an object of JSON");
  return object;
}

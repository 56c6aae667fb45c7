import type { ToolCall } from "@cria/spec";
import { newCallId } from "../call-id.ts";
import type { JsonObject } from "../json-object.ts";

/** A call as it stands in an output. */
export interface ParsedCall {
  readonly name: string;
  readonly arguments: JsonObject;
}

/** A text that is no call where one belongs. */
export class CallSyntaxError extends Error {
  override readonly name = "CallSyntaxError";
}

/** Reads the text between the tags of a call. Throws {@link CallSyntaxError}. */
export type CallReader = (text: string) => readonly ParsedCall[];

/** Deepest nesting of values that are not JSON. */
const maxDepth = 64;

/** The depth of what lies within a value at `depth`. Throws {@link CallSyntaxError} if that is too deep. */
export function deeper(depth: number): number {
  if (depth >= maxDepth) throw new CallSyntaxError("values nested too deeply");
  return depth + 1;
}

/** A call as clients get it. */
export function toToolCall({ name, arguments: given }: ParsedCall, index: number): ToolCall {
  return { id: newCallId(), function: { index, name, arguments: given } };
}

import { compareBytes } from "../../http/json.ts";
import type { ChatMessage } from "../chat-message.ts";
import { goText } from "./go-json.ts";

/** How a family of Gemma models writes values. */
export interface GemmaNotation {
  /** Stands on both sides of a text. */
  readonly mark: string;
  /** Stands for null. */
  readonly nothing: string;
  /** Whether keys have marks too. */
  readonly marksKeys?: boolean;
}

/** A value in a notation like JSON, with marks for quotes and keys sorted. */
export function gemmaValue(value: unknown, notation: GemmaNotation): string {
  if (value === null || value === undefined) return notation.nothing;
  if (typeof value === "string") return notation.mark + value + notation.mark;
  if (Array.isArray(value)) return `[${value.map((element) => gemmaValue(element, notation)).join(",")}]`;
  if (typeof value === "object") return `{${gemmaMembers(value, notation)}}`;
  return typeof value === "number" && isInt64(value) ? String(BigInt(value)) : goText(value);
}

/** The members of an object, without the braces. */
export function gemmaMembers(object: object, notation: GemmaNotation): string {
  const mark = notation.marksKeys ? notation.mark : "";
  const members = Object.entries(object).sort(([a], [b]) => compareBytes(a, b));
  return members.map(([key, value]) => `${mark}${key}${mark}:${gemmaValue(value, notation)}`).join(",");
}

/** A call: `call:name{key:value,…}`. */
export function gemmaCall(
  { function: called }: NonNullable<ChatMessage["tool_calls"]>[number],
  notation: GemmaNotation,
): string {
  return `call:${called.name}{${gemmaMembers(called.arguments, notation)}}`;
}

function isInt64(value: number): boolean {
  return Number.isInteger(value) && Math.abs(value) < 2 ** 63;
}

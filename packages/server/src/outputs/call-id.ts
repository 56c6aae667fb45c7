import { randomInt } from "node:crypto";

const characters = "abcdefghijklmnopqrstuvwxyz0123456789";

/** A new id of a tool call: `call_` and eight random characters. */
export function newCallId(): string {
  return `call_${Array.from({ length: 8 }, () => characters[randomInt(characters.length)]!).join("")}`;
}

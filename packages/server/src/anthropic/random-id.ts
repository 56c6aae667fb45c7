import { randomBytes } from "node:crypto";

/** A prefix such as `msg_` and 24 hexadecimal digits. */
export function randomId(prefix: string): string {
  return prefix + randomBytes(12).toString("hex");
}

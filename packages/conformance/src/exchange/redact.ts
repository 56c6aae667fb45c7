import type { Header } from "./exchange.ts";

const secret = /^(authorization|proxy-authorization|cookie|set-cookie|x-api-key|api-key|.*token.*|.*secret.*)$/i;

/** Headers without what opens doors: their values become `[redacted]`. */
export function redact(headers: readonly Header[]): Header[] {
  return headers.map(([name, value]) => [name, secret.test(name) ? "[redacted]" : value]);
}

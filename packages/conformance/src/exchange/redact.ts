import type { Header } from "./exchange.ts";

const secretName = /auth|cookie|token|secret|password|credential|session|(?:^|-|_)key(?:$|-|_)/i;

const hidden = "[redacted]";

/** Headers without what opens doors: their values become `[redacted]`. */
export function redact(headers: readonly Header[]): Header[] {
  return headers.map(([name, value]) => [name, secretName.test(name) ? hidden : value]);
}

/** The secrets in headers: their values, and of `Bearer …` and its like also what stands behind the scheme. */
export function secretsIn(headers: readonly Header[]): string[] {
  return headers
    .filter(([name]) => secretName.test(name))
    .flatMap(([, value]) => [value, value.replace(/^\S+\s+/, "")])
    .filter((value) => value.length >= SHORTEST);
}

/** Shortest value that is looked for in texts; shorter ones are parts of other words. */
const SHORTEST = 4;

/** A value with every secret in its texts replaced: a server may answer what it was sent. */
export function withoutSecrets<Value>(value: Value, secrets: readonly string[]): Value {
  if (secrets.length === 0) return value;
  const hide = (part: unknown): unknown => {
    if (typeof part === "string") return secrets.reduce((text, secret) => text.replaceAll(secret, hidden), part);
    if (Array.isArray(part)) return part.map(hide);
    if (typeof part !== "object" || part === null) return part;
    return Object.fromEntries(Object.entries(part).map(([key, inner]) => [key, hide(inner)]));
  };
  return hide(value) as Value;
}

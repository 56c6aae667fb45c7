import type { HttpRequest } from "./exchange.ts";
import { redact } from "./redact.ts";
import type { Endpoint } from "./send.ts";

/** Longest body that a command line shows. */
const LONGEST_BODY = 2000;

/** A command that repeats a request by hand; secrets are left out. */
export function curl(endpoint: Endpoint, { method, path, headers, body }: HttpRequest): string {
  const url = `${endpoint.protocol}//${endpoint.hostname}:${endpoint.port}${endpoint.basePath}${path}`;
  // --path-as-is: curl would clean the path that a check means.
  const words = ["curl", "-i", "--path-as-is"];
  if (method === "HEAD") words.push("--head");
  else if (method !== (body === undefined ? "GET" : "POST")) words.push("-X", method);
  for (const [name, value] of redact(headers)) words.push("-H", quote(`${name}: ${value}`));
  if (body !== undefined) words.push("--data-binary", quote(bodyArgument(body)));
  return [...words, quote(url)].join(" ");
}

function bodyArgument(body: Uint8Array): string {
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(body);
    if (text.length <= LONGEST_BODY && !text.includes("\0")) return text.startsWith("@") ? ` ${text}` : text;
  } catch {
    // Not text.
  }
  return `@the ${body.length} bytes that the report describes`;
}

/** A word for a POSIX shell. */
function quote(word: string): string {
  return /^[\w./:=-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}

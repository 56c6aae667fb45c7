import type { HttpResponse } from "./exchange.ts";
import { concatenate } from "./response-parser.ts";

/** The body of an answer, as far as it came, as text; what is not UTF-8 becomes U+FFFD. */
export function bodyText({ parts }: HttpResponse): string {
  return new TextDecoder("utf-8", { ignoreBOM: true }).decode(concatenate(parts.map((part) => part.bytes)));
}

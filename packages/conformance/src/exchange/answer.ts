import { bodyText } from "./body-text.ts";
import type { Exchange, HttpResponse } from "./exchange.ts";
import { concatenate } from "./response-parser.ts";

/** One event of a text/event-stream body. */
export interface ServerSentEvent {
  /** Absent if the event has no `event:` line. */
  readonly event?: string;
  readonly data: string;
}

/** Text that was expected to be JSON, and is not. */
export class NotJson extends Error {
  override readonly name = "NotJson";
}

/** A complete answer, and the ways to read its body. */
export class Answer {
  readonly exchange: Exchange;
  readonly #response: HttpResponse;

  constructor(exchange: Exchange, response: HttpResponse) {
    this.exchange = exchange;
    this.#response = response;
  }

  get status(): number {
    return this.#response.status;
  }

  /** Value of a header by its name in any case, several joined by a comma; undefined if it is absent. */
  header(name: string): string | undefined {
    const values = this.#response.headers.filter(([key]) => key.toLowerCase() === name.toLowerCase());
    return values.length === 0 ? undefined : values.map(([, value]) => value).join(", ");
  }

  /** The media type without parameters, in lower case; empty if there is none. */
  get mediaType(): string {
    return (this.header("content-type") ?? "").split(";")[0]!.trim().toLowerCase();
  }

  get bytes(): Uint8Array {
    return concatenate(this.#response.parts.map((part) => part.bytes));
  }

  /** The body as text; what is not UTF-8 becomes U+FFFD. */
  get text(): string {
    return bodyText(this.#response);
  }

  /** The body as JSON. Throws {@link NotJson}. */
  get json(): unknown {
    return parseJson(this.text, "the body");
  }

  /** The lines of an NDJSON body as JSON; empty lines are left out. Throws {@link NotJson}. */
  get frames(): unknown[] {
    const lines = this.text.split("\n").filter((line) => line.trim() !== "");
    return lines.map((line, index) => parseJson(line, `line ${index + 1} of the body`));
  }

  /** The events of a text/event-stream body that ended with an empty line, comments left out. */
  get events(): ServerSentEvent[] {
    const blocks = this.text.split(/\r?\n\r?\n/).slice(0, -1);
    return blocks.map(parseEvent).filter((event) => event !== undefined);
  }

  /** Milliseconds after the request at which each part of the body arrived. */
  get arrivals(): number[] {
    return this.#response.parts.map((part) => part.at);
  }
}

function parseEvent(block: string): ServerSentEvent | undefined {
  let event: string | undefined;
  const data: string[] = [];
  for (const line of block.split(/\r?\n/)) {
    const [, field = "", value = ""] = /^([^:]*):? ?(.*)$/s.exec(line) ?? [];
    if (field === "event") event = value;
    else if (field === "data") data.push(value);
  }
  return data.length === 0 ? undefined : { event, data: data.join("\n") };
}

/** Deepest nesting of JSON that is read; what walks over a value may be recursive. */
const DEEPEST = 500;

/** The value of a JSON text. Throws {@link NotJson}, also for one that is nested too deeply. */
export function parseJson(text: string, what: string): unknown {
  if (depth(text) > DEEPEST) throw new NotJson(`${what} is JSON nested more than ${DEEPEST} deep`);
  try {
    return JSON.parse(text);
  } catch {
    throw new NotJson(`${what} is not JSON: ${JSON.stringify(text.slice(0, 120))}`);
  }
}

/** Most brackets that are open at once in a JSON text, those in strings left out. */
function depth(text: string): number {
  let [open, most, quoted] = [0, 0, false];
  for (let i = 0; i < text.length; i++) {
    const character = text[i];
    if (character === '"') quoted = !quoted;
    else if (quoted) i += character === "\\" ? 1 : 0;
    else if (character === "[" || character === "{") most = Math.max(most, ++open);
    else if (character === "]" || character === "}") open--;
  }
  return most;
}

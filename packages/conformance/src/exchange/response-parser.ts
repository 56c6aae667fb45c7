import type { Header } from "./exchange.ts";

/** What an HTTP/1.1 answer must not do. */
export class MalformedResponse extends Error {
  override readonly name = "MalformedResponse";
}

/** Longest status line or header section, in bytes. */
const LONGEST_HEAD = 256 * 1024;

type State = "head" | "counted" | "chunk size" | "chunk data" | "chunk end" | "trailers" | "until close" | "done";

/**
 * Reads one HTTP/1.1 answer (RFC 9112) from bytes in any portions. Interim answers (1xx) are skipped.
 * Throws {@link MalformedResponse}.
 */
export class ResponseParser {
  status = 0;
  headers: readonly Header[] = [];
  #state: State = "head";
  /** Bytes that are not yet understood. */
  #rest: Uint8Array = new Uint8Array(0);
  /** Bytes that the body or the chunk still owes. */
  #owed = 0;
  readonly #bodyless: boolean;

  /** @param method of the request: the answer to HEAD has no body. */
  constructor(method: string) {
    this.#bodyless = method === "HEAD";
  }

  /** Whether status and headers are known. */
  get hasHead(): boolean {
    return this.#state !== "head";
  }

  /** Whether the answer is complete. */
  get done(): boolean {
    return this.#state === "done";
  }

  /** Whether bytes came after the end of the answer. */
  get leftover(): boolean {
    return this.done && this.#rest.length > 0;
  }

  /** Takes bytes from the connection; returns the bytes of the body among them. */
  add(bytes: Uint8Array): Uint8Array[] {
    this.#rest = this.#rest.length === 0 ? bytes : concatenate([this.#rest, bytes]);
    const body: Uint8Array[] = [];
    while (this.#step(body));
    return body;
  }

  /** The connection has ended; returns whether the answer is complete now. */
  end(): boolean {
    if (this.#state === "until close") this.#state = "done";
    return this.done;
  }

  /** One step of the machine; false if it needs more bytes. */
  #step(body: Uint8Array[]): boolean {
    switch (this.#state) {
      case "head":
        return this.#readHead();
      case "counted":
      case "chunk data":
        return this.#readOwed(body);
      case "chunk size":
        return this.#readChunkSize();
      case "chunk end":
        return this.#readChunkEnd();
      case "trailers":
        return this.#readTrailer();
      case "until close":
        if (this.#rest.length > 0) body.push(this.#take(this.#rest.length));
        return false;
      case "done":
        return false;
    }
  }

  #readHead(): boolean {
    const end = headEnd(this.#rest);
    if (end === undefined) {
      if (this.#rest.length > LONGEST_HEAD) throw new MalformedResponse("the header section does not end");
      const start = latin1(this.#rest.subarray(0, 5));
      if (!"HTTP/".startsWith(start)) throw new MalformedResponse(`the answer begins with ${JSON.stringify(start)}`);
      return false;
    }
    const [statusLine = "", ...lines] = latin1(this.#take(end)).trimEnd().split(/\r?\n/);
    const match = /^HTTP\/1\.[01] (\d{3})(?: |$)/.exec(statusLine);
    if (match === null) throw new MalformedResponse(`not a status line: ${JSON.stringify(statusLine.slice(0, 80))}`);
    const status = Number(match[1]);
    if (status >= 100 && status < 200) return true;
    this.status = status;
    this.headers = lines.map(parseHeader);
    this.#state = this.#framing();
    return true;
  }

  /** How the body ends (RFC 9112 section 6.3). */
  #framing(): State {
    if (this.#bodyless || this.status === 204 || this.status === 304) return "done";
    const coding = this.#values("transfer-encoding").join(",").toLowerCase();
    if (coding.split(",").at(-1)?.trim() === "chunked") return "chunk size";
    const lengths = new Set(this.#values("content-length"));
    if (lengths.size === 0) return "until close";
    const [length = ""] = lengths;
    if (lengths.size > 1 || !/^\d+$/.test(length))
      throw new MalformedResponse(`content-length ${[...lengths].join(", ")}`);
    this.#owed = Number(length);
    return this.#owed === 0 ? "done" : "counted";
  }

  #values(name: string): string[] {
    return this.headers.filter(([key]) => key.toLowerCase() === name).map(([, value]) => value);
  }

  #readOwed(body: Uint8Array[]): boolean {
    if (this.#rest.length === 0) return false;
    const part = this.#take(Math.min(this.#owed, this.#rest.length));
    body.push(part);
    this.#owed -= part.length;
    if (this.#owed === 0) this.#state = this.#state === "counted" ? "done" : "chunk end";
    return true;
  }

  #readChunkSize(): boolean {
    const line = this.#line("a chunk size");
    if (line === undefined) return false;
    const size = /^([0-9a-f]{1,12})\s*(?:;.*)?$/i.exec(line)?.[1];
    if (size === undefined) throw new MalformedResponse(`not a chunk size: ${JSON.stringify(line.slice(0, 80))}`);
    this.#owed = Number.parseInt(size, 16);
    this.#state = this.#owed === 0 ? "trailers" : "chunk data";
    return true;
  }

  #readChunkEnd(): boolean {
    const line = this.#line("the end of a chunk");
    if (line === undefined) return false;
    if (line !== "") throw new MalformedResponse("a chunk is longer than its size");
    this.#state = "chunk size";
    return true;
  }

  #readTrailer(): boolean {
    const line = this.#line("a trailer");
    if (line === undefined) return false;
    if (line === "") this.#state = "done";
    return true;
  }

  /** The next line without its end, undefined if it is not complete. */
  #line(what: string): string | undefined {
    const end = this.#rest.indexOf(0x0a);
    if (end < 0) {
      if (this.#rest.length > LONGEST_HEAD) throw new MalformedResponse(`${what} does not end`);
      return undefined;
    }
    return latin1(this.#take(end + 1)).replace(/\r?\n$/, "");
  }

  #take(count: number): Uint8Array {
    const taken = this.#rest.subarray(0, count);
    this.#rest = this.#rest.subarray(count);
    return taken;
  }
}

/** Position after the empty line that ends the header section. */
function headEnd(bytes: Uint8Array): number | undefined {
  for (let i = bytes.indexOf(0x0a); i >= 0; i = bytes.indexOf(0x0a, i + 1)) {
    if (bytes[i + 1] === 0x0a) return i + 2;
    if (bytes[i + 1] === 0x0d && bytes[i + 2] === 0x0a) return i + 3;
  }
  return undefined;
}

function parseHeader(line: string): Header {
  const colon = line.indexOf(":");
  if (colon <= 0) throw new MalformedResponse(`not a header: ${JSON.stringify(line.slice(0, 80))}`);
  return [line.slice(0, colon), line.slice(colon + 1).trim()];
}

function latin1(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("latin1");
}

export function concatenate(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

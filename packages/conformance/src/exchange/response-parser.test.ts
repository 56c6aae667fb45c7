import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { concatenate, MalformedResponse, ResponseParser } from "./response-parser.ts";

const bytes = (text: string) => Uint8Array.from(Buffer.from(text, "latin1"));

function parse(portions: readonly Uint8Array[], method = "GET") {
  const parser = new ResponseParser(method);
  const body = portions.flatMap((portion) => parser.add(portion));
  return { status: parser.status, headers: parser.headers, body: concatenate(body), done: parser.end() };
}

describe("one answer", () => {
  test.each<[string, string, string, { status: number; body: string; done: boolean }]>([
    ["counted", "GET", "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabc", { status: 200, body: "abc", done: true }],
    ["cut short", "GET", "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc", { status: 200, body: "abc", done: false }],
    [
      "chunked",
      "GET",
      "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2;x=y\r\nde\r\n0\r\n\r\n",
      { status: 200, body: "abcde", done: true },
    ],
    [
      "chunked with trailers",
      "GET",
      "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n1\r\na\r\n0\r\nA: b\r\n\r\n",
      { status: 200, body: "a", done: true },
    ],
    [
      "chunked, never ended",
      "GET",
      "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n",
      { status: 200, body: "abc", done: false },
    ],
    ["until the end", "GET", "HTTP/1.1 200 OK\r\n\r\nabc", { status: 200, body: "abc", done: true }],
    [
      "HTTP/1.0 and bare line feeds",
      "GET",
      "HTTP/1.0 404 Not Found\nA: b\n\nx",
      { status: 404, body: "x", done: true },
    ],
    ["to HEAD", "HEAD", "HTTP/1.1 200 OK\r\nContent-Length: 17\r\n\r\n", { status: 200, body: "", done: true }],
    ["without content", "POST", "HTTP/1.1 204 No Content\r\n\r\n", { status: 204, body: "", done: true }],
    [
      "after an interim one",
      "POST",
      "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 201 Created\r\nContent-Length: 0\r\n\r\n",
      { status: 201, body: "", done: true },
    ],
    [
      "without a reason phrase",
      "GET",
      "HTTP/1.1 200\r\nContent-Length: 0\r\n\r\n",
      { status: 200, body: "", done: true },
    ],
  ])("%s", (_, method, text, { status, body, done }) => {
    const answer = parse([bytes(text)], method);
    expect([answer.status, Buffer.from(answer.body).toString(), answer.done]).toEqual([status, body, done]);
  });

  test("keeps the headers as they were written", () => {
    const { headers } = parse([bytes("HTTP/1.1 200 OK\r\nX-Y:  z \r\nx-y: \r\n\r\n")]);
    expect(headers).toEqual([
      ["X-Y", "z"],
      ["x-y", ""],
    ]);
  });

  test.each([
    ["no status line", "<html>\r\n\r\n"],
    ["a status of two digits", "HTTP/1.1 20 OK\r\n\r\n"],
    ["another protocol", "SSH-2.0-x"],
    ["a header without a colon", "HTTP/1.1 200 OK\r\nabc\r\n\r\n"],
    ["two lengths", "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n"],
    ["a length that is no number", "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n"],
    ["a chunk size that is no number", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n"],
    ["a chunk longer than its size", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nabc\r\n"],
    ["a head without end", `HTTP/1.1 200 OK\r\n${"a: b\r\n".repeat(60_000)}`],
  ])("refuses %s", (_, text) => {
    expect(() => parse([bytes(text)])).toThrow(MalformedResponse);
  });
});

test("is the same however the bytes are portioned", () => {
  const chunk = fc.uint8Array({ minLength: 1, maxLength: 40 });
  fc.assert(
    fc.property(fc.array(chunk), fc.boolean(), fc.array(fc.nat(200), { maxLength: 20 }), (chunks, chunked, cuts) => {
      const body = concatenate(chunks);
      const framing = chunked ? "Transfer-Encoding: chunked" : `Content-Length: ${body.length}`;
      const sent = chunked
        ? [...chunks.flatMap((c) => [bytes(`${c.length.toString(16)}\r\n`), c, bytes("\r\n")]), bytes("0\r\n\r\n")]
        : [body];
      const whole = concatenate([bytes(`HTTP/1.1 200 OK\r\n${framing}\r\n\r\n`), ...sent]);
      const at = [...new Set(cuts.map((cut) => cut % (whole.length + 1)))].toSorted((a, b) => a - b);
      const portions = [...at, whole.length].map((end, i) => whole.subarray(at[i - 1] ?? 0, end));
      const answer = parse(portions);
      expect(Buffer.from(answer.body).equals(Buffer.from(body))).toBe(true);
      expect(answer.done).toBe(true);
    }),
  );
});

test("any bytes are an answer or malformed, never something else", () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array()), fc.boolean(), (portions, headed) => {
      try {
        parse(headed ? [bytes("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"), ...portions] : portions);
      } catch (error) {
        expect(error).toBeInstanceOf(MalformedResponse);
      }
    }),
  );
});

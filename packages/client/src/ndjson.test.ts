import { expect, test } from "bun:test";
import fc from "fast-check";
import { MalformedResponseError } from "./errors.ts";
import { readNdjson } from "./ndjson.ts";
import { chunked } from "./testing/chunking.ts";
import { ndjson, streamOfPieces } from "./testing/scripted-server.ts";

const values = fc.array(fc.jsonValue({ noUnicodeString: false }), { maxLength: 8 });

test("gives the values of any stream of JSON lines, cut anywhere, with any line ends and blank lines", async () => {
  const ends = fc.constantFrom("\n", "\r\n", "\n\n", "\n \t\r\n");
  const streams = fc.tuple(values, ends, fc.boolean()).chain(([expected, end, endsLast]) => {
    const text = expected.map((value) => JSON.stringify(value)).join(end) + (endsLast ? end : "");
    return fc.tuple(fc.constant(expected), chunked(fc.constant(text)));
  });
  await fc.assert(
    fc.asyncProperty(streams, async ([expected, pieces]) => {
      const read = await Array.fromAsync(readNdjson(streamOfPieces(pieces)));
      expect(JSON.stringify(read)).toBe(JSON.stringify(expected));
    }),
  );
});

test("gives what came before a line that is not JSON, then an error with that line", async () => {
  const bytes = new TextEncoder().encode(`${ndjson({ a: 1 })}{"b":\n${ndjson({ c: 3 })}`);
  const frames = readNdjson(streamOfPieces([bytes]));
  expect(await frames.next()).toEqual({ done: false, value: { a: 1 } });
  const error = await frames.next().catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(MalformedResponseError);
  expect(error).toMatchObject({ text: '{"b":', name: "MalformedResponseError", message: 'malformed answer: {"b":' });
});

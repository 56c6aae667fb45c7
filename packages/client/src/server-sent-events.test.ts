import { expect, test } from "bun:test";
import fc from "fast-check";
import { readServerSentEvents } from "./server-sent-events.ts";
import { chunked } from "./testing/chunking.ts";
import { streamOfPieces } from "./testing/scripted-server.ts";

const read = (text: string) =>
  Array.fromAsync(readServerSentEvents(streamOfPieces([new TextEncoder().encode(text)])), ({ event, data, id }) => [
    event,
    data,
    id,
  ]);

test.each<[string, string, string[][]]>([
  ["data alone", "data: a\n\n", [["message", "a", ""]]],
  [
    "one space after the colon is no part of the value",
    "data:a\n\ndata:  b\n\n",
    [
      ["message", "a", ""],
      ["message", " b", ""],
    ],
  ],
  ["several lines", "data: a\ndata\ndata: b\n\n", [["message", "a\n\nb", ""]]],
  [
    "a name",
    "event: ping\ndata: 1\n\ndata: 2\n\n",
    [
      ["ping", "1", ""],
      ["message", "2", ""],
    ],
  ],
  ["a name without data is no event", "event: ping\n\ndata: 2\n\n", [["message", "2", ""]]],
  ["comments and unknown fields", ": hello\nretry: 10\nfoo: bar\ndata: 1\n\n", [["message", "1", ""]]],
  [
    "an id lasts until the next",
    "id: 7\ndata: 1\n\ndata: 2\n\nid\ndata: 3\n\n",
    [
      ["message", "1", "7"],
      ["message", "2", "7"],
      ["message", "3", ""],
    ],
  ],
  ["an id with NUL is ignored", "id: a\0b\ndata: 1\n\n", [["message", "1", ""]]],
  ["colons in values", 'data: {"a":1}\n\n', [["message", '{"a":1}', ""]]],
  [
    "carriage returns",
    "data: a\rdata: b\r\rdata: c\r\n\r\n",
    [
      ["message", "a\nb", ""],
      ["message", "c", ""],
    ],
  ],
  ["a byte order mark", "\uFEFFdata: a\n\n", [["message", "a", ""]]],
  [
    "an end without a blank line",
    "data: a\n\ndata: b",
    [
      ["message", "a", ""],
      ["message", "b", ""],
    ],
  ],
  ["nothing", "", []],
])("reads %s", async (_, text, events) => {
  expect(await read(text)).toEqual(events);
});

test("gives the same events, however the stream is cut", async () => {
  const value = fc.string({ unit: "grapheme" }).map((text) => text.replace(/[\r\n]/g, ""));
  const event = fc.record({
    event: value.filter((name) => name !== ""),
    data: fc.array(value, { minLength: 1, maxLength: 3 }),
  });
  const streams = fc
    .tuple(fc.array(event, { maxLength: 5 }), fc.constantFrom("\n", "\r\n", "\r"))
    .chain(([events, end]) => {
      const lines = events.flatMap(({ event: name, data }) => [
        `event: ${name}`,
        ...data.map((part) => `data: ${part}`),
        "",
      ]);
      return fc.tuple(fc.constant(events), chunked(fc.constant(lines.map((line) => line + end).join(""))));
    });
  await fc.assert(
    fc.asyncProperty(streams, async ([events, pieces]) => {
      const found = await Array.fromAsync(readServerSentEvents(streamOfPieces(pieces)));
      expect(found).toEqual(events.map(({ event: name, data }) => ({ event: name, data: data.join("\n"), id: "" })));
    }),
  );
});

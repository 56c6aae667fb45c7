import { expect, test } from "bun:test";
import fc from "fast-check";
import { formatReply, linesOf, parseReply, parseRequest } from "./protocol.ts";

test("a reply survives its line", () => {
  const reply = fc.oneof(
    fc.record({ id: fc.nat(), result: fc.jsonValue() }),
    fc.record({ id: fc.nat(), error: fc.string() }),
  );
  fc.assert(
    fc.property(reply, (value) => {
      const line = formatReply(value);
      expect(line.indexOf("\n")).toBe(line.length - 1);
      expect(JSON.stringify(parseReply(line.trimEnd()))).toBe(JSON.stringify(value));
    }),
  );
});

test.each([
  "",
  "loading model",
  '{"id":1,"result":2}',
  "@bench {",
  '@bench {"id":"1","result":2}',
  '@bench {"id":1}',
  "@bench 7",
])("%p is no reply", (line) => expect(parseReply(line)).toBeUndefined());

test("requests are objects with an id and a method", () => {
  expect(parseRequest('{"id":1,"method":"usage","params":{}}')).toEqual({ id: 1, method: "usage", params: {} });
  for (const line of ["", "x", "null", '{"id":1}', '{"method":"usage"}']) expect(parseRequest(line)).toBeUndefined();
});

test("lines come out the same however the bytes arrive", async () => {
  const text = fc.array(fc.string({ unit: "grapheme" }).map((line) => line.replaceAll("\n", "")));
  await fc.assert(
    fc.asyncProperty(text, fc.integer({ min: 1, max: 7 }), async (lines, size) => {
      const bytes = new TextEncoder().encode(lines.map((line) => `${line}\n`).join(""));
      const chunks = async function* () {
        for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
      };
      expect(await Array.fromAsync(linesOf(chunks()))).toEqual(lines);
    }),
  );
});

test("a last line without a line feed counts", async () => {
  const chunks = async function* () {
    yield new TextEncoder().encode("one\ntwo");
  };
  expect(await Array.fromAsync(linesOf(chunks()))).toEqual(["one", "two"]);
});

import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { readLines } from "./lines.ts";
import { chunked, joined } from "./testing/chunking.ts";
import { streamOfPieces } from "./testing/scripted-server.ts";

const awkward = fc
  .array(
    fc.oneof(
      fc.constantFrom("\n", "\r", "\r\n", "\n\n", "\uFEFF", "é", "🦙", "\u2028", ""),
      fc.string({ unit: "grapheme" }),
    ),
    { maxLength: 20 },
  )
  .map((parts) => parts.join(""));

describe("lines are the same, however the stream is cut", () => {
  test.each([
    ["lf", "\n"],
    ["any", /\r\n|\n|\r/],
  ] as const)("with line ends %s", async (lineEnd, separator) => {
    await fc.assert(
      fc.asyncProperty(chunked(awkward), async (pieces) => {
        const text = joined(pieces).replace(/^\uFEFF/, "");
        const expected = text.split(separator);
        if (expected.at(-1) === "") expected.pop();
        expect(await Array.fromAsync(readLines(streamOfPieces(pieces), lineEnd))).toEqual(expected);
      }),
    );
  });
});

test("reads a chunk only when a line is asked for", async () => {
  let pulled = 0;
  const stream = new ReadableStream<Uint8Array>(
    {
      pull(controller) {
        pulled++;
        controller.enqueue(new TextEncoder().encode("a\nb\n"));
      },
    },
    { highWaterMark: 0 },
  );
  const lines = readLines(stream);
  expect(pulled).toBe(0);
  await lines.next();
  await lines.next();
  expect(pulled).toBe(1);
  await lines.next();
  expect(pulled).toBe(2);
  await lines.return();
});

test("leaving the loop cancels the stream, reaching the end does not", async () => {
  let cancelled = 0;
  const stream = () => streamOfPieces([new TextEncoder().encode("a\nb\n")], () => cancelled++);
  for await (const line of readLines(stream())) expect(line).toBeString();
  expect(cancelled).toBe(0);
  for await (const _ of readLines(stream())) break;
  expect(cancelled).toBe(1);
});

test("a signal ends a read that waits for a stream which says nothing", async () => {
  const controller = new AbortController();
  let cancelled = false;
  const stream = new ReadableStream<Uint8Array>({
    cancel() {
      cancelled = true;
    },
  });
  const read = readLines(stream, "lf", controller.signal).next();
  controller.abort();
  await expect(read).rejects.toHaveProperty("name", "AbortError");
  expect(cancelled).toBe(true);
});

import { expect, test } from "bun:test";
import fc from "fast-check";
import { readNdjson } from "./ndjson.ts";

function streamOf(chunks: Uint8Array[], onCancel?: () => void): ReadableStream<Uint8Array> {
  let next = 0;
  return new ReadableStream({
    pull(controller) {
      const chunk = chunks[next++];
      if (chunk) controller.enqueue(chunk);
      else controller.close();
    },
    cancel: onCancel,
  });
}

test("any chunking of any values reads back the same values", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.jsonValue()),
      fc.array(fc.nat({ max: 400 })),
      fc.constantFrom("\n", "\r\n", "\n\n"),
      fc.boolean(),
      async (values, cuts, newline, endsWithNewline) => {
        const lines = values.map((value) => JSON.stringify(value));
        const bytes = new TextEncoder().encode(lines.join(newline) + (endsWithNewline ? newline : ""));
        const edges = [...new Set([0, ...cuts.filter((cut) => cut < bytes.length), bytes.length])].sort(
          (a, b) => a - b,
        );
        const chunks = edges.slice(1).map((edge, i) => bytes.slice(edges[i], edge));
        const read: unknown[] = [];
        for await (const value of readNdjson(streamOf(chunks))) read.push(value);
        expect(read).toEqual(values.map((value) => JSON.parse(JSON.stringify(value))));
      },
    ),
  );
});

test("a line that is not JSON throws after the lines before it", async () => {
  const read: unknown[] = [];
  const run = async () => {
    for await (const value of readNdjson(streamOf([new TextEncoder().encode('{"a":1}\nnope\n')]))) read.push(value);
  };
  await expect(run()).rejects.toBeInstanceOf(SyntaxError);
  expect(read).toEqual([{ a: 1 }]);
});

test("leaving the loop cancels the stream", async () => {
  let cancelled = false;
  const stream = streamOf([new TextEncoder().encode("1\n"), new TextEncoder().encode("2\n")], () => {
    cancelled = true;
  });
  for await (const _ of readNdjson(stream)) break;
  expect(cancelled).toBe(true);
});

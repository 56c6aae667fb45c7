import { expect, test } from "bun:test";
import fc from "fast-check";
import { serverSentEvents } from "./server-sent-events.ts";

test.each([
  ["data: 1\n\n", [{ data: "1" }]],
  ["event: a\ndata:1\n\ndata: 2\n\n", [{ event: "a", data: "1" }, { data: "2" }]],
  ["data: 1\r\ndata: 2\r\n\r\n", [{ data: "1\n2" }]],
  [": nothing\nid: 1\n\n", []],
])("%j", (text, events) => {
  expect(serverSentEvents(text)).toEqual(events);
});

test("what is framed comes back", () => {
  const events = fc.array(fc.record({ event: fc.stringMatching(/^[a-z.]+$/), data: fc.json() }));
  fc.assert(
    fc.property(events, (list) => {
      const text = list.map(({ event, data }) => `event: ${event}\ndata: ${data}\n\n`).join("");
      expect(serverSentEvents(text)).toEqual(list);
    }),
  );
});

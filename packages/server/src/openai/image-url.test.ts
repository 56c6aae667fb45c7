import { expect, test } from "bun:test";
import fc from "fast-check";
import { decodeImageUrl } from "./image-url.ts";

test("a data URL of a known type gives its bytes", () => {
  const type = fc.constantFrom("image/jpeg", "image/jpg", "image/png", "image/webp", "");
  fc.assert(
    fc.property(type, fc.uint8Array(), (media, bytes) => {
      expect([...decodeImageUrl(`data:${media};base64,${Buffer.from(bytes).toString("base64")}`)]).toEqual([...bytes]);
    }),
  );
});

const elsewhere = "image URLs are not currently supported, please use base64 encoded data instead";
const invalid = "invalid image input";

test.each([
  ["http://a.example/b.png", elsewhere],
  ["https://a.example/b.png", elsewhere],
  ["data:image/gif;base64,AAAA", invalid],
  ["data:IMAGE/PNG;base64,AAAA", invalid],
  ["data:image/png,AAAA", invalid],
  [" data:image/png;base64,AAAA", invalid],
  ["data:image/png;base64,AAA", invalid],
  ["data:image/png;base64,A-_A", invalid],
  ["AAAA", invalid],
  ["", invalid],
])("%p is refused", (url, message) => {
  expect(() => decodeImageUrl(url)).toThrow(expect.objectContaining({ status: 400, message }));
});

import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { parseHost } from "./host.ts";

describe("a host as people write it", () => {
  test.each([
    ["", "http://127.0.0.1:11434"],
    ["  ", "http://127.0.0.1:11434"],
    ["127.0.0.1:11434", "http://127.0.0.1:11434"],
    ["localhost", "http://localhost:11434"],
    ["example.com", "http://example.com:11434"],
    ["example.com:80", "http://example.com"],
    ["example.com:443", "http://example.com:443"],
    [":1234", "http://127.0.0.1:1234"],
    ["http://host", "http://host"],
    ["http://host:80", "http://host"],
    ["http://:1234", "http://127.0.0.1:1234"],
    ["https://host", "https://host"],
    ["https://host/path/", "https://host/path"],
    ["https://host:8443/a/b", "https://host:8443/a/b"],
    ["host/path", "http://host:11434/path"],
    ["host:1/path//", "http://host:1/path"],
    ["[::1]", "http://[::1]:11434"],
    ["[::1]:8080", "http://[::1]:8080"],
    ["http://[::1]:8080/x", "http://[::1]:8080/x"],
    ["::1", "http://[::1]:11434"],
    ["::", "http://[::]:11434"],
    ["fe80::1:2", "http://[fe80::1:2]:11434"],
    ["::ffff:127.0.0.1", "http://[::ffff:7f00:1]:11434"],
    [' "localhost:1" ', "http://localhost:1"],
    ["'localhost'", "http://localhost:11434"],
    ["HTTP://Host", "http://host"],
    ["0.0.0.0", "http://0.0.0.0:11434"],
    ["ollama.com", "https://ollama.com"],
    ["http://host?x=1#y", "http://host"],
    ["http://", "http://127.0.0.1"],
  ])("%p is %p", (host, base) => {
    expect(parseHost(host)).toEqual({ base });
  });

  test("none is the default", () => {
    expect(parseHost()).toEqual({ base: "http://127.0.0.1:11434" });
  });

  test("a user name becomes basic authorization", () => {
    const authorization = `Basic ${Buffer.from("me:påss word").toString("base64")}`;
    expect(parseHost("https://me:p%C3%A5ss%20word@host/x")).toEqual({ base: "https://host/x", authorization });
    expect(parseHost("me@host")).toEqual({ base: "http://host:11434", authorization: `Basic ${btoa("me:")}` });
  });

  test.each(["ftp://host", "host:port", "host:99999", "a b", "http://[::1", "file:///x"])("%p is refused", (host) => {
    expect(() => parseHost(host)).toThrow(TypeError);
  });
});

test("what was read reads the same again", () => {
  const host = fc.oneof(
    fc.domain(),
    fc.ipV4(),
    fc
      .ipV6()
      .filter((address) => !address.includes("."))
      .map((address) => `[${address}]`),
  );
  const written = fc.tuple(
    fc.constantFrom("", "http://", "https://"),
    host,
    fc.option(fc.integer({ min: 1, max: 65535 })),
  );
  fc.assert(
    fc.property(written, ([scheme, name, port]) => {
      const { base } = parseHost(`${scheme}${name}${port === null ? "" : `:${port}`}`);
      expect(parseHost(base)).toEqual({ base });
      expect(base).toEndWith(
        port === null || (port === 80 && scheme !== "https://") || (port === 443 && scheme === "https://")
          ? scheme === "" && port === null
            ? ":11434"
            : ""
          : `:${port}`,
      );
    }),
  );
});

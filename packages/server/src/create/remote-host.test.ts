import { expect, test } from "bun:test";
import { remoteUrl } from "./remote-host.ts";

test.each([
  ["example.com", "http://example.com:11434"],
  ["https://example.com:99/a/../b/", "https://example.com:99/b"],
  ["/path", "http://localhost:11434/path"],
  ["ollama.com", "https://ollama.com:443"],
  ["https://ollama.com", "https://ollama.com:443"],
])("%s is %s", (text, url) => {
  expect(remoteUrl(text)).toBe(url);
});

test.each(["ftp://x", "http://", "a b"])("%j is none", (text) => {
  expect(() => remoteUrl(text)).toThrow("bad remote");
});

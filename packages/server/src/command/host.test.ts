import { expect, test } from "bun:test";
import { serverUrl } from "./host.ts";

test.each([
  [undefined, "http://127.0.0.1:11434"],
  ["", "http://127.0.0.1:11434"],
  ["  ", "http://127.0.0.1:11434"],
  ["example.com", "http://example.com:11434"],
  ["example.com:1234", "http://example.com:1234"],
  [":1234", "http://127.0.0.1:1234"],
  ["0.0.0.0", "http://127.0.0.1:11434"],
  ["0.0.0.0:8080", "http://127.0.0.1:8080"],
  ["http://0.0.0.0", "http://127.0.0.1:80"],
  ["http://example.com", "http://example.com:80"],
  ["https://example.com", "https://example.com:443"],
  ["HTTPS://example.com:8443/", "https://example.com:8443"],
  ["https://example.com/a/b/", "https://example.com:443/a/b"],
  ["ollama.com", "https://ollama.com:443"],
  ["example.com:66000", "http://example.com:11434"],
  ["example.com:-1", "http://example.com:11434"],
  ["https://example.com:x", "https://example.com:443"],
  ["::1", "http://[::1]:11434"],
  ["[::1]:1337", "http://[::1]:1337"],
  ["[::]:1337", "http://[::1]:1337"],
  ['"1.2.3.4"', "http://1.2.3.4:11434"],
  [" '1.2.3.4:5' ", "http://1.2.3.4:5"],
])("OLLAMA_HOST %p is reached at %s", (value, url) => {
  expect(serverUrl(value)).toBe(url);
  expect(new URL(url).protocol).toMatch(/^https?:$/);
});

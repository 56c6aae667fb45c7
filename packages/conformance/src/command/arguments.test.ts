import { describe, expect, test } from "bun:test";
import { readArguments, UsageError } from "./arguments.ts";

const read = (...words: string[]) => {
  const wish = readArguments(words);
  if (typeof wish === "string") throw new Error(wish);
  return wish;
};

test.each([
  ["http://localhost:11434", { protocol: "http:", hostname: "localhost", port: 11434, basePath: "" }],
  ["localhost", { protocol: "http:", hostname: "localhost", port: 11434, basePath: "" }],
  ["127.0.0.1:8080", { protocol: "http:", hostname: "127.0.0.1", port: 8080, basePath: "" }],
  ["http://example.com", { protocol: "http:", hostname: "example.com", port: 80, basePath: "" }],
  ["https://example.com/ollama/", { protocol: "https:", hostname: "example.com", port: 443, basePath: "/ollama" }],
  ["http://[::1]:11434", { protocol: "http:", hostname: "[::1]", port: 11434, basePath: "" }],
] as const)("%s is an address", (url, endpoint) => {
  expect(read(url).endpoint).toEqual(endpoint);
});

test("a base path goes behind that of the URL", () => {
  expect(read("http://h:1/a", "--base-path", "b/").endpoint.basePath).toBe("/a/b");
  expect(read("http://h:1", "--base-path", "/ollama").endpoint.basePath).toBe("/ollama");
});

test("options are read", () => {
  const given = read(
    ...["h", "--model", "m", "--only", "chat, tags", "--only", "show", "--level", "must", "--seed", "5", "--runs", "7"],
    ...["--timeout", "9", "--header", "Authorization: Bearer x", "--report", "json,html", "--read-only"],
  );
  expect(given).toMatchObject({
    model: "m",
    only: ["chat", "tags", "show"],
    level: "must",
    seed: 5,
    runs: 7,
    timeout: 9000,
    headers: [["Authorization", "Bearer x"]],
    reports: ["json", "html"],
    readOnly: true,
  });
});

test("a seed is drawn where none is given", () => {
  expect(read("h").seed).toBeInteger();
});

test.each([
  ["--help", "help"],
  ["-h", "help"],
  ["--version", "version"],
  ["--list", "list"],
])("%s is a wish to be told something", (word, wish) => {
  expect(readArguments([word])).toBe(wish as "help");
});

describe("refuses", () => {
  test.each([
    [[]],
    [["a", "b"]],
    [["h", "--modle", "x"]],
    [["h", "--model"]],
    [["h", "--level", "may"]],
    [["h", "--seed", "x"]],
    [["h", "--seed=-5"]],
    [["h", "--seed", "1.5"]],
    [["h", "--runs", "0"]],
    [["h", "--timeout", ""]],
    [["h", "--report", "pdf"]],
    [["h", "--header", "no colon"]],
    [["h", "--header", "A: b\r\nC: d"]],
    [["h", "--ollama-version", "v1"]],
    [["http://h:99999"]],
  ])("%j", (words) => {
    expect(() => readArguments(words)).toThrow(UsageError);
  });
});

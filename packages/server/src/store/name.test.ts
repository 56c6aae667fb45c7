import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { equalNames, fullName, manifestPath, nameOfPath, parseName, shortName } from "./name.ts";

describe("names", () => {
  test.each([
    ["m", "registry.ollama.ai/library/m:latest", "m:latest"],
    ["M:T", "registry.ollama.ai/library/M:T", "M:T"],
    ["ns/x:y", "registry.ollama.ai/ns/x:y", "ns/x:y"],
    ["host:5000/ns/m:t", "host:5000/ns/m:t", "host:5000/ns/m:t"],
    ["https://host/ns/m", "host/ns/m:latest", "host/ns/m:latest"],
    ["host:5000/ns/m", "host:5000/ns/m:latest", "host:5000/ns/m:latest"],
    ["plain.", "registry.ollama.ai/library/plain.:latest", "plain.:latest"],
    ["_x", "registry.ollama.ai/library/_x:latest", "_x:latest"],
  ])("%s", (text, full, short) => {
    const name = parseName(text)!;
    expect([fullName(name), shortName(name)]).toEqual([full, short]);
  });

  test.each([
    "",
    " ",
    "m:",
    ":t",
    "/m",
    "m/",
    "a//b",
    "a/b/c/d",
    "a b",
    "m@sha256:abc",
    "m%2f",
    "../x",
    "..",
    ".hidden",
    "a/../b",
    "n.s/m",
    "m:t:u/..",
    "-m",
    "é",
    "m\n",
    "m\0",
    "x".repeat(81),
  ])("%j is invalid", (text) => {
    expect(parseName(text)).toBeUndefined();
  });

  test("equal ignoring case", () => {
    expect(equalNames(parseName("A/b:C")!, parseName("a/B:c")!)).toBe(true);
    expect(equalNames(parseName("a")!, parseName("b")!)).toBe(false);
  });
});

/** Texts that look like names, with what an attacker would put into one. */
const hostile = fc.stringMatching(/^(?:[a-z0-9_.:/\\~@%-]|\.\.\/|\/\.\.|:\/\/){0,40}$/);

test("whatever is taken for a name stays below the manifests, at depth four", () => {
  fc.assert(
    fc.property(fc.oneof(hostile, fc.string(), fc.string({ unit: "binary" })), (text) => {
      const name = parseName(text);
      if (name === undefined) return;
      const segments = manifestPath(name).split("/");
      expect(segments).toHaveLength(4);
      for (const segment of segments) expect(segment).toMatch(/^[A-Za-z0-9_][A-Za-z0-9_.:-]*$/);
      expect(nameOfPath(manifestPath(name))).toEqual(name);
      expect(parseName(shortName(name))).toEqual(name);
      expect(parseName(fullName(name))).toEqual(name);
    }),
    { numRuns: 500 },
  );
});

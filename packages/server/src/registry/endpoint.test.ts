import { describe, expect, test } from "bun:test";
import { parseName } from "../store/name.ts";
import { endpointOf, isSameOrigin, isSameSite } from "./endpoint.ts";

const name = parseName("hf.co/org/model:Q4_K_M")!;

test("a name is an address; names of the hub lead to its mirror", () => {
  expect(endpointOf(name, false)).toMatchObject({ repository: "org/model", tag: "Q4_K_M" });
  expect(endpointOf(name, false).origin.href).toBe("https://hf.co/");
  expect(endpointOf(parseName("x")!, true).origin.href).toBe("http://registry.ollama.ai/");
  const hub = { endpoint: new URL("https://mirror.example"), token: undefined };
  expect(endpointOf(name, true, hub).origin.href).toBe("https://mirror.example/");
  expect(endpointOf(parseName("x")!, false, hub).origin.href).toBe("https://registry.ollama.ai/");
});

describe("who may see what is secret", () => {
  test.each([
    ["https://hf.co", "https://huggingface.co/v2/token", true, true],
    ["https://registry-1.docker.io", "https://auth.docker.io/token", false, true],
    ["https://a.example.com:5000", "https://a.example.com/token", false, true],
    ["http://127.0.0.1:5000", "http://127.0.0.1:5001/token", false, true],
    ["https://a.example.com", "https://a.example.com/x", true, true],
    ["https://a.example.com", "http://a.example.com/x", false, false],
    ["https://hf.co", "http://huggingface.co", false, false],
    ["https://a.example.com", "https://evil-example.com", false, false],
    ["https://a.example.com", "https://example.com.evil.net", false, false],
    ["http://10.0.0.1", "http://10.1.0.1", false, false],
    ["http://localhost:5000", "http://127.0.0.1:5000", false, false],
  ])("%s and %s", (registry, other, origin, site) => {
    expect([isSameOrigin(new URL(registry), new URL(other)), isSameSite(new URL(registry), new URL(other))]).toEqual([
      origin,
      site,
    ]);
  });
});

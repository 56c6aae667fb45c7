import { describe, expect, test } from "bun:test";
import { HostPolicy } from "./host-policy.ts";

const names: Record<string, string[]> = {
  "public.example": ["8.8.8.8"],
  "storage.example": ["1.1.1.1"],
  "inside.example": ["10.0.0.7"],
  "both.example": ["8.8.8.8", "127.0.0.1"],
};
const resolve = async (name: string) => names[name] ?? [];
const policy = new HostPolicy({ registries: [], redirects: ["inside.example:9000"] }, resolve);

test("an allow-list names hosts, with or without port, and domains", () => {
  const listed = new HostPolicy({ registries: ["a.example:5000", "*.b.example", "C.example"], redirects: [] });
  for (const url of ["https://a.example:5000", "https://x.b.example:1", "https://c.example"]) {
    expect(() => listed.assertRegistry(new URL(url))).not.toThrow();
  }
  for (const url of ["https://a.example", "https://b.example", "https://evilb.example", "https://c.example.evil"]) {
    expect(() => listed.assertRegistry(new URL(url))).toThrow("CRIA_REGISTRY_HOSTS");
  }
  expect(() => policy.assertRegistry(new URL("https://any.example"))).not.toThrow();
});

describe("redirects", () => {
  test.each([
    ["https://public.example", "https://storage.example/x"],
    ["https://public.example", "https://unknown.example/behind-a-proxy"],
    ["http://127.0.0.1:5000", "http://127.0.0.1:9000/x"],
    ["http://127.0.0.1:5000", "http://inside.example/x"],
    ["http://inside.example", "http://10.9.9.9/x"],
    ["http://inside.example", "https://storage.example/x"],
    ["http://public.example", "http://inside.example:9000/listed"],
  ])("%s may lead to %s", async (from, to) => {
    await expect(policy.assertRedirect(new URL(from), new URL(to))).resolves.toBeUndefined();
  });

  test.each([
    ["https://public.example", "https://inside.example/x"],
    ["https://public.example", "https://both.example/x"],
    ["https://public.example", "https://[::1]/x"],
    ["http://inside.example", "http://127.0.0.1/x"],
    ["http://127.0.0.1", "http://169.254.169.254/latest/meta-data"],
    ["https://public.example", "http://storage.example/x"],
    ["https://public.example", "file:///etc/passwd"],
  ])("%s may not lead to %s", async (from, to) => {
    await expect(policy.assertRedirect(new URL(from), new URL(to))).rejects.toThrow("sends us to");
  });
});

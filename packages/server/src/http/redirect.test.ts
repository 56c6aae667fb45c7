import { expect, test } from "bun:test";
import fc from "fast-check";
import { cleanPath, redirect } from "./redirect.ts";

test.each([
  ["/", "/"],
  ["//", "/"],
  ["/a", "/a"],
  ["/a/", "/a/"],
  ["//a//b", "/a/b"],
  ["/./a/../b/", "/b/"],
  ["/../../a", "/a"],
  ["/a/..", "/"],
])("%s is %s", (path, clean) => {
  expect(cleanPath(path)).toBe(clean);
});

test("a clean path stays as it is and never names another host", () => {
  const part = fc.constantFrom("/", "//", ".", "..", "a", "evil.example");
  fc.assert(
    fc.property(fc.array(part), (parts) => {
      const clean = cleanPath(`/${parts.join("")}`);
      expect(cleanPath(clean)).toBe(clean);
      expect(clean).toMatch(/^\/(?!\/)/);
    }),
  );
});

test("a page shows its target as text", async () => {
  expect(await redirect("GET", 307, '/"><script>').text()).not.toContain("<script>");
});

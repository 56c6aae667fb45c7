import { describe, expect, test } from "bun:test";
import * as fc from "fast-check";
import { compareVersions, existsIn } from "./version-order.ts";

const version = fc
  .tuple(fc.nat(3), fc.nat(40), fc.nat(20), fc.option(fc.nat(12), { nil: undefined }))
  .map(([major, minor, patch, rc]) => `${major}.${minor}.${patch}${rc === undefined ? "" : `-rc${rc}`}`);

describe("compareVersions", () => {
  test.each([
    ["0.9.0", "0.10.0"],
    ["0.0.18", "0.1.0"],
    ["0.33.0-rc2", "0.33.0"],
    ["0.33.0-rc9", "0.33.0-rc10"],
    ["0.33.0-alpha", "0.33.0-beta"],
    ["0.33.0-1", "0.33.0-rc"],
    ["0.33.0-rc", "0.33.0-rc.1"],
    ["0.33.0", "0.33.1-rc0"],
    ["0.9", "0.9.1"],
  ])("%s < %s", (a, b) => {
    expect(compareVersions(a, b)).toBe(-1);
    expect(compareVersions(b, a)).toBe(1);
  });

  test.each([
    ["v0.9.0", "0.9.0"],
    ["0.9", "0.9.0"],
    ["0.9.0+build.7", "0.9.0"],
    ["0.9.0-rc1", "0.9.0-rc1+x"],
  ])("%s = %s", (a, b) => {
    expect(compareVersions(a, b)).toBe(0);
  });

  test.each(["", "x", "0.9.x", "exo v1.0", "0..1"])("%j is no version", (text) => {
    expect(() => compareVersions(text, "0.1.0")).toThrow(RangeError);
  });

  test("is a total order", () => {
    fc.assert(
      fc.property(version, version, version, (a, b, c) => {
        expect(compareVersions(a, b) + compareVersions(b, a)).toBe(0);
        expect(compareVersions(a, b) === 0).toBe(a === b);
        const [low, middle, high] = [a, b, c].sort(compareVersions);
        expect(compareVersions(low!, middle!)).toBeLessThanOrEqual(0);
        expect(compareVersions(low!, high!)).toBeLessThanOrEqual(0);
      }),
    );
  });
});

test("something exists from its introduction until before its removal", () => {
  const lifetime = { introducedIn: "0.2.0", removedIn: "0.4.0" };
  const found = ["0.1.9", "0.2.0-rc1", "0.2.0", "0.3.9", "0.4.0", "0.5.0"].map((at) => existsIn(lifetime, at));
  expect(found).toEqual([false, false, true, true, false, false]);
  expect(existsIn({}, "0.0.1")).toBe(true);
});

import { expect, test } from "bun:test";
import { compareVersions } from "@cria/spec";
import fc from "fast-check";
import { newestVersion, versionThatCounts } from "./server-version.ts";

test.each([
  ["0.12.3", "0.12.3"],
  ["0.33.0-rc2", "0.33.0-rc2"],
  ["0.6.4 (fork)", "0.6.4"],
  ["0.0.0", newestVersion],
  ["0.0.0-dev", newestVersion],
  ["exo v1.0", newestVersion],
  ["v0.6.4", newestVersion],
  ["99999999999999999999.1.1", newestVersion],
  [undefined, newestVersion],
])("a server that says %p is judged by %p", (declared, version) => {
  expect(versionThatCounts(declared)).toBe(version);
});

test("whatever a server says, it can be compared", () => {
  const odd = fc.oneof(fc.string(), fc.stringMatching(/^\d+\.\d+\.\d+[^0-9]{0,4}.{0,4}$/));
  fc.assert(fc.property(odd, (declared) => compareVersions(versionThatCounts(declared), "0.1.0") !== undefined));
});

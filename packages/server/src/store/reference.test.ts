import { expect, test } from "bun:test";
import { parseReference } from "./reference.ts";

test.each([
  ["m", "m", undefined],
  [" m ", "m", undefined],
  ["m:latest", "m:latest", undefined],
  ["m:local", "m", "local"],
  ["m:latest:LOCAL", "m:latest", "local"],
  ["m:cloud", "m", "cloud"],
  ["m:20b-cloud", "m:20b", "cloud"],
  ["my-cloud", "my-cloud", undefined],
  ["host:5000/a-cloud", "host:5000/a-cloud", undefined],
] as const)("%j", (raw, name, source) => {
  expect(parseReference(raw)).toEqual({ name, source });
});

test.each(["m:local:cloud", "m:cloud:local", "m:20b-cloud:local"])("%s has two", (raw) => {
  expect(() => parseReference(raw)).toThrow(`use either :local or :cloud, not both: "${raw}"`);
});

import { expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { profiles } from "../profiles/index.ts";
import { reportFormats } from "../report/format.ts";
import { usage } from "./usage.ts";

const readme = readFileSync(new URL("../../README.md", import.meta.url), "utf8");
const flags = (text: string) => [...new Set(text.match(/(?<![\w-])--[a-z][a-z-]+/g) ?? [])].toSorted();

test("the README names every profile, in order", () => {
  const section = readme.slice(readme.indexOf("## Profiles"), readme.indexOf("## Options"));
  const list = section.split("\n\n").find((paragraph) => paragraph.startsWith("`copilot`, `zed`"));
  const names = [...(list?.match(/[a-z0-9-]+(?=`)/g) ?? [])];
  expect(names).toEqual(profiles.map(({ client }) => client));
});

test("the README and --help have the same options", () => {
  const section = readme.slice(readme.indexOf("## Options"), readme.indexOf("## In CI"));
  expect(flags(section)).toEqual(flags(usage));
});

test("the README names every report", () => {
  for (const [name, { file }] of Object.entries(reportFormats)) expect(readme).toContain(`| \`${name}\` | \`${file}\``);
});

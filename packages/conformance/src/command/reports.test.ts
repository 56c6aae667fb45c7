import { afterAll, beforeAll, expect, test } from "bun:test";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { json } from "../fake/answer.ts";
import type { Mutation } from "../fake/server.ts";
import { against, checksJson, type Ended, temporaryFolder } from "../testing/run-command.ts";

const folder = temporaryFolder();
afterAll(() => folder[Symbol.dispose]());

const script = "</script><script>alert(1)</script>]]>";
const echo: Mutation = {
  answer: (answer, { operation, headers }) =>
    operation === "version"
      ? {
          ...json(200, {}),
          body: { kind: "raw", parts: [JSON.stringify({ version: `${script} ${headers.authorization}` })] },
        }
      : answer,
};
const files = ["badge.json", "checks.json", "junit.xml", "report.html", "report.md"];
let output = "";
let ended: Ended;
beforeAll(async () => {
  output = folder.path;
  const words = ["--only", "version,routing.root", "--report", "json,junit,html,md", "--report", "badge"];
  ended = await against(echo, "bun", [...words, "--output", output, "--header", "Authorization: Bearer s3cret-key"]);
}, 20_000);
const read = (name: string) => readFileSync(join(output, name), "utf8");

test("are all written", () => {
  expect(readdirSync(output).toSorted()).toEqual(files);
});

test("hold no secret, nor does the terminal", () => {
  for (const name of files) expect(read(name)).not.toContain("s3cret");
  expect(ended.output).not.toContain("s3cret");
  expect(read("checks.json")).toContain("[redacted]");
});

test("checks.json has the form that the specification gives it", () => {
  const report = checksJson(output);
  expect(report.target.declaredVersion).toContain("</script>");
  expect(report).toMatchObject({ seed: 1, conforms: false, target: { version: "0.33.0" } });
  expect(report.checks.find(({ id }) => id === "version.semver")).toMatchObject({
    verdict: "fail",
    chapter: "version",
  });
});

test("junit.xml is well-formed and counts right", async () => {
  const elements = xmlElements(read("junit.xml"));
  const cases = elements.filter(({ name }) => name === "testcase");
  expect(cases).toHaveLength(checksJson(output).checks.length);
  const failures = elements.filter(({ name }) => name === "failure").length;
  expect(failures).toBe(checksJson(output).totals.fail ?? 0);
});

test("report.html has no script, and shows the exchange", async () => {
  const names: string[] = [];
  const texts: string[] = [];
  await new HTMLRewriter()
    .on("*", { element: ({ tagName }) => void names.push(tagName) })
    .on("pre", { text: (chunk) => void texts.push(chunk.text) })
    .transform(new Response(read("report.html")))
    .text();
  expect(names).not.toContain("script");
  expect(names.filter((name) => name === "details")).toHaveLength(checksJson(output).checks.length);
  expect(texts.join("")).toContain("GET /api/version");
  expect(texts.join("")).toContain("&lt;/script&gt;");
});

test("report.md and badge.json tell the verdict", () => {
  expect(read("report.md")).toContain("**Does not conform**");
  expect(JSON.parse(read("badge.json"))).toMatchObject({ schemaVersion: 1, color: "red" });
});
interface XmlElement {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
}

/** The elements of a well-formed XML text without CDATA; throws for one that is not. */
function xmlElements(text: string): XmlElement[] {
  const open: string[] = [];
  const elements: XmlElement[] = [];
  const body = text.replace(/^<\?xml [^>]*\?>/, "");
  const rest = body.replace(
    /<(\/?)([A-Za-z][\w.-]*)((?:\s+[\w:.-]+="[^"<]*")*)\s*(\/?)>/g,
    (_, end, name, list, empty) => {
      if (end === "/") {
        if (open.pop() !== name) throw new Error(`</${name}> closes what is not open`);
        return "";
      }
      const pairs = [...String(list).matchAll(/([\w:.-]+)="([^"]*)"/g)].map(([, key = "", value = ""]) => [key, value]);
      elements.push({ name, attributes: Object.fromEntries(pairs) });
      if (empty !== "/") open.push(name);
      return "";
    },
  );
  if (open.length > 0) throw new Error(`${open.join(", ")} are not closed`);
  if (rest.includes("<") || /&(?!(?:amp|lt|gt|quot|apos|#\d+);)/.test(body)) throw new Error("text is not escaped");
  return elements;
}

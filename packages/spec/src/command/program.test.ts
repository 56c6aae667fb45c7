import { describe, expect, test } from "bun:test";
import { schemaFileNames } from "../json-schema/index.ts";
import { openApiDocument } from "../openapi/index.ts";
import { operations } from "../operations/index.ts";
import { chapters, requirements } from "../requirements/index.ts";
import { UsageError } from "./command.ts";
import { runProgram } from "./program.ts";

const run = (line: string) => runProgram(line.split(" ").filter((word) => word !== ""));
const chapter = chapters[0].id;

test("openapi prints the document", () => {
  expect(run("openapi")).toBe(`${JSON.stringify(openApiDocument(), null, 2)}\n`);
});

test("schema lists the types, or prints one", () => {
  expect(run("schema").trimEnd().split("\n")).toEqual([...schemaFileNames]);
  for (const name of ["ChatRequest", "chatrequest"]) {
    expect(JSON.parse(run(`schema ${name}`))).toMatchObject({ $id: "ChatRequest.json", type: "object" });
  }
});

test("operations lists each, in 80 columns", () => {
  const lines = run("operations").trimEnd().split("\n");
  expect(lines).toHaveLength(Object.keys(operations).length + 1);
  expect(lines.find((line) => line.includes(" chat "))?.split(/ +/)).toEqual([
    "POST",
    "chat",
    "0.1.14",
    "/api/chat",
    "(ndjson)",
  ]);
  const listed: { id: string }[] = JSON.parse(run("operations --json"));
  expect(listed.map(({ id }) => id)).toEqual(Object.keys(operations));
  expect(listed.find(({ id }) => id === "show")).toMatchObject({
    methods: ["POST"],
    path: "/api/show",
    request: "ShowRequest",
    responses: { 200: "ShowResponse", 404: "ErrorResponse" },
  });
});

test.each(["--help", "operations", "requirements", "diff 0.0.1 0.33.0", "diff --help"])(
  "%s fits a terminal",
  (line) => {
    const wide = run(line)
      .split("\n")
      .filter((text) => text.length > 80);
    expect(wide).toEqual([]);
  },
);

describe("requirements", () => {
  const ids = (line: string) => (JSON.parse(run(line)) as { id: string }[]).map(({ id }) => id);

  test("are all listed", () => {
    expect(ids("requirements --json")).toEqual(requirements.map(({ id }) => id));
    const text = run("requirements");
    for (const { id } of requirements) expect(text).toContain(id);
  });

  test("can be picked by chapter and level", () => {
    const wanted = requirements.filter(({ id }) => id.startsWith(`${chapter}.`));
    expect(ids(`requirements --chapter ${chapter} --json`)).toEqual(wanted.map(({ id }) => id));
    const musts = wanted.filter(({ level }) => level === "MUST");
    expect(ids(`requirements --chapter ${chapter} --level must --json`)).toEqual(musts.map(({ id }) => id));
    expect(run("requirements --level must")).not.toContain("  SHOULD  ");
  });
});

test("help names every command, and each command's help its options", () => {
  for (const line of ["--help", "-h", "help"]) {
    for (const name of ["openapi", "schema", "operations", "requirements", "diff"]) expect(run(line)).toContain(name);
  }
  for (const line of ["requirements --help", "requirements -h", "help requirements"]) {
    expect(run(line)).toMatch(/^Usage: cria-spec requirements \[OPTIONS\]$/m);
    expect(run(line)).toContain("--level LEVEL");
  }
});

test.each([
  ["", "a command is missing"],
  ["nope", 'unknown command "nope"'],
  ["help nope", 'unknown command "nope"'],
  ["openapi x", 'unexpected argument "x"'],
  ["openapi --json", "Unknown option '--json'"],
  ["schema Nope", "no type is called Nope"],
  ["schema A B", 'unexpected argument "B"'],
  ["requirements --level most", "no level is called most"],
  ["requirements --chapter nope", "no chapter is called nope"],
  ["requirements --chapter", "argument missing"],
  ["diff", "diff needs FROM TO"],
  ["diff 0.6.0", "diff needs FROM TO"],
  ["diff 0.6.0 new", '"new" is not a version'],
])("%p is refused: %s", (line, message) => {
  expect(() => run(line)).toThrow(UsageError);
  expect(() => run(line)).toThrow(message);
});

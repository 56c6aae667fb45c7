import { expect, test } from "bun:test";
import { Harness, trimmed } from "../harness.ts";

const harness = new Harness();

const table = `NAME              ID              SIZE      MODIFIED
stories:latest    967caf6f1618    1.2 MB    3 days ago
`;

test("list", async () => {
  const { out, code } = await harness.run(["list"]);
  expect(code).toBe(0);
  expect(trimmed(out)).toBe(`${table}other:1b          967caf6f1618    12 GB     3 days ago\n`);
});

test("ls with a prefix", async () => {
  expect(trimmed((await harness.run(["ls", "STOR"])).out)).toBe(table);
});

test("ps", async () => {
  expect(trimmed((await harness.run(["ps"])).out)).toBe(
    `NAME              ID              SIZE      PROCESSOR    CONTEXT    UNTIL
stories:latest    967caf6f1618    1.2 MB    100% CPU     512        4 minutes from now
`,
  );
});

test("show", async () => {
  const { out } = await harness.run(["show", "stories"]);
  expect(trimmed(out)).toContain("  Model\n    architecture      llama\n    parameters        260K\n");
  expect(trimmed(out)).toContain("  System\n    Be brief.\n");
});

test.each([
  ["license", "MIT\n"],
  ["modelfile", "FROM stories\n\n"],
  ["parameters", "temperature                    0.5\n\n"],
  ["system", "Be brief."],
  ["template", "{{ .Prompt }}"],
])("show --%s", async (field, out) => {
  expect(await harness.run(["show", "stories", `--${field}`])).toEqual({ out, err: "", code: 0 });
});

test("show takes one field", async () => {
  const { err, code } = await harness.run(["show", "stories", "--license", "--system"]);
  expect(code).toBe(1);
  expect(err).toStartWith("Error: only one of '--license'");
});

test("cp", async () => {
  expect(await harness.run(["cp", "stories", "tales"])).toEqual({
    out: "copied 'stories' to 'tales'\n",
    err: "",
    code: 0,
  });
  expect(harness.server.bodies("/api/copy")).toEqual([{ source: "stories", destination: "tales" }]);
  expect(await harness.run(["cp", "nope", "x"])).toEqual({ out: "", err: 'Error: model "nope" not found\n', code: 1 });
});

test("rm unloads, deletes, and stops at the first error", async () => {
  expect(await harness.run(["rm", "stories", "nope", "thinker"])).toEqual({
    out: "deleted 'stories'\n",
    err: "Error: model 'nope' not found\n",
    code: 1,
  });
  expect(harness.server.bodies("/api/delete")).toEqual([{ model: "stories" }, { model: "nope" }]);
  expect(harness.server.bodies("/api/generate")[0]).toMatchObject({ model: "stories", keep_alive: 0 });
});

test("stop", async () => {
  expect(await harness.run(["stop", "stories"])).toEqual({ out: "", err: "", code: 0 });
  expect(harness.server.bodies("/api/generate")).toEqual([{ model: "stories", keep_alive: 0, stream: false }]);
  expect(await harness.run(["stop", "nope"])).toEqual({
    out: "",
    err: `Error: couldn't find model "nope" to stop\n`,
    code: 1,
  });
});

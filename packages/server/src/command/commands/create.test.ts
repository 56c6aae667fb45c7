import { beforeAll, expect, test } from "bun:test";
import { createHash } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Harness } from "../harness.ts";

const harness = new Harness();

const gguf = new Uint8Array(3_000_000).fill(7);
gguf.set(new TextEncoder().encode("GGUF"));
const digest = `sha256:${createHash("sha256").update(gguf).digest("hex")}`;

beforeAll(() => {
  mkdirSync(join(harness.folder, "models"));
  writeFileSync(join(harness.folder, "models", "tiny.gguf"), gguf);
  writeFileSync(join(harness.folder, "models", "README.md"), "# Tiny");
});

test("uploads the files and shows the steps", async () => {
  writeFileSync(
    join(harness.folder, "One"),
    'FROM ./models/tiny.gguf\nSYSTEM "Be brief."\nPARAMETER stop a\nPARAMETER stop b\n',
  );
  const { out, err, code } = await harness.run(["create", "stories", "-f", "One", "-q", "Q8_0"]);
  expect({ out, code }).toEqual({ out: "", code: 0 });
  expect(err.split("\n")).toEqual([
    "gathering model components",
    `copying file ${digest} 100%`,
    "parsing GGUF",
    "quantizing 100%",
    "success",
    "",
  ]);
  expect(
    harness.server.requests.filter(({ path }) => path.startsWith("/api/blobs/")).map(({ method }) => method),
  ).toEqual(["HEAD", "POST"]);
  expect(harness.server.bodies(`/api/blobs/${digest}`)[1]).toEqual(gguf);
  expect(harness.server.bodies("/api/create")).toEqual([
    {
      model: "stories",
      system: "Be brief.",
      parameters: { stop: ["a", "b"] },
      quantize: "Q8_0",
      files: { "tiny.gguf": digest },
    },
  ]);
});

test("a blob that is there is not sent again", async () => {
  harness.server.blobs.add(digest);
  writeFileSync(join(harness.folder, "One"), "FROM ./models/tiny.gguf\n");
  expect(await harness.run(["create", "stories", "-f", "One"])).toMatchObject({ code: 0 });
  expect(
    harness.server.requests.filter(({ method, path }) => method === "POST" && path.startsWith("/api/blobs")),
  ).toEqual([]);
});

test("one part of a split model stands for all that lie beside it", async () => {
  const names = [1, 2, 3].map((number) => `part-0000${number}-of-00003.gguf`);
  for (const name of names) writeFileSync(join(harness.folder, name), `GGUF ${name}`);
  writeFileSync(join(harness.folder, "One"), `FROM ./${names[1]}\n`);
  expect(await harness.run(["create", "split", "-f", "One"])).toMatchObject({ code: 0 });
  const [request] = harness.server.bodies("/api/create") as { files: Record<string, string> }[];
  expect(Object.keys(request!.files).sort()).toEqual(names);
  expect(new Set(Object.values(request!.files)).size).toBe(3);
});

test("a folder stands for its model files", async () => {
  writeFileSync(join(harness.folder, "Folder"), "FROM ./models\n");
  await harness.run(["create", "stories", "--file", "Folder"]);
  expect(harness.server.bodies("/api/create")).toEqual([{ model: "stories", files: { "tiny.gguf": digest } }]);
});

test("without a Modelfile the current folder is the model", async () => {
  await harness.run(["create", "stories"], { cwd: join(harness.folder, "models") });
  expect(harness.server.bodies("/api/create")).toEqual([{ model: "stories", files: { "tiny.gguf": digest } }]);
  expect(await harness.run(["create", "stories", "-f", "Missing"])).toMatchObject({
    err: `Error: open ${join(harness.folder, "Missing")}: no such file or directory\n`,
    code: 1,
  });
});

test("from another model", async () => {
  writeFileSync(
    join(harness.folder, "Modelfile"),
    "FROM stories\nPARAMETER num_ctx 512\nPARAMETER mirostat 1\nMESSAGE user hi\nLICENSE MIT\nTEMPLATE x\nREQUIRES v0.14.0",
  );
  const { err, code } = await harness.run(["create", "brief"]);
  expect(code).toBe(0);
  expect(err).toStartWith("warning: parameter mirostat is deprecated\n");
  expect(harness.server.bodies("/api/create")).toEqual([
    {
      model: "brief",
      from: "stories",
      parameters: { num_ctx: 512 },
      messages: [{ role: "user", content: "hi" }],
      license: ["MIT"],
      template: "x",
      requires: "0.14.0",
    },
  ]);
});

test.each([
  ["SYSTEM x", "no FROM line"],
  ["FROM x\nPARAMETER top_k many", "invalid int value [many]"],
  ["FROM x\nPARAMETER nope 1", "unknown parameter 'nope'"],
  ["FROM x\nREQUIRES soon", "requires must be a valid semver (e.g. 0.14.0)"],
  ["FROM x\nADAPTER ./none.gguf", "none.gguf: no such file or directory"],
  ["FROM ./models/tiny.gguf\nDRAFT ./models/tiny.gguf", "DRAFT must not reference the same local path as FROM: "],
])("%j fails before anything is sent", async (text, message) => {
  writeFileSync(join(harness.folder, "Bad"), text);
  const { err, code } = await harness.run(["create", "x", "-f", "Bad"]);
  expect(code).toBe(1);
  expect(err).toStartWith("Error: ");
  expect(err).toContain(message);
  expect(harness.server.requests.map(({ path }) => path)).toEqual(["/"]);
});

test("a base that is pulled has a line for each layer", async () => {
  writeFileSync(join(harness.folder, "Three"), "FROM remote");
  const { err, code } = await harness.run(["create", "made", "-f", "Three"]);
  expect(code).toBe(0);
  const names = ["a", "b"].map((letter) => letter.repeat(12));
  const layers = [50, 100].flatMap((share) => names.map((name) => `pulling ${name}: ${share}% of 2 KB`));
  expect(err.split("\n")).toEqual(["pulling manifest", ...layers, "success", ""]);
});

test("an error among the steps", async () => {
  writeFileSync(join(harness.folder, "Two"), "FROM stories");
  const { err, code } = await harness.run(["create", "broken", "-f", "Two"]);
  expect(code).toBe(1);
  expect(err).toEndWith("quantizing 100%\nError: unknown type\n");
  expect((await harness.run(["create", "../x", "-f", "Two"])).err).toBe("Error: invalid model name\n");
});

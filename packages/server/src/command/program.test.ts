import { expect, test } from "bun:test";
import { join } from "node:path";
import { startFakeServer } from "./fake-server.ts";
import { Harness, mainModule } from "./harness.ts";

const harness = new Harness();

test("help", async () => {
  const { out, err, code } = await harness.run([]);
  expect({ err, code }).toEqual({ err: "", code: 0 });
  expect(await harness.run(["--help"])).toEqual({ out, err, code });
  expect(await harness.run(["help"])).toEqual({ out, err, code });
  for (const name of ["serve", "create", "show", "run", "stop", "list", "ps", "cp", "rm"]) {
    expect(out).toContain(`  ${name} `);
  }
});

test("help of a command shows usage, flags and examples, without a server", async () => {
  const { out, code } = await harness.run(["run", "--help"], { host: "127.0.0.1:1" });
  expect(code).toBe(0);
  expect(out).toContain("cria run MODEL [PROMPT...] [flags]");
  expect(out).toContain("--keepalive duration");
  expect(out).toContain("Examples:");
  expect(await harness.run(["help", "run"])).toMatchObject({ out });
});

test("version", async () => {
  const version = (await Bun.file(join(import.meta.dir, "../../package.json")).json()).version;
  const { out, err, code } = await harness.run(["--version"]);
  expect({ err, code }).toEqual({ err: "", code: 0 });
  expect(out).toBe(
    `cria version is ${version}\nserver at http://${harness.server.host} implements the API of Ollama 0.33.0\n`,
  );
});

test("version without a server", async () => {
  const { out, err, code } = await harness.run(["-v"], { host: "127.0.0.1:1" });
  expect(out).toStartWith("cria version is ");
  expect({ err, code }).toEqual({ err: "Warning: could not connect to a running cria server\n", code: 0 });
});

test.each([
  [["frobnicate"], 'unknown command "frobnicate" for "cria"'],
  [["help", "frobnicate"], 'unknown command "frobnicate" for "cria"'],
  [["--frobnicate"], "unknown flag: --frobnicate"],
  [["list", "--frobnicate"], "unknown flag: --frobnicate"],
  [["ps", "-x"], "unknown shorthand flag: 'x' in -x"],
  [["show"], "accepts 1 arg(s), received 0"],
  [["cp", "a"], "accepts 2 arg(s), received 1"],
  [["rm"], "requires at least 1 arg(s), only received 0"],
  [["run"], "requires at least 1 arg(s), only received 0"],
  [["serve", "x"], "accepts 0 arg(s), received 1"],
  [
    ["run", "stories", "--think=hard"],
    'invalid value for --think: "hard" (must be true, false, high, medium, low, or max)',
  ],
])("%j fails", async (args, message) => {
  expect(await harness.run(args)).toEqual({ out: "", err: `Error: ${message}\n`, code: 1 });
});

test.each([[["list"]], [["run", "stories", "hi"]], [["create", "x"]]])("%j without a server", async (args) => {
  const err = "Error: could not connect to cria server, run 'cria serve' to start it\n";
  expect(await harness.run(args, { host: "127.0.0.1:1" })).toEqual({ out: "", err, code: 1 });
});

test("a proxy from the environment is not used for this machine", async () => {
  await using proxy = startFakeServer();
  for (const name of ["HTTP_PROXY", "http_proxy"]) {
    const child = Bun.spawn([process.execPath, mainModule, "stop", "stories"], {
      env: { ...harness.environment(), [name]: `http://${proxy.host}` },
    });
    expect(await child.exited).toBe(0);
  }
  expect(harness.server.bodies("/api/generate")).toHaveLength(2);
  expect(proxy.requests).toEqual([]);
});

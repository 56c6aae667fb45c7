import { afterAll, beforeAll, expect, test } from "bun:test";
import { chmodSync, cpSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

const launcher = join(import.meta.dir, "../../bin/cria.mjs");
const node = Bun.which("node");
/** The launcher's view of this machine's Bun package. */
const platform = `bun-${process.platform}-${process.arch === "arm64" ? "aarch64" : process.arch}`;

let root: string;
beforeAll(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), "cria-launcher-")));
});
afterAll(() => rmSync(root, { recursive: true }));

/** An installed server package whose main module is not there; Bun is played by scripts. */
function install(name: string, bins: Readonly<Record<string, string>>): string {
  const folder = join(root, name);
  mkdirSync(join(folder, "bin"), { recursive: true });
  cpSync(launcher, join(folder, "bin", "cria.mjs"));
  for (const [path, script] of Object.entries(bins)) {
    const file = join(folder, "node_modules", path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, `#!/bin/sh\n${script}\n`);
    chmodSync(file, 0o755);
    writeFileSync(join(dirname(file), "..", "package.json"), "{}");
  }
  return folder;
}

/** A script that answers `--version` like Bun and otherwise tells its name and arguments. */
const fakeBun = (name: string, version = "1.4.5", body = `echo ${name} "$@"`) =>
  `if [ "$1" = --version ]; then echo ${version}; exit 0; fi\nshift\n${body}`;

function start(folder: string, args: readonly string[], env: Readonly<Record<string, string>> = {}) {
  return Bun.spawn([node!, join(folder, "bin", "cria.mjs"), ...args], {
    env: { PATH: `${join(folder, "path")}:/usr/bin:/bin`, ...env },
    stdout: "pipe",
    stderr: "pipe",
  });
}

async function launch(folder: string, args: readonly string[], env?: Readonly<Record<string, string>>) {
  const child = start(folder, args, env);
  const [out, err, code] = await Promise.all([child.stdout.text(), child.stderr.text(), child.exited]);
  return { out, err, code, signal: child.signalCode };
}

const stub = "echo this is not bun >&2; exit 1";
const test_ = test.skipIf(node === null || process.platform === "win32");

test_("needs node: the binary that the postinstall moved is used first", async () => {
  const folder = install("postinstall", {
    "bun/bin/bun.exe": fakeBun("moved"),
    [`@oven/${platform}/bin/bun`]: fakeBun("platform"),
  });
  expect(await launch(folder, ["run", "a b", "--x"])).toMatchObject({ out: "moved run a b --x\n", err: "", code: 0 });
});

test_("needs node: with scripts blocked the platform's package is used", async () => {
  const folder = install("blocked", {
    "bun/bin/bun.exe": stub,
    [`@oven/${platform}/bin/bun`]: fakeBun("platform"),
  });
  expect(await launch(folder, ["list"])).toMatchObject({ out: "platform list\n", err: "", code: 0 });
});

test_("needs node: the platform's package may lie within that of bun", async () => {
  const folder = install("nested", {
    "bun/bin/bun.exe": stub,
    [`bun/node_modules/@oven/${platform}/bin/bun`]: fakeBun("nested"),
  });
  expect(await launch(folder, ["list"])).toMatchObject({ out: "nested list\n", code: 0 });
});

test_("needs node: another build is tried where the first does not run", async () => {
  const folder = install("musl", {
    [`@oven/${platform}/bin/bun`]: "exit 127",
    [`@oven/${platform}-musl/bin/bun`]: fakeBun("musl"),
  });
  expect(await launch(folder, [])).toMatchObject({ out: "musl\n", code: 0 });
});

test_("needs node: PATH comes last", async () => {
  const folder = install("path", { "bun/bin/bun.exe": stub });
  mkdirSync(join(folder, "path"));
  writeFileSync(join(folder, "path", "bun"), `#!/bin/sh\n${fakeBun("path")}`, { mode: 0o755 });
  expect(await launch(folder, ["ps"])).toMatchObject({ out: "path ps\n", code: 0 });
});

test_("needs node: CRIA_BUN overrides", async () => {
  const folder = install("override", { "bun/bin/bun.exe": fakeBun("moved"), "other/bin/bun": fakeBun("other") });
  const env = { CRIA_BUN: join(folder, "node_modules/other/bin/bun") };
  expect(await launch(folder, ["ps"], env)).toMatchObject({ out: "other ps\n", code: 0 });
});

test_("needs node: without a Bun that works the message says what was tried and what to do", async () => {
  const folder = install("missing", {
    "bun/bin/bun.exe": stub,
    [`@oven/${platform}/bin/bun`]: fakeBun("old", "1.3.9"),
  });
  const { out, err, code } = await launch(folder, ["ps"], { PATH: join(folder, "path") });
  expect({ out, code }).toEqual({ out: "", code: 1 });
  expect(err).toContain("Error: cria needs Bun 1.4 or newer");
  expect(err).toContain("bun.exe: does not run");
  expect(err).toContain("bun: version 1.3.9 is too old");
  expect(err).toContain("  bun: ENOENT");
  expect(err).toContain("npm install --allow-scripts=bun");
});

test_("needs node: the exit code is passed on", async () => {
  const folder = install("code", { "bun/bin/bun.exe": fakeBun("x", "1.5.0", "exit 7") });
  expect(await launch(folder, [])).toMatchObject({ code: 7, signal: null });
});

test_("needs node: a signal that ends Bun ends the launcher", async () => {
  const folder = install("killed", { "bun/bin/bun.exe": fakeBun("x", "2.0.0", "kill -KILL $$") });
  expect((await launch(folder, [])).signal).toBe("SIGKILL");
});

test_.each(["SIGTERM", "SIGINT", "SIGHUP"] as const)("needs node: %s reaches Bun, which decides", async (signal) => {
  const name = signal.slice(3);
  // Not a trap of the shell: shells differ in what SIGINT does while they wait for a command.
  const script = `process.on("${signal}", () => { console.log("got ${name}"); process.exit(5); });
    setInterval(() => {}, 1000); console.log("ready");`;
  const body = `exec '${process.execPath}' -e '${script}'`;
  const child = start(install(signal, { "bun/bin/bun.exe": fakeBun("x", "1.4.0", body) }), []);
  const reader = child.stdout.getReader();
  let out = "";
  while (!out.includes("ready")) out += new TextDecoder().decode((await reader.read()).value);
  child.kill(signal);
  for (let part = await reader.read(); !part.done; part = await reader.read())
    out += new TextDecoder().decode(part.value);
  expect(out).toBe(`ready\ngot ${name}\n`);
  expect(await child.exited).toBe(5);
});

test_("needs node: it starts the real command quickly", async () => {
  const child = Bun.spawn([node!, launcher, "help"], { stdout: "pipe" });
  expect(await child.stdout.text()).toContain("cria [command]");
  expect(await child.exited).toBe(0);
});

test("within Bun the command runs in the same process", async () => {
  const child = Bun.spawn([process.execPath, launcher, "help"], { stdout: "pipe" });
  expect(await child.stdout.text()).toContain("cria [command]");
  expect(await child.exited).toBe(0);
});

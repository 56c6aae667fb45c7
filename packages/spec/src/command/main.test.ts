import { describe, expect, test } from "bun:test";
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const launcher = join(import.meta.dir, "../../bin/cria-spec.mjs");
const compiled = join(import.meta.dir, "../../dist/command/main.js");
const node = Bun.which("node");

const runtimes: [string, string | null, boolean][] = [
  ["Bun", process.execPath, false],
  ["Node", node, node === null || !existsSync(compiled)],
];

for (const [name, program, isAbsent] of runtimes) {
  describe.skipIf(isAbsent)(`cria-spec on ${name} (skipped without ${name} and what it runs)`, () => {
    const run = (...args: string[]) => Bun.spawnSync([program!, launcher, ...args]);

    test("prints on stdout and ends with 0", () => {
      const { exitCode, stdout, stderr } = run("operations");
      expect([exitCode, stderr.toString()]).toEqual([0, ""]);
      expect(stdout.toString()).toContain("/api/chat");
    });

    test("says on stderr what it does not understand and ends with 2", () => {
      const { exitCode, stdout, stderr } = run("nope");
      expect([exitCode, stdout.toString()]).toEqual([2, ""]);
      expect(stderr.toString()).toBe('Error: unknown command "nope"\nTry `cria-spec --help`.\n');
    });

    test("is silent when its reader has seen enough", () => {
      const line = 'set -o pipefail; "$0" "$1" openapi | head -c 1; echo " $?"';
      const { stdout, stderr } = Bun.spawnSync(["bash", "-c", line, program!, launcher]);
      expect([stdout.toString(), stderr.toString()]).toEqual(["{ 0\n", ""]);
    });
  });
}

test.skipIf(node === null)("needs Node: cria-spec runs in a fresh clone, where nothing is compiled", () => {
  const clone = mkdtempSync(join(tmpdir(), "cria-clone-"));
  try {
    mkdirSync(join(clone, "packages/spec/bin"), { recursive: true });
    const fresh = join(clone, "packages/spec/bin/cria-spec.mjs");
    copyFileSync(launcher, fresh);
    symlinkSync(join(import.meta.dir, "../../src"), join(clone, "packages/spec/src"));
    symlinkSync(join(import.meta.dir, "../../../../node_modules"), join(clone, "node_modules"));
    const run = (...args: string[]) =>
      Bun.spawnSync([node!, fresh, ...args], { env: { ...process.env, PATH: "/nowhere" } });
    const { exitCode, stdout, stderr } = run("operations");
    expect([exitCode, stderr.toString()]).toEqual([0, ""]);
    expect(stdout.toString()).toContain("/api/chat");
    expect(run("nope").exitCode).toBe(2);
  } finally {
    rmSync(clone, { recursive: true });
  }
});

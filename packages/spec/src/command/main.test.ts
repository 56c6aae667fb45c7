import { describe, expect, test } from "bun:test";
import { existsSync } from "node:fs";
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

import { afterAll, describe, expect, test } from "bun:test";
import { createHash } from "node:crypto";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { kernelLibraryPath, openKernelLibrary } from "./library.ts";

const native = join(import.meta.dir, "../../native");
const committed = join(native, "linux-x64/libcria-kernels.so");
const onLinux = process.platform === "linux" && process.arch === "x64";
const level = onLinux ? openKernelLibrary(committed).cria_kernels_level() : 0;
const levels = [1, 2].filter((l) => l <= level);
const unusable = level === 0;

const gcc = Bun.which("gcc");
const gccVersion = gcc ? Number.parseInt(Bun.spawnSync([gcc, "-dumpversion"]).stdout.toString(), 10) : 0;
const cannotBuild = !onLinux || gccVersion < 12;

// Of a busy machine.
const patience = 60_000;

/** What the child prints. A crash of the child is a failure, not the end of this process. */
async function child(script: string, library: string, level: number): Promise<string> {
  const process_ = Bun.spawn([process.execPath, join(import.meta.dir, script), library, String(level)], {
    stdout: "pipe",
    stderr: "pipe",
  });
  const [stdout, stderr] = await Promise.all([process_.stdout.text(), process_.stderr.text()]);
  const exit = await process_.exited;
  if (exit !== 0) throw new Error(`${script} at level ${level} ended with ${process_.signalCode ?? exit}: ${stderr}`);
  return stdout.trim();
}

const folder = mkdtempSync(join(tmpdir(), "cria-build-"));
afterAll(() => rmSync(folder, { recursive: true }));
const fresh = join(folder, "libcria-kernels.so");

test.skipIf(!onLinux)("the committed library is built from the committed sources (or: not x86-64 Linux)", () => {
  const names = readdirSync(native).filter((name) => /\.[ch]$/.test(name) || name === "build.sh");
  const order = ["c", "h", "sh"].flatMap((ending) => names.filter((name) => name.endsWith(`.${ending}`)).sort());
  const hash = createHash("sha256");
  for (const name of order) hash.update(readFileSync(join(native, name)));
  expect(String(openKernelLibrary(committed).cria_kernels_source())).toBe(hash.digest("hex"));
  expect(kernelLibraryPath()).toBe(committed);
});

test.skipIf(cannotBuild)(
  "the sources build without a warning (or: no gcc 12)",
  () => {
    const { exitCode, stderr } = Bun.spawnSync([join(native, "build.sh"), fresh]);
    expect({ exitCode, stderr: stderr.toString() }).toEqual({ exitCode: 0, stderr: "" });
  },
  patience,
);

describe.each(["block-linear.child.ts", "attention.child.ts"])("%s", (script) => {
  test.skipIf(unusable)(
    "passes at every level, with the same bits, also from a fresh build (or: no AVX-512 VNNI)",
    async () => {
      const runs = levels.map((l) => [committed, l] as const);
      if (!cannotBuild) runs.push([fresh, level]);
      const digests: string[] = [];
      for (const [library, l] of runs) digests.push(await child(script, library, l));
      expect(digests[0]).toMatch(/^[0-9a-f]{64}$/);
      expect(new Set(digests).size).toBe(1);
    },
    patience,
  );
});

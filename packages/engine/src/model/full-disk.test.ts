import { afterAll, expect, test } from "bun:test";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { writeRandomModel } from "./testing.ts";

const folder = mkdtempSync(join(tmpdir(), "cria-full-disk-"));
afterAll(() => rmSync(folder, { recursive: true }));
const disk = join(folder, "disk");
mkdirSync(disk);

/** Runs a program that sees a disk of 16 MiB, in a name space of its own. */
function withDisk(program: readonly string[]) {
  const script = 'mount -t tmpfs -o size=16m none "$0" && exec "$@"';
  return Bun.spawnSync(["unshare", "--user", "--map-root-user", "--mount", "sh", "-c", script, disk, ...program]);
}

function isAbleToMount(): boolean {
  try {
    return withDisk(["true"]).exitCode === 0;
  } catch {
    return false;
  }
}

test.skipIf(!isAbleToMount())(
  "a disk that fills up during a conversion is left as it was, and said or replaced (skipped without name spaces)",
  async () => {
    const path = await writeRandomModel(folder, "llama", "Q8_0");
    const other = join(folder, "other");
    const prepare = (...others: string[]) => {
      const { stdout, stderr } = withDisk([
        process.execPath,
        join(import.meta.dir, "full-disk.child.ts"),
        path,
        disk,
        ...others,
      ]);
      expect(stderr.toString()).toBe("");
      return stdout.toString().trim().split("\n");
    };
    const [message, left] = prepare();
    expect(message).toMatch(
      /on disk, and no folder takes them: \S+cache \(no space left on device\); CRIA_CACHE names/,
    );
    expect(left).toBe("lock");
    const [onnxPath, alsoLeft] = prepare(other);
    expect(onnxPath).toStartWith(join(other, "model"));
    expect(alsoLeft).toBe("lock");
  },
);

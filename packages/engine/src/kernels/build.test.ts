import { afterAll, expect, test } from "bun:test";
import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { run, testWith, zig } from "./tools.ts";

const native = join(import.meta.dir, "../../native");
const libraries = {
  "linux-x64": "libcria-kernels.so",
  "linux-arm64": "libcria-kernels.so",
  "darwin-arm64": "libcria-kernels.dylib",
  "win32-x64": "cria-kernels.dll",
};

/** As `build.sh` makes it. */
function sourceHash(): string {
  const sources = [...new Bun.Glob("**/*.{c,h,sh}").scanSync(native)].filter((name) => !name.startsWith("tests/"));
  const hash = createHash("sha256");
  for (const name of sources.sort()) hash.update(readFileSync(join(native, name)));
  return hash.digest("hex");
}

test.each(Object.entries(libraries))(
  "the committed library for %s is built from the committed sources",
  (platform, file) => {
    expect(readFileSync(join(native, platform, file)).includes(sourceHash())).toBe(true);
  },
);

const folder = mkdtempSync(join(tmpdir(), "cria-build-"));
afterAll(() => rmSync(folder, { recursive: true }));

testWith(
  { "zig 0.17.0": zig },
  "the committed library for linux-x64 is, byte for byte, what the sources give",
  async (tools) => {
    const output = join(folder, "rebuilt.so");
    await run([join(native, "build.sh"), "linux-x64", output], { ZIG: tools["zig 0.17.0"].join(" ") });
    const committed = readFileSync(join(native, "linux-x64", libraries["linux-x64"]));
    expect(readFileSync(output).equals(committed)).toBe(true);
  },
  600_000,
);

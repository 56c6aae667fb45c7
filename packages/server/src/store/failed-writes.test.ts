import { afterEach, beforeEach, expect, test } from "bun:test";
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Store } from "./store.ts";

// Runs in a process of its own, whose files can't grow beyond some bytes.
let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "cria-failed-"));
});
afterEach(() => rmSync(root, { recursive: true }));

const child = `
  import { Store } from "${join(import.meta.dir, "store.ts")}";
  import { parseName } from "${join(import.meta.dir, "name.ts")}";
  process.on("SIGXFSZ", () => {});
  const [root, text] = process.argv.slice(-2);
  const store = await Store.open({ root, cacheDir: root + "/cache" });
  const attempts = {
    blob: () => store.blobs.writeText("x".repeat(5000)),
    large: () => store.blobs.write((function* () { for (let i = 0; i < 40; i++) yield new Uint8Array(100_000); })()),
    manifest: async () => {
      const { digest, size } = await store.blobs.writeText("{}");
      await store.write(parseName("m"), { config: { mediaType: "x".repeat(5000), digest, size }, layers: [] });
    },
  };
  try {
    await attempts[text]();
    console.log("written");
  } catch (error) {
    console.log(error.message);
  }
`;

function attempt(what: string): string {
  const limited = `ulimit -f 4; trap '' XFSZ; exec "$0" -e '${child}' "$@"`;
  const { stdout, stderr } = Bun.spawnSync(["bash", "-c", limited, process.execPath, root, what]);
  return stdout.toString() + stderr.toString();
}

test.skipIf(process.platform === "win32").each([["blob"], ["large"], ["manifest"]])(
  "a disk that takes no more: nothing stays of a %s, and the error says so",
  (what) => {
    expect(attempt(what)).toMatch(/file too large|EFBIG/i);
    const blobs = join(root, "blobs");
    const left = existsSync(blobs) ? readdirSync(blobs) : [];
    expect(left).toEqual(what === "manifest" ? [`sha256-${Bun.SHA256.hash("{}", "hex")}`] : []);
  },
);

test("a write that fails in a folder that can't be written any more says what failed first", async () => {
  const store = await Store.open({ root, cacheDir: join(root, "cache") });
  const broken = async function* () {
    yield new Uint8Array(10);
    // Nothing can be removed from what is no folder.
    rmSync(join(root, "blobs"), { recursive: true });
    writeFileSync(join(root, "blobs"), "");
    throw new Error("the first error");
  };
  await expect(store.blobs.write(broken())).rejects.toThrow("the first error");
});

import { afterEach, beforeEach, expect, test } from "bun:test";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { FaultyRegistry } from "../testing/faulty-registry.ts";
import { noise } from "../testing/pulling.ts";
import { makeCertificate } from "../testing/token-service.ts";

/** What a process is told by its environment or runs into by itself: proxies, certificates, full disks. */

const MB = 2 ** 20;
const weights = noise(10 * MB, 11);

let folder: string;
let registry: FaultyRegistry;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "cria-child-"));
  registry = await FaultyRegistry.start(weights);
});
afterEach(async () => {
  await registry[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true });
});

async function pull(model: string, home: string, variables: Record<string, string> = {}, ...flags: string[]) {
  const script = join(import.meta.dir, "../testing/pull.child.ts");
  const env = { ...process.env, ...variables };
  const child = Bun.spawn([process.execPath, script, home, model, ...flags], { env, stdout: "pipe", stderr: "pipe" });
  const [out, err, code] = await Promise.all([child.stdout.text(), child.stderr.text(), child.exited]);
  return { out, err, code };
}

test("a proxy, which knows hosts that nobody else does, and its exceptions", async () => {
  const proxy = { HTTP_PROXY: `http://${registry.host}`, NO_PROXY: "localhost" };
  expect(await pull("registry.test/some/model", folder, proxy)).toMatchObject({ err: "", code: 0 });
  expect(registry.requests[0]?.path).toBe("http://registry.test/v2/some/model/manifests/latest");
  const without = await pull("registry.test/some/model", folder, { ...proxy, NO_PROXY: "*.test,registry.test" });
  expect(without).toMatchObject({ err: expect.stringContaining("no such host"), code: 1 });
});

test.skipIf(!Bun.which("openssl"))("a certificate that the user trusts (skipped without openssl)", async () => {
  const [key, certificate] = makeCertificate(folder, "tls");
  await using front = Object.assign(
    Bun.serve({
      hostname: "127.0.0.1",
      port: 0,
      tls: { key: Bun.file(key), cert: Bun.file(certificate) },
      fetch: ({ url, headers, method }) => {
        const { pathname } = new URL(url);
        return fetch(`http://${registry.host}${pathname}`, { method, headers });
      },
    }),
    { [Symbol.asyncDispose]: () => front.stop(true) },
  );
  const model = `127.0.0.1:${front.port}/some/model`;
  expect(await pull(model, folder, { NODE_EXTRA_CA_CERTS: certificate }, "secure")).toMatchObject({ err: "", code: 0 });
  expect((await pull(model, join(folder, "other"), {}, "secure")).err).toContain("certificate");
});

const mounts = process.platform === "linux" && process.getuid?.() === 0;

test.skipIf(!mounts)(
  "a full disk: one error, and the next pull goes on (skipped where no disk may be mounted)",
  async () => {
    const disk = join(folder, "disk");
    mkdirSync(disk);
    if (Bun.spawnSync(["mount", "-t", "tmpfs", "-o", "size=24m", "tmpfs", disk]).exitCode !== 0) {
      return console.log("no disk may be mounted here");
    }
    try {
      const filler = join(disk, "filler");
      writeFileSync(filler, new Uint8Array(16 * MB));
      const refused = await pull(registry.name(), disk);
      expect(refused).toMatchObject({
        err: expect.stringContaining("no space left on device: 10 MB are still to come"),
        code: 1,
      });
      expect(registry.blobRequests).toEqual([]);
      rmSync(filler);
      registry.fault = ({ path }) => (path.includes("/blobs/") ? { rate: 2 * MB } : undefined);
      const running = pull(registry.name(), disk);
      while (registry.sent < 2 * MB) await Bun.sleep(10);
      // Somebody else takes what was free.
      const taken = new Uint8Array(19 * MB);
      writeFileSync(filler, taken);
      expect(await running).toMatchObject({ err: expect.stringContaining("no space left on device"), code: 1 });
      rmSync(filler);
      registry.fault = () => undefined;
      expect(await pull(registry.name(), disk)).toMatchObject({ err: "", code: 0 });
    } finally {
      Bun.spawnSync(["umount", disk]);
    }
  },
);

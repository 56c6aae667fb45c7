import { afterEach, beforeEach, expect, test } from "bun:test";
import { readdirSync, rmSync, truncateSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { TestServer, tinyModel } from "../../api/test-server.ts";
import { FaultyRegistry } from "../../registry/testing/faulty-registry.ts";
import { errorOf, noise, pull, quick } from "../../registry/testing/pulling.ts";
import { mainModule, trimmed } from "../harness.ts";

let server: TestServer;
let digest: string;
beforeEach(async () => {
  server = await TestServer.start({}, quick);
  digest = await server.upload(await server.gguf(tinyModel()));
  await server.create({ model: "tiny", files: { "model.gguf": digest } });
});
afterEach(() => server[Symbol.asyncDispose]());

const blobs = () => join(server.folder, "models/blobs");
const blob = () => join(blobs(), digest.replace(":", "-"));

/** The command beside the server's store; no server is needed unless `url` says. */
async function cria(args: readonly string[], url = "http://127.0.0.1:9") {
  const env = { ...process.env, HOME: server.folder, OLLAMA_MODELS: join(server.folder, "models"), OLLAMA_HOST: url };
  const child = Bun.spawn([process.execPath, mainModule, ...args], {
    env,
    stdin: "ignore",
    stdout: "pipe",
    stderr: "pipe",
  });
  const [out, err, code] = await Promise.all([child.stdout.text(), child.stderr.text(), child.exited]);
  return { out: trimmed(out), err, code };
}

test("verify: whole, changed, cut off and missing blobs", async () => {
  expect(await cria(["verify"])).toMatchObject({ out: expect.stringContaining("2 blobs of"), err: "", code: 0 });
  const bytes = await Bun.file(blob()).bytes();
  writeFileSync(blob(), Uint8Array.from(bytes).fill(7, 100, 101));
  const changed = await cria(["verify", "tiny"]);
  expect(changed.out).toMatch(`${digest} holds sha256:`);
  expect(changed).toMatchObject({ err: expect.stringContaining("1 of 2 blobs are damaged or missing"), code: 1 });
  truncateSync(blob(), 10);
  expect((await cria(["verify"])).out).toBe(`${digest} has 10 bytes instead of ${bytes.length}, used by tiny:latest\n`);
  expect((await cria(["verify", "--remove"])).err).toContain("they are removed");
  expect((await cria(["verify"])).out).toBe(`${digest} is missing, used by tiny:latest\n`);
  expect((await cria(["verify", "other"])).err).toBe("Error: model 'other:latest' not found\n");
  expect((await cria(["verify", "a b"])).err).toBe("Error: invalid model name\n");
});

test("gc removes what is old and unused, and nothing while a manifest can't be read", async () => {
  const unused = await server.upload(noise(3000, 1) as Uint8Array<ArrayBuffer>);
  const path = join(blobs(), unused.replace(":", "-"));
  expect((await cria(["gc"])).out).toBe("removed 0 B of blobs and 0 B of broken-off downloads\n");
  utimesSync(path, 1, 1);
  const manifest = join(server.folder, "models/manifests/registry.ollama.ai/library/tiny/damaged");
  writeFileSync(manifest, "{");
  expect((await cria(["gc"])).err).toContain("a manifest that can't be read");
  rmSync(manifest);
  expect((await cria(["gc"])).out).toBe("removed 3 KB of blobs and 0 B of broken-off downloads\n");
  expect(readdirSync(blobs()).filter((name) => name.startsWith("sha256-")).length).toBe(2);
});

test("broken-off downloads are listed, and go with rm or gc", async () => {
  await using registry = await FaultyRegistry.start(noise(10 * 2 ** 20, 2));
  registry.fault = ({ path, headers }) =>
    path.includes("/blobs/") && Number(/=(\d+)/.exec(headers.range ?? "")?.[1] ?? 0) >= 2 ** 23
      ? { status: 403, delay: 500 }
      : undefined;
  const begin = async () => expect(errorOf(await pull(server, registry.name()))).toContain("403");
  await begin();
  const [header, row] = (await cria(["list", "--partial"])).out.split("\n");
  expect(header).toMatch(/^NAME +BLOB +THERE +MODIFIED$/);
  expect(row).toMatch(/:latest +[0-9a-f]{12} +8.4 MB of 10 MB +.* ago$/);
  expect((await cria(["list", "--partial", "another"])).out.trim().split("\n").length).toBe(1);
  expect(await cria(["gc"])).toMatchObject({ out: "removed 0 B of blobs and 0 B of broken-off downloads\n" });
  expect(await cria(["rm", registry.name()], server.url)).toMatchObject({ code: 0 });
  expect((await cria(["rm", registry.name()], server.url)).err).toContain("not found");
  await begin();
  expect((await cria(["gc", "--partial"])).out).toBe("removed 0 B of blobs and 8.4 MB of broken-off downloads\n");
  expect(readdirSync(join(blobs(), "cria-partial"))).toEqual([]);
});

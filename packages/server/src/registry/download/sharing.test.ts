import { afterEach, beforeEach, expect, test } from "bun:test";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { TestServer } from "../../api/test-server.ts";
import { BlobStore } from "../../store/blobs.ts";
import { FaultyRegistry } from "../testing/faulty-registry.ts";
import { errorOf, noise, pull, quick, steps } from "../testing/pulling.ts";
import { completedIn, readState } from "./partial-blob.ts";
import { sweepPartials } from "./partials.ts";

const MB = 2 ** 20;
const weights = noise(36 * MB + 5, 4);

let registry: FaultyRegistry;
let folder: string;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "cria-sharing-"));
  registry = await FaultyRegistry.start(weights);
});
afterEach(async () => {
  await registry[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true });
});

const blobsOf = (models: string) => join(models, "blobs");
const weightsIn = (models: string) => join(blobsOf(models), `sha256-${Bun.SHA256.hash(weights, "hex")}`);

function expectWhole(models: string): void {
  expect(readFileSync(weightsIn(models)).equals(weights)).toBe(true);
  expect(readdirSync(join(blobsOf(models), "cria-partial"))).toEqual([]);
  expect(existsSync(join(models, "manifests", registry.host, "library/model/latest"))).toBe(true);
}

test("two pulls of one model share its download", async () => {
  await using server = await TestServer.start({}, quick);
  registry.fault = ({ path }) => (path.includes("/blobs/") ? { rate: 20 * MB } : undefined);
  const both = await Promise.all([pull(server, registry.name("a")), pull(server, registry.name("b"))]);
  for (const each of both) expect(errorOf(each)).toBeUndefined();
  // Halves that were taken over may have been on their way already.
  expect(registry.sent).toBeLessThan(weights.length * 1.2);
});

test("one of two clients leaves: the other gets its model; both leave: the download ends and what came stays", async () => {
  await using server = await TestServer.start({}, quick);
  registry.fault = ({ path }) => (path.includes("/blobs/") ? { rate: 3 * MB } : undefined);
  const [first, second] = [new AbortController(), new AbortController()];
  const left = pull(server, registry.name(), { signal: first.signal }).catch(() => "left");
  const staying = pull(server, registry.name("b"), { signal: second.signal }).catch(() => "left");
  await Bun.sleep(300);
  first.abort();
  expect(await left).toBe("left");
  const before = registry.sent;
  await Bun.sleep(300);
  expect(registry.sent).toBeGreaterThan(before);
  second.abort();
  expect(await staying).toBe("left");
  await Bun.sleep(200);
  const end = registry.sent;
  await Bun.sleep(300);
  expect(registry.sent).toBe(end);
  registry.fault = () => undefined;
  expect(errorOf(await pull(server, registry.name()))).toBeUndefined();
  expectWhole(join(server.folder, "models"));
});

test("a blob that is there stays for a pull, although the model that had it is deleted meanwhile", async () => {
  await using server = await TestServer.start({}, quick);
  const shared = noise(5000, 31);
  registry.setLayers(shared);
  expect(errorOf(await pull(server, registry.name("old")))).toBeUndefined();
  registry.setLayers(noise(4 * MB, 32), shared);
  registry.fault = ({ path }) => (path.includes("/blobs/") ? { rate: MB } : undefined);
  const pulling = pull(server, registry.name("new"));
  while (registry.sent < MB) await Bun.sleep(10);
  expect((await server.send("DELETE", "/api/delete", { model: registry.name("old") })).status).toBe(200);
  registry.fault = () => undefined;
  expect(errorOf(await pulling)).toBeUndefined();
  const path = join(blobsOf(join(server.folder, "models")), `sha256-${Bun.SHA256.hash(shared, "hex")}`);
  expect(readFileSync(path).equals(shared)).toBe(true);
});

test("`stream` false gives the end alone", async () => {
  await using server = await TestServer.start({}, quick);
  const body = { model: registry.name(), insecure: true, stream: false };
  const response = await server.send("POST", "/api/pull", body);
  expect([response.status, await response.json()]).toEqual([200, { status: "success" }]);
  registry.fault = () => ({ status: 404 });
  const missing = await server.send("POST", "/api/pull", body);
  expect([missing.status, await steps(missing)]).toEqual([
    500,
    [{ error: "pull model manifest: file does not exist" }],
  ]);
});

const start = (model = registry.name()) =>
  Bun.spawn([process.execPath, join(import.meta.dir, "../testing/pull.child.ts"), folder, model], {
    stdout: "pipe",
    stderr: "pipe",
  });

test("two processes share a download, and one goes on when the other dies", async () => {
  registry.fault = ({ path }) => (path.includes("/blobs/") ? { rate: 4 * MB } : undefined);
  const [one, other] = [start(), start(registry.name("other"))];
  while (registry.sent < 12 * MB) await Bun.sleep(20);
  (registry.requests.length % 2 === 0 ? one : other).kill("SIGKILL");
  const codes = await Promise.all([one.exited, other.exited]);
  expect(codes.filter((code) => code === 0)).toEqual([0]);
  expect(registry.sent).toBeLessThan(weights.length * 2);
  expect(readFileSync(weightsIn(join(folder, ".ollama/models"))).equals(weights)).toBe(true);
}, 30_000);

test("kill -9 at twenty moments: what was recorded stays, and little is lost", async () => {
  registry.fault = ({ path }) => (path.includes("/blobs/") ? { rate: 4 * MB } : undefined);
  const models = join(folder, ".ollama/models");
  const partial = join(blobsOf(models), "cria-partial", Bun.SHA256.hash(weights, "hex"));
  let isDone = false;
  let recorded = 0;
  for (let round = 0; round < 20 && !isDone; round++) {
    const child = start();
    const killed = registry.requests.length;
    const before = registry.sent;
    while (registry.requests.length === killed) await Bun.sleep(5);
    // From before the first byte to the end, in an order that depends on nothing.
    await Promise.race([child.exited, Bun.sleep((round * 137) % 700)]);
    child.kill("SIGKILL");
    isDone = (await child.exited) === 0;
    const state = await readState(partial);
    if (state !== undefined) {
      const completed = await completedIn(partial, state);
      // What waits to be recorded, and a block for each connection.
      expect(completed).toBeGreaterThanOrEqual(Math.max(recorded, recorded + registry.sent - before - 17 * MB));
      recorded = completed;
    }
    expect(existsSync(join(models, "manifests", registry.host))).toBe(isDone);
    if (existsSync(weightsIn(models))) expect(readFileSync(weightsIn(models)).equals(weights)).toBe(true);
  }
  registry.fault = () => undefined;
  expect(await start().exited).toBe(0);
  // Something may be left of a process that was killed at its very end.
  await sweepPartials(new BlobStore(blobsOf(models), join(folder, "cache")), undefined);
  expectWhole(models);
}, 60_000);

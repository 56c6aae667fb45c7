import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "bun:test";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { TestServer } from "../../api/test-server.ts";
import { FaultyRegistry, type SeenRequest } from "../testing/faulty-registry.ts";
import { errorOf, noise, pull, quick } from "../testing/pulling.ts";

const MB = 2 ** 20;
/** Two segments, of 8 MiB and of the rest. */
const weights = noise(10 * MB + 12_345, 1);
const license = noise(5000, 2);

let server: TestServer;
let registry: FaultyRegistry;
beforeAll(async () => {
  server = await TestServer.start({}, quick);
});
afterAll(() => server[Symbol.asyncDispose]());
beforeEach(async () => {
  registry = await FaultyRegistry.start(weights, license);
});
afterEach(async () => {
  await registry[Symbol.asyncDispose]();
  await server.send("DELETE", "/api/delete", { model: registry.name() });
});

const blobs = () => join(server.folder, "models", "blobs");
const blobPath = (bytes: Uint8Array) => join(blobs(), `sha256-${Bun.SHA256.hash(bytes, "hex")}`);
const isWeights = ({ path }: SeenRequest) => path.includes(`/blobs/sha256:${Bun.SHA256.hash(weights, "hex")}`);

/** All is there, byte for byte, and nothing is left over. */
function expectWhole(): void {
  for (const bytes of [weights, license]) expect(readFileSync(blobPath(bytes)).equals(bytes)).toBe(true);
  expect(readdirSync(join(blobs(), "cria-partial"))).toEqual([]);
}

/** Nothing of the model is in the store, but for what goes on. */
function expectNothing(): void {
  expect(existsSync(blobPath(weights))).toBe(false);
}

describe("a pull gets over", () => {
  test.each<[string, FaultyRegistry["fault"]]>([
    ["a connection that is closed before an answer", (request) => (request.earlier < 2 ? { cut: 0 } : undefined)],
    [
      "a connection that is cut",
      (request) => (request.earlier < 5 ? { cut: 1 + request.earlier * 999_983 } : undefined),
    ],
    ["a server that stalls", (request) => (isWeights(request) && request.earlier < 2 ? { stall: 100_000 } : undefined)],
    ["a server that ignores ranges", () => ({ ignoreRange: true })],
    ["one that does so now and then", (request) => ({ ignoreRange: request.earlier % 2 === 1 })],
    [
      "one that ignores ranges and is cut",
      (request) => ({ ignoreRange: true, ...(request.earlier < 6 && { cut: 9 * MB }) }),
    ],
    ["bodies of no length", () => ({ ignoreRange: true, unmeasured: true })],
    [
      "bodies of no length that end too soon",
      (request) => ({ unmeasured: true, ...(request.earlier < 3 && { cut: 2000 }) }),
    ],
    [
      "a wrong Content-Range",
      (request) =>
        isWeights(request) && request.earlier < 3 ? { headers: { "content-range": "bytes 5-9/100" } } : undefined,
    ],
    ["short bodies", (request) => (isWeights(request) && request.earlier < 4 ? { short: 70_000 } : undefined)],
    [
      "error pages with status 200",
      (request) =>
        request.earlier < 3 && isWeights(request) ? { status: 200, body: "<html>Sign in!</html>" } : undefined,
    ],
    ["status 503", (request) => (request.earlier < 3 ? { status: 503, body: "busy" } : undefined)],
    [
      "status 429 with Retry-After",
      (request) => (request.earlier < 2 ? { status: 429, headers: { "retry-after": "0" } } : undefined),
    ],
    [
      "an encoding of the body",
      (request) =>
        isWeights(request) && request.earlier < 2 ? { headers: { "content-encoding": "gzip" } } : undefined,
    ],
  ])("%s", async (_, fault) => {
    registry.fault = fault;
    const all = await pull(server, registry.name());
    expect(errorOf(all)).toBeUndefined();
    expectWhole();
  });

  test("cuts at any bytes", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.integer({ min: 0, max: 9 * MB }), { minLength: 1, maxLength: 12 }), async (cuts) => {
        await using one = await FaultyRegistry.start(weights, license);
        one.fault = ({ path }) => (path.includes("/blobs/") && cuts.length > 0 ? { cut: cuts.pop()! } : undefined);
        expect(errorOf(await pull(server, one.name()))).toBeUndefined();
        expectWhole();
        await server.send("DELETE", "/api/delete", { model: one.name() });
        expectNothing();
      }),
      { numRuns: 8 },
    );
  }, 60_000);
});

describe("a pull fails with one error, and goes on later where it was", () => {
  test.each<[string, FaultyRegistry["fault"], string]>([
    ["status 503 without end", () => ({ status: 503, body: "busy" }), "pull model manifest: 503: busy"],
    ["no such model", () => ({ status: 404 }), "pull model manifest: file does not exist"],
    [
      "a manifest that is none",
      () => ({ status: 200, body: "<html>" }),
      "pull model manifest: the manifest is not JSON",
    ],
    [
      "a manifest without end",
      () => ({ status: 200, body: "x".repeat(5 * MB) }),
      "pull model manifest: an answer of more than",
    ],
    ["a blob that is gone", (request) => (isWeights(request) ? { status: 404 } : undefined), "file does not exist"],
    ["a blob that is shorter", (request) => (isWeights(request) ? { status: 416 } : undefined), "has fewer than"],
    [
      "error pages without end",
      (request) => (isWeights(request) ? { status: 200, body: "x" } : undefined),
      "with 1 bytes instead of",
    ],
    [
      "a server that stalls without end",
      (request) => (isWeights(request) ? { stall: 0 } : undefined),
      "no byte came for 0.2 s",
    ],
  ])("%s", async (_, fault, message) => {
    registry.fault = fault;
    expect(errorOf(await pull(server, registry.name()))).toContain(message);
    expectNothing();
    const { models } = (await (await server.send("GET", "/api/tags")).json()) as { models: unknown[] };
    expect(models).toEqual([]);
    registry.fault = () => undefined;
    expect(errorOf(await pull(server, registry.name()))).toBeUndefined();
    expectWhole();
  });

  test("what came is not fetched again", async () => {
    registry.fault = (request) =>
      request.headers.range?.startsWith("bytes=8388608-") ? { status: 403, body: "no", delay: 400 } : undefined;
    expect(errorOf(await pull(server, registry.name()))).toContain("403: no");
    registry.fault = ({ path }) => (path.includes("/blobs/") ? { rate: 20 * MB } : undefined);
    registry.sent = 0;
    expect(errorOf(await pull(server, registry.name()))).toBeUndefined();
    expectWhole();
    expect(registry.sent).toBeLessThan(weights.length - 5 * MB);
  });
});

describe("a wrong digest", () => {
  const damage = (at: number) => (blob: Uint8Array) =>
    blob.length < at ? blob : Uint8Array.from(blob).fill(0, at, at + 10);

  test("is mended where the bytes differ from a second answer", async () => {
    registry.fault = ({ earlier, path }) =>
      path.includes("/blobs/") && earlier < 3 ? { mangle: damage(9 * MB) } : undefined;
    expect(errorOf(await pull(server, registry.name()))).toBeUndefined();
    expectWhole();
  });

  test("that stays is an error, and the next pull begins again", async () => {
    registry.fault = () => ({ mangle: damage(3) });
    const error = errorOf(await pull(server, registry.name()));
    expect(error).toStartWith("digest mismatch, file must be downloaded again: want sha256:");
    expectNothing();
    registry.fault = () => undefined;
    expect(errorOf(await pull(server, registry.name()))).toBeUndefined();
    expectWhole();
  });
});

test("the steps are Ollama's, and bytes only grow", async () => {
  registry.fault = ({ path }) => (path.includes("/blobs/") ? { rate: 2 * MB } : undefined);
  const all = await pull(server, registry.name());
  const digest = `sha256:${Bun.SHA256.hash(weights, "hex")}`;
  const status = `pulling ${digest.slice(7, 19)}`;
  expect(all[0]).toEqual({ status: "pulling manifest" });
  expect(all.slice(-3)).toEqual(
    ["verifying sha256 digest", "writing manifest", "success"].map((each) => ({ status: each })),
  );
  const about = all.filter((step) => step.digest === digest);
  expect(about.length).toBeGreaterThan(3);
  let completed = 0;
  for (const step of about) {
    expect(step).toMatchObject({ status, total: weights.length });
    expect(step.completed ?? 0).toBeGreaterThanOrEqual(completed);
    completed = step.completed ?? 0;
  }
  expect(completed).toBe(weights.length);
  const again = await pull(server, registry.name());
  expect(again.find((step) => step.digest === digest)).toEqual({
    status,
    digest,
    total: weights.length,
    completed: weights.length,
  });
  expect(readFileSync(join(server.folder, "models/manifests", registry.host, "library/model/latest"), "utf8")).toBe(
    registry.manifest,
  );
});

test("an earlier model stays until the new one is whole, then its layers go", async () => {
  expect(errorOf(await pull(server, registry.name()))).toBeUndefined();
  const other = noise(MB, 3);
  registry.setLayers(other);
  registry.fault = ({ path }) => (path.includes("/blobs/") ? { status: 403 } : undefined);
  expect(errorOf(await pull(server, registry.name()))).toContain("403");
  expect(readFileSync(blobPath(weights)).equals(weights)).toBe(true);
  registry.fault = () => undefined;
  const all = await pull(server, registry.name());
  expect(all.map(({ status }) => status).slice(-3)).toEqual(["writing manifest", "removing unused layers", "success"]);
  expectNothing();
  expect(existsSync(blobPath(other))).toBe(true);
});

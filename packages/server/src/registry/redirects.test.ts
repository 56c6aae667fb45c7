import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { TestServer } from "../api/test-server.ts";
import { FaultyRegistry } from "./testing/faulty-registry.ts";
import { errorOf, noise, pull, quick } from "./testing/pulling.ts";

const MB = 2 ** 20;
const weights = noise(12 * MB, 5);

/** A registry, and the storage that it sends to, which has the same blobs. */
let registry: FaultyRegistry;
let storage: FaultyRegistry;
let server: TestServer;
beforeEach(async () => {
  registry = await FaultyRegistry.start(weights);
  storage = await FaultyRegistry.start(weights);
  server = await TestServer.start({}, quick);
});
afterEach(async () => {
  for (const each of [server, registry, storage]) await each[Symbol.asyncDispose]();
});

const isBlob = (path: string) => path.includes("/blobs/");
const at = (path: string, query = "") => `http://${storage.host}${path}${query}`;

async function expectPulled(): Promise<void> {
  expect(errorOf(await pull(server, registry.name()))).toBeUndefined();
  const path = join(server.folder, "models/blobs", `sha256-${Bun.SHA256.hash(weights, "hex")}`);
  expect(readFileSync(path).equals(weights)).toBe(true);
}

test.each([301, 302, 303, 307, 308])(
  "status %d leads to a storage, which is asked for all that follows",
  async (status) => {
    registry.fault = ({ path }) => (isBlob(path) ? { status, headers: { location: at(path) } } : undefined);
    await expectPulled();
    expect(storage.blobRequests.length).toBeGreaterThanOrEqual(registry.blobRequests.length);
  },
);

test("addresses that expire are asked for again", async () => {
  let signed = 0;
  registry.fault = ({ path }) =>
    isBlob(path) ? { status: 307, headers: { location: at(path, `?signature=${++signed}`) } } : undefined;
  const uses = new Map<string, number>();
  storage.fault = ({ path }) => {
    uses.set(path, (uses.get(path) ?? 0) + 1);
    // The third use comes too late; what the second gets breaks off.
    if (uses.get(path)! > 2) return { status: 403, body: "Request has expired" };
    return path.includes(Bun.SHA256.hash(weights, "hex")) ? { cut: 3 * MB } : undefined;
  };
  await expectPulled();
  expect(signed).toBeGreaterThan(3);
});

test("a storage gets no credentials, also when it asks for them", async () => {
  const challenge = { "www-authenticate": 'Basic realm="here"' };
  await Bun.write(
    join(server.folder, ".docker/config.json"),
    JSON.stringify({ auths: { [registry.host]: { auth: btoa("me:secret") } } }),
  );
  registry.fault = ({ path, headers }) => {
    if (headers.authorization !== `Basic ${btoa("me:secret")}`) return { status: 401, headers: challenge };
    return isBlob(path) ? { status: 307, headers: { location: at(path) } } : undefined;
  };
  await expectPulled();
  expect(storage.requests.filter(({ headers }) => "authorization" in headers)).toEqual([]);
  storage.fault = () => ({ status: 401, headers: challenge });
  registry.setLayers(noise(MB, 6));
  expect(errorOf(await pull(server, registry.name()))).toContain("401");
  expect(storage.requests.filter(({ headers }) => "authorization" in headers)).toEqual([]);
});

describe("a registry may not send", () => {
  test.each([
    ["to a machine's neighbours", "http://169.254.169.254/latest", "in a link-local network"],
    ["to what is no web", "file:///etc/passwd", "which is no address of the web"],
    ["in circles", "", "redirects without end"],
  ])("%s", async (_, location, message) => {
    registry.fault = ({ path }) =>
      isBlob(path) ? { status: 302, headers: { location: location || path } } : undefined;
    expect(errorOf(await pull(server, registry.name()))).toContain(message);
  });

  test("to a token service of somebody else with the user's key or password", async () => {
    registry.fault = () => ({
      status: 401,
      headers: {
        "www-authenticate": `Bearer realm="http://localhost:${storage.host.split(":")[1]}/token",service="x"`,
      },
    });
    storage.fault = ({ path }) => (path.startsWith("/token") ? { status: 200, body: '{"token":"t"}' } : undefined);
    expect(errorOf(await pull(server, registry.name()))).toContain("unauthorized: access denied");
    const [token] = storage.requests;
    expect(token?.path).toBe("/token?service=x");
    expect(token?.headers.authorization).toBeUndefined();
  });
});

test("a setting names the registries that may be asked", async () => {
  await using strict = await TestServer.start({ CRIA_REGISTRY_HOSTS: "registry.ollama.ai, *.example.com" }, quick);
  expect(errorOf(await pull(strict, registry.name()))).toContain("CRIA_REGISTRY_HOSTS");
  expect(registry.requests).toEqual([]);
});

import { afterEach, beforeEach, expect, test } from "bun:test";
import { TestServer } from "../api/test-server.ts";
import { FaultyRegistry } from "./testing/faulty-registry.ts";
import { errorOf, noise, pull, quick } from "./testing/pulling.ts";

let registry: FaultyRegistry;
let server: TestServer;
beforeEach(async () => {
  registry = await FaultyRegistry.start(noise(1000, 7));
  server = await TestServer.start({}, quick);
});
afterEach(async () => {
  for (const each of [server, registry]) await each[Symbol.asyncDispose]();
});

const answers = (byReference: Record<string, string>) => {
  registry.fault = ({ path }) => {
    const text = path.includes("/manifests/") ? byReference[path.split("/").at(-1)!] : undefined;
    return text === undefined ? undefined : { status: 200, body: text };
  };
};

test("of an index, this machine's manifest is taken, else the first", async () => {
  const digest = `sha256:${Bun.SHA256.hash(registry.manifest, "hex")}`;
  const other = `sha256:${"0".repeat(64)}`;
  const architecture = process.arch === "x64" ? "amd64" : process.arch;
  const entries = [
    [
      { digest: other, platform: { os: "linux", architecture: "s390x" } },
      { digest, platform: { os: "linux", architecture } },
    ],
    [{ digest: other, platform: { os: "unknown", architecture: "unknown" } }, { digest }],
  ];
  for (const manifests of entries) {
    answers({ latest: JSON.stringify({ schemaVersion: 2, manifests }), [digest]: registry.manifest });
    expect(errorOf(await pull(server, registry.name()))).toBeUndefined();
  }
  answers({ latest: JSON.stringify({ manifests: [{ digest: other }] }), [other]: registry.manifest });
  expect(errorOf(await pull(server, registry.name()))).toContain("has another digest");
});

const layer = { mediaType: "application/vnd.ollama.image.model", digest: `sha256:${"a".repeat(64)}`, size: 1 };

test.each([
  ["no layers", { layers: [] }, "names no layers"],
  [
    "a digest that is a path",
    { layers: [{ ...layer, digest: "sha256:../../../etc/passwd" }] },
    "invalid digest format",
  ],
  [
    "a digest of another kind",
    { layers: [{ ...layer, digest: `sha512:${"a".repeat(128)}` }] },
    "invalid digest format",
  ],
  ["a size below nothing", { layers: [{ ...layer, size: -1 }] }, "gives sha256:"],
  ["a size that is none", { layers: [{ ...layer, size: 1.5 }] }, "gives sha256:"],
  ["a size beyond every disk", { layers: [{ ...layer, size: 2 ** 52 }] }, "no space left on device"],
  ["an empty index", { manifests: [] }, "the index names no manifest"],
])("%s is refused", async (_, manifest, message) => {
  answers({ latest: JSON.stringify({ schemaVersion: 2, ...manifest }) });
  expect(errorOf(await pull(server, registry.name()))).toContain(message);
});

test("registries that refuse what is not named get every type named", async () => {
  expect(errorOf(await pull(server, registry.name()))).toBeUndefined();
  expect(registry.requests[0]?.headers.accept).toContain("application/vnd.docker.distribution.manifest.v2+json");
  expect(registry.requests[0]?.headers["user-agent"]).toStartWith("ollama/");
});

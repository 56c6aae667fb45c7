import { describe, expect, test } from "bun:test";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseHost, readEnvironment } from "./environment.ts";

test("an empty environment has the documented defaults", () => {
  const environment = readEnvironment({}, "/nowhere/home");
  expect(environment).toMatchObject({
    host: { hostname: "127.0.0.1", port: 11434 },
    origins: [],
    apiKeys: [],
    models: "/nowhere/home/.ollama/models",
    cacheSize: undefined,
    keepAlive: 300_000,
    loadTimeout: 300_000,
    contextLength: 0,
    numParallel: 0,
    maxLoadedModels: 0,
    maxQueue: 512,
    noPrune: false,
    noCloud: false,
    goTemplate: undefined,
    registryHosts: [],
    redirectHosts: [],
    pullConnections: 16,
    pullRate: undefined,
    partialSize: undefined,
    hubEndpoint: undefined,
    hubToken: undefined,
    identityPath: "/nowhere/home/.ollama/id_ed25519",
    dockerConfigPath: "/nowhere/home/.docker/config.json",
    debug: false,
  });
});

describe("hosts", () => {
  test.each([
    ["", "127.0.0.1", 11434],
    ["0.0.0.0", "0.0.0.0", 11434],
    ["example.com:8080", "example.com", 8080],
    [":8080", "127.0.0.1", 8080],
    ["http://a", "a", 80],
    ["https://a/path", "a", 443],
    ["http://a:99/x", "a", 99],
    ["a:port", "a", 11434],
    ["a:99999", "a", 11434],
    ["[::1]:8080", "::1", 8080],
    ["::1", "::1", 11434],
    ["127.0.0.1:0", "127.0.0.1", 0],
  ])("%s", (text, hostname, port) => {
    expect(parseHost(text)).toEqual({ hostname, port });
  });
});

describe("values", () => {
  const forever = Number.POSITIVE_INFINITY;
  test.each([
    ["OLLAMA_KEEP_ALIVE", "3600", { keepAlive: 3_600_000 }],
    ["OLLAMA_KEEP_ALIVE", "-1", { keepAlive: forever }],
    ["OLLAMA_KEEP_ALIVE", "0", { keepAlive: 0 }],
    ["OLLAMA_KEEP_ALIVE", "10m", { keepAlive: 600_000 }],
    ["OLLAMA_KEEP_ALIVE", "soon", { keepAlive: 300_000 }],
    ["OLLAMA_LOAD_TIMEOUT", "0", { loadTimeout: forever }],
    ["OLLAMA_NUM_PARALLEL", " '4' ", { numParallel: 4 }],
    ["OLLAMA_NUM_PARALLEL", "0", { numParallel: 0 }],
    ["OLLAMA_NUM_PARALLEL", "-3", { numParallel: 0 }],
    ["CRIA_DRAIN_TIMEOUT", "", { drainTimeout: 0 }],
    ["CRIA_DRAIN_TIMEOUT", "30s", { drainTimeout: 30_000 }],
    ["CRIA_DRAIN_TIMEOUT", "45", { drainTimeout: 45_000 }],
    ["CRIA_DRAIN_TIMEOUT", "-1", { drainTimeout: 0 }],
    ["CRIA_DRAIN_TIMEOUT", "soon", { drainTimeout: 0 }],
    ["CRIA_METRICS", "", { probes: "here" }],
    ["CRIA_METRICS", "off", { probes: "nowhere" }],
    ["CRIA_METRICS", "127.0.0.1:9464", { probes: { hostname: "127.0.0.1", port: 9464 } }],
    ["OLLAMA_MAX_QUEUE", "x", { maxQueue: 512 }],
    ["OLLAMA_NOPRUNE", "yes", { noPrune: true }],
    ["OLLAMA_NOPRUNE", "f", { noPrune: false }],
    ["OLLAMA_GO_TEMPLATE", "0", { goTemplate: false }],
    ["OLLAMA_GO_TEMPLATE", "yes", { goTemplate: true }],
    ["OLLAMA_ORIGINS", "http://a, ,app://*", { origins: ["http://a", "app://*"] }],
    ["OLLAMA_MODELS", '"/m"', { models: "/m" }],
    ["CRIA_CACHE", "/c", { cacheDir: "/c" }],
    ["CRIA_CACHE_SIZE", '"20GB"', { cacheSize: 20e9 }],
    ["CRIA_CACHE_SIZE", "0", { cacheSize: 0 }],
    ["CRIA_CACHE_SIZE", "much", { cacheSize: undefined }],
  ])("%s=%s", (name, value, expected) => {
    expect(readEnvironment({ [name]: value }, "/nowhere/home")).toMatchObject(expected);
  });
});

test("the cache lies within a store that can be written to or made, else in the user's cache", async () => {
  const home = await mkdtemp(join(tmpdir(), "cria-environment-"));
  try {
    const models = join(home, "new", "models");
    expect(readEnvironment({ OLLAMA_MODELS: models }, home).cacheDir).toBe(join(models, "cria-cache"));
    // A file is not a folder, so nothing can be made below it.
    await Bun.write(join(home, "file"), "");
    const blocked = join(home, "file", "models");
    expect(readEnvironment({ OLLAMA_MODELS: blocked }, home).cacheDir).toBe(join(home, ".cache", "cria"));
  } finally {
    await rm(home, { recursive: true });
  }
});

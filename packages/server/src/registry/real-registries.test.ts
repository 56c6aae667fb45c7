import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { TestServer, tinyModel } from "../api/test-server.ts";
import { DockerConfig } from "./access/docker-config.ts";
import { type DockerRegistry, installed, startDockerRegistry } from "./testing/docker-registry.ts";
import { errorOf, noise, pull, quick, type Step, steps } from "./testing/pulling.ts";
import { makeCertificate, startTokenService } from "./testing/token-service.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "cria-real-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

const push = async (server: TestServer, model: string): Promise<Step[]> =>
  steps(await server.send("POST", "/api/push", { model, insecure: true }));

/** A small model that goes to a registry. */
async function create(server: TestServer, model: string, system = "Be brief."): Promise<void> {
  const digest = await server.upload(await server.gguf(tinyModel()));
  await server.create({ model, files: { "model.gguf": digest }, system });
}

async function digestOf(server: TestServer, model: string): Promise<string | undefined> {
  const { models } = (await (await server.send("GET", "/api/tags")).json()) as {
    models: { name: string; digest: string }[];
  };
  return models.find(({ name }) => name === model)?.digest;
}

/** Pushes a model from one server and pulls it to another: both must have the same manifest and blobs. */
async function roundTrip(host: string, variables: Record<string, string> = {}): Promise<Step[]> {
  await using from = await TestServer.start(variables, quick);
  await using to = await TestServer.start(variables, quick);
  const model = `${host}/some/model:tag`;
  await create(from, model);
  const pushed = await push(from, model);
  expect(errorOf(pushed)).toBeUndefined();
  expect(errorOf(await pull(to, model))).toBeUndefined();
  expect(await digestOf(to, model)).toBe(await digestOf(from, model));
  const blobs = join(to.folder, "models/blobs");
  for (const name of readdirSync(blobs).filter((each) => each !== "cria-partial")) {
    expect(`sha256-${Bun.SHA256.hash(readFileSync(join(blobs, name)), "hex")}`).toBe(name);
  }
  return pushed;
}

describe.each(installed.map((program) => [basename(program), program] as const))("%s", (_, program) => {
  test("what was pushed is pulled, byte for byte; what is there is not pushed again", async () => {
    await using registry = await startDockerRegistry(program, folder);
    const first = await roundTrip(registry.host);
    expect(first.map(({ status }) => status)).toContain("pushing manifest");
    await using server = await TestServer.start({}, quick);
    const name = (model: string) => `${registry.host}/${model}`;
    expect(errorOf(await pull(server, name("some/model:tag")))).toBeUndefined();
    // Layers that came from it are mounted into another repository.
    await server.create({ model: name("other/model"), from: name("some/model:tag") });
    expect(errorOf(await push(server, name("other/model")))).toBeUndefined();
    const missing = errorOf(await pull(server, name("some/model:none")));
    expect(missing).toBe("pull model manifest: file does not exist");
  });

  test("a password, which is sent where it belongs", async () => {
    const htpasswd = join(folder, "htpasswd");
    writeFileSync(htpasswd, `me:${await Bun.password.hash("secret", { algorithm: "bcrypt", cost: 4 })}\n`);
    const auth = { htpasswd: { realm: "here", path: htpasswd } };
    await using registry = await startDockerRegistry(program, folder, { auth });
    const variables = { DOCKER_CONFIG: join(folder, "docker") };
    await using server = await TestServer.start(variables, quick);
    await create(server, `${registry.host}/some/model:tag`);
    expect(errorOf(await push(server, `${registry.host}/some/model:tag`))).toStartWith("unauthorized: access denied");
    const config = new DockerConfig(join(folder, "docker/config.json"));
    await config.set(registry.host, { username: "me", password: "wrong" });
    expect(errorOf(await push(server, `${registry.host}/some/model:tag`))).toStartWith("unauthorized: access denied");
    await config.set(registry.host, { username: "me", password: "secret" });
    await roundTrip(registry.host, variables);
  });

  test("tokens: signed with the user's key, for a password, renewed when they run out", async () => {
    await using service = startTokenService(folder);
    await using registry = await startDockerRegistry(program, folder, { auth: service.auth });
    await roundTrip(registry.host);
    for (const { authorization, search } of service.requests) {
      expect(authorization).toMatch(/^[A-Za-z0-9+/=]+:[A-Za-z0-9+/=]+$/);
      expect([...search.keys()].sort()).toEqual(expect.arrayContaining(["nonce", "scope", "service", "ts"]));
    }
    service.requests.length = 0;
    const variables = { DOCKER_CONFIG: join(folder, "docker") };
    await new DockerConfig(join(folder, "docker/config.json")).set(registry.host, { username: "me", password: "x" });
    await roundTrip(registry.host, variables);
    for (const { authorization } of service.requests) expect(authorization).toBe(`Basic ${btoa("me:x")}`);
    service.judge = () => Response.json({ errors: [{ message: "no" }] }, { status: 403 });
    await using server = await TestServer.start(variables, quick);
    expect(errorOf(await pull(server, `${registry.host}/some/model:tag`))).toContain("unauthorized: access denied");
    let calls = 0;
    service.judge = async () => {
      if (++calls === 1) await Bun.sleep(quick.answer + 500);
      return calls === 2 ? new Response("busy", { status: 503 }) : undefined;
    };
    expect(errorOf(await pull(server, `${registry.host}/some/model:tag`))).toBeUndefined();
    expect(calls).toBeGreaterThan(2);
  });

  test("an upload goes on after the registry was restarted", async () => {
    await using server = await TestServer.start({}, { ...quick, pause: 100, longestPause: 500 });
    let registry: DockerRegistry = await startDockerRegistry(program, folder);
    const model = `${registry.host}/some/big`;
    const parts = noise(40 * 2 ** 20, 9);
    const gguf = await server.gguf(tinyModel());
    const digest = await server.upload(Buffer.concat([gguf, parts]));
    await server.create({ model, files: { "model.gguf": digest } });
    const pushed = push(server, model);
    while (!readdirSync(registry.storage, { recursive: true }).some((name) => String(name).includes("_uploads"))) {
      await Bun.sleep(2);
    }
    const port = Number(registry.host.split(":")[1]);
    await registry[Symbol.asyncDispose]();
    await Bun.sleep(100);
    registry = await startDockerRegistry(program, folder, { port });
    try {
      expect(errorOf(await pushed)).toBeUndefined();
      await using other = await TestServer.start({}, quick);
      expect(errorOf(await pull(other, model))).toBeUndefined();
    } finally {
      await registry[Symbol.asyncDispose]();
    }
  });

  test("TLS: a certificate that nobody vouches for is refused", async () => {
    const [key, certificate] = makeCertificate(folder, "tls");
    await using registry = await startDockerRegistry(program, folder, { tls: { key, certificate } });
    await using server = await TestServer.start({}, quick);
    const answer = await server.send("POST", "/api/pull", { model: `${registry.host}/some/model` });
    expect(errorOf(await steps(answer))).toMatch(/certificate/i);
  });
});

// The cache of prepared weights as a user of the server sees it. What the engine promises of it is tested there.
import { afterAll, afterEach, beforeEach, describe, expect, test } from "bun:test";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startTestServer, type TestServer } from "./testing.ts";

const modelPath = join(import.meta.dir, "../model/cria.gguf");
const key = existsSync(modelPath) ? new Bun.CryptoHasher("sha256").update(readFileSync(modelPath)).digest("hex") : "";

const folder = mkdtempSync(join(tmpdir(), "cria-cache-test-"));
afterAll(() => rmSync(folder, { recursive: true }));
let models: string;
let cache: string;
let round = 0;
beforeEach(() => {
  models = join(folder, `models-${round++}`);
  cache = join(models, "cria-cache");
});

/** Ends a server without a chance to clean up; its runners end with it. */
async function crash(server: TestServer): Promise<void> {
  server.process.kill("SIGKILL");
  await server[Symbol.asyncDispose]();
}

const servers: TestServer[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) await crash(server);
});
async function start(variables: Record<string, string> = {}): Promise<TestServer> {
  const server = await startTestServer({ OLLAMA_MODELS: models, CRIA_EMBEDDED_MODEL: "off", ...variables });
  servers.push(server);
  return server;
}

const ask = (server: TestServer, more: object = {}) =>
  server.request("POST", "/api/generate", {
    model: "mine",
    prompt: "What is the capital of France?",
    options: { num_predict: 200, temperature: 0 },
    stream: false,
    ...more,
  });
const create = (server: TestServer) =>
  server.create("mine", modelPath, { template: readFileSync(join(modelPath, "../template.gotmpl"), "utf8") });
async function answer(server: TestServer, more?: object): Promise<string> {
  const body = (await (await ask(server, more)).json()) as { response: string; error?: string };
  expect(body.error).toBeUndefined();
  return body.response;
}

/** The files of each prepared model, by key. */
function entries(): Record<string, string[]> {
  const keys = existsSync(cache) ? readdirSync(cache).filter((name) => name.length === 64) : [];
  return Object.fromEntries(
    keys.map((name) => [name, (readdirSync(join(cache, name), { recursive: true }) as string[]).sort()]),
  );
}
const inode = () => {
  const weights = Object.values(entries())[0]!.find((name) => name.endsWith("weights.data"))!;
  return statSync(join(cache, key, weights)).ino;
};
const whole = {
  [key]: [
    expect.any(String),
    ...["entry.json", "model.onnx", "weights.data"].map((name) => expect.stringMatching(name)),
  ],
};

describe.skipIf(key === "")("prepared weights (skipped without packages/server/model/cria.gguf)", () => {
  test("lie beside the blobs from the first load on, and go with their model, which may be answering", async () => {
    const server = await start();
    await create(server);
    expect(entries()).toEqual({});
    await answer(server);
    expect(entries()).toEqual(whole);
    // ONNX Runtime would leave its telemetry here.
    expect(existsSync(join(server.home, ".cache/Microsoft"))).toBe(false);

    await server.request("POST", "/api/copy", { source: "mine", destination: "copy" });
    await server.request("DELETE", "/api/delete", { model: "copy" });
    expect(entries()).toEqual(whole);

    const list = { type: "array", items: { type: "integer" }, minItems: 200 };
    const response = await ask(server, { format: list, stream: true, options: { num_predict: 300 } });
    const reader = response.body!.getReader();
    await reader.read();
    expect((await server.request("DELETE", "/api/delete", { model: "mine" })).status).toBe(200);
    expect(entries()).toEqual({});
    let text = "";
    for (let next = await reader.read(); !next.done; next = await reader.read())
      text += new TextDecoder().decode(next.value);
    expect(text).toContain('"done":true');
    expect(text).not.toContain('"error"');
  }, 60_000);

  test("are used again by the next server, also those of the embedded model", async () => {
    const first = await start({ CRIA_EMBEDDED_MODEL: "on" });
    const text = await answer(first, { model: "cria" });
    const before = inode();
    await crash(first);
    const second = await start({ CRIA_EMBEDDED_MODEL: "on" });
    expect(inode()).toBe(before);
    expect(await answer(second, { model: "cria" })).toBe(text);
    expect(inode()).toBe(before);
  }, 60_000);

  test("go when the next server finds that another program has deleted their blob", async () => {
    const first = await start();
    await create(first);
    await answer(first);
    await first[Symbol.asyncDispose]();
    rmSync(join(models, `blobs/sha256-${key}`));
    await start();
    expect(entries()).toEqual({});
  }, 60_000);

  test("don't stay where nothing shall stay, unless another server uses them", async () => {
    const first = await start({ CRIA_CACHE_SIZE: "0" });
    await create(first);
    const text = await answer(first);
    expect(text).toContain("Paris");
    expect(entries()).toEqual({});
    const second = await start();
    expect(await answer(second)).toBe(text);
    expect(entries()).toEqual(whole);
    const before = inode();
    const third = await start({ CRIA_CACHE_SIZE: "0" });
    expect(await answer(third)).toBe(text);
    expect(inode()).toBe(before);
    for (const server of [second, third]) await server[Symbol.asyncDispose]();
    await start({ CRIA_CACHE_SIZE: "0" });
    expect(entries()).toEqual({});
  }, 60_000);

  test("are written elsewhere where the folder can't be written to; where nothing can be, the client is told", async () => {
    const file = join(folder, "file");
    writeFileSync(file, "");
    const temporary = join(folder, "temporary");
    mkdirSync(temporary);
    const first = await start({ CRIA_CACHE: file, TMPDIR: temporary });
    await create(first);
    expect(await answer(first)).toContain("Paris");
    const [own] = readdirSync(temporary).filter((name) => name.startsWith("cria-cache-"));
    expect(readdirSync(join(temporary, own!))).toEqual(["lock"]);

    const second = await start({ CRIA_CACHE: file, TMPDIR: join(file, "below") });
    const response = await ask(second);
    expect([response.status, await response.json()]).toEqual([
      500,
      {
        error: expect.stringMatching(
          // Where they are is not for clients.
          /^the prepared weights need \d\.\d MB on disk, and no folder takes them: file \(not a directory\), cria-cache-\d+ \(not a directory\); CRIA_CACHE names another$/,
        ),
      },
    ]);
  }, 60_000);

  test("that were damaged are made anew, at the next load", async () => {
    const server = await start();
    await create(server);
    const right = await answer(server, { keep_alive: 0 });
    const weights = () => join(cache, key, entries()[key]!.find((name) => name.endsWith("weights.data"))!);
    for (const byte of [0, 255]) {
      writeFileSync(weights(), new Uint8Array(statSync(weights()).size).fill(byte));
      expect(await answer(server, { keep_alive: 0 })).toBe(right);
    }
  });

  test("that others remove at any time are made anew", async () => {
    const server = await start();
    await create(server);
    const right = await answer(server, { keep_alive: 0 });
    // Twice in each load at most, and at once: a load tries three times.
    for (const pause of [0, 5, 10, 20, 40, 80]) {
      const text = answer(server, { keep_alive: 0 });
      for (let removal = 0; removal < 2; removal++) {
        await Bun.sleep(pause);
        if (existsSync(cache)) renameSync(cache, join(folder, `removed-${pause}-${removal}`));
      }
      expect(await text).toBe(right);
    }
  }, 60_000);
});

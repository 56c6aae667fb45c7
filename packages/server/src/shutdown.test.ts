// How the server ends, as whoever runs it sees that.
import { describe, expect, test } from "bun:test";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { readBroken } from "./http/read-broken.ts";
import { makePipe } from "./store/testing.ts";
import { startTestServer, storiesAbsent, storiesPath, type TestServer } from "./testing.ts";

/** Ends a server; gives its exit code and how long that took, in milliseconds. */
async function terminate({ process: child }: TestServer): Promise<{ code: number; milliseconds: number }> {
  const start = performance.now();
  child.kill("SIGTERM");
  const code = await child.exited;
  return { code, milliseconds: performance.now() - start };
}

test("idle connections do not hold it up", async () => {
  await using alone = await startTestServer({ CRIA_EMBEDDED_MODEL: "off" });
  const usual = await terminate(alone);
  await using server = await startTestServer({ CRIA_EMBEDDED_MODEL: "off" });
  const port = Number(new URL(server.url).port);
  const sockets = await Promise.all(
    Array.from({ length: 20 }, async () => {
      const socket = connect(port, "127.0.0.1");
      socket.on("error", () => undefined);
      socket.write("GET /api/version HTTP/1.1\r\nHost: localhost\r\n\r\n");
      await new Promise((answered) => socket.once("data", answered));
      return socket;
    }),
  );
  const { code, milliseconds } = await terminate(server);
  expect(code).toBe(0);
  // Those that are not idle have two seconds.
  expect(milliseconds).toBeLessThan(usual.milliseconds + 1500);
  for (const socket of sockets) socket.destroy();
});

test("named pipes in its store neither stop its answers nor its end", async () => {
  await using server = await startTestServer({ CRIA_EMBEDDED_MODEL: "off" });
  const models = join(server.home, "models");
  const library = join(models, "manifests/registry.ollama.ai/library");
  mkdirSync(join(models, "blobs"), { recursive: true });
  const digest = (letter: string) => `sha256:${letter.repeat(64)}`;
  for (const letter of ["a", "b"]) makePipe(join(models, "blobs", digest(letter).replace(":", "-")));
  mkdirSync(join(library, "pipe"), { recursive: true });
  makePipe(join(library, "pipe", "latest"));
  const layer = (kind: string, letter: string) => ({
    mediaType: `application/vnd.ollama.image.${kind}`,
    digest: digest(letter),
    size: 1,
  });
  await Bun.write(join(library, "piped", "latest"), JSON.stringify({ layers: [layer("template", "a")] }));
  await Bun.write(join(library, "weights", "latest"), JSON.stringify({ layers: [layer("model", "b")] }));
  const within = async (response: Promise<Response>) => {
    const first = await Promise.race([response.then(({ status }) => status), Bun.sleep(20_000)]);
    expect(first).toBeNumber();
    return first;
  };
  // More than there are threads for files.
  for (let round = 0; round < 8; round++) {
    for (const model of ["pipe", "piped", "weights"]) {
      await within(server.request("POST", "/api/show", { model }));
      await within(server.request("POST", "/api/generate", { model, prompt: "x" }));
    }
    await within(
      server.request("POST", "/api/create", { model: "new", files: { "x.gguf": digest("b") }, stream: false }),
    );
  }
  expect(await within(server.request("GET", "/api/tags"))).toBe(200);
  for (const model of ["pipe", "piped", "weights"]) {
    expect(await within(server.request("DELETE", "/api/delete", { model }))).toBe(200);
  }
  expect((await terminate(server)).code).toBe(0);
}, 120_000);

describe.skipIf(storiesAbsent)("with a real model (skipped without shared/fixtures)", () => {
  test("whoever waits, or is being answered, hears why there is no answer", async () => {
    await using server = await startTestServer({ CRIA_EMBEDDED_MODEL: "off", OLLAMA_NUM_PARALLEL: "1" });
    await server.create("stories", storiesPath);
    const options = { temperature: 0, num_predict: 100_000 };
    const ask = (stream: boolean) =>
      server.request("POST", "/api/generate", { model: "stories", prompt: "Once", stream, options });
    const begun = await ask(true);
    const queued = [ask(true), ask(false)];
    await Bun.sleep(300);
    const ended = terminate(server);
    const last = (await readBroken(begun)).text.trim().split("\n").at(-1)!;
    expect(JSON.parse(last)).toEqual({ error: "the server is shutting down" });
    for (const response of await Promise.all(queued)) {
      expect(response.status).toBe(503);
      expect(await response.json()).toEqual({ error: "the server is shutting down" });
    }
    // One that takes too long to stop ends with another code.
    expect((await ended).code).toBe(0);
  });
});

const npm = Bun.which("npm");

test.skipIf(npm === null || process.platform === "win32")(
  "needs npm: SIGTERM to `npm start` ends the server",
  async () => {
    const home = mkdtempSync(join(tmpdir(), "cria-npm-"));
    const child = Bun.spawn([npm!, "start"], {
      cwd: resolve(import.meta.dir, "../../.."),
      env: { ...process.env, HOME: home, OLLAMA_HOST: "127.0.0.1:0", OLLAMA_MODELS: join(home, "models") },
      stdout: "ignore",
      stderr: "pipe",
    });
    try {
      let log = "";
      const decoder = new TextDecoder();
      const reader = child.stderr.getReader();
      while (!log.includes("listens on")) log += decoder.decode((await reader.read()).value);
      const [url] = /http:\S+:\d+/.exec(log)!;
      expect((await fetch(`${url}/api/version`)).status).toBe(200);
      child.kill("SIGTERM");
      const isUp = () =>
        fetch(`${url}/api/version`).then(
          () => true,
          () => false,
        );
      let wasUp = true;
      for (let turn = 0; turn < 100 && wasUp; turn++) {
        await Bun.sleep(100);
        wasUp = await isUp();
      }
      expect(wasUp).toBe(false);
    } finally {
      child.kill("SIGKILL");
      rmSync(home, { recursive: true, force: true });
    }
  },
  30_000,
);

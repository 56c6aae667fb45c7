import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { readBroken } from "./http/read-broken.ts";
import { startTestServer, storiesAbsent, storiesPath, type TestServer } from "./testing.ts";

interface Frame {
  readonly response?: string;
  readonly message?: { readonly content: string };
  readonly done?: boolean;
  readonly error?: string;
}

/** What the author of the model published for greedy decoding. */
const published =
  "Once upon a time, there was a little girl named Lily. She loved to play outside in the park. One day, she saw a " +
  "big, red ball. She wanted to play with it, but it was too high.\nLily's mom said, \"Lily, let's go to the " +
  "park.\" Lily was sad and didn't know what to do. She said, \"I want to play with your ball, but I can't find " +
  "it.\"\nLily was sad and didn't know what to do. She said, \"I'm sorry, Lily. I didn't know what to do.\"\nLily " +
  "didn't want to help her mom, so she";

const endless = { temperature: 0, num_predict: 2000 };
const lines = (text: string): Frame[] =>
  text
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
const textOf = (frames: Frame[]) => frames.map((frame) => frame.response ?? frame.message?.content ?? "").join("");

async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  for (let i = 0; i < 500; i++) {
    if (await condition()) return;
    await Bun.sleep(20);
  }
  throw new Error("it did not come to that");
}

/** Process ids of the server's runners. */
function runners(server: TestServer): number[] {
  const { pid } = server.process;
  return readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").split(" ").filter(Boolean).map(Number);
}

describe.skipIf(storiesAbsent)("the server with a real model (skipped without shared/fixtures)", () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startTestServer({ OLLAMA_NUM_PARALLEL: "4", CRIA_EMBEDDED_MODEL: "off" });
    await server.create("stories", storiesPath);
    // Other bytes are another model.
    const other = join(server.home, "other.gguf");
    writeFileSync(other, Buffer.concat([readFileSync(storiesPath), Buffer.alloc(64)]));
    await server.create("other", other);
  });
  afterAll(() => server?.[Symbol.asyncDispose]());

  const generate = (body: object, init?: RequestInit) =>
    server.request("POST", "/api/generate", { model: "stories", ...body }, init);
  const loaded = async () => {
    const { models } = (await (await server.request("GET", "/api/ps")).json()) as { models: { name: string }[] };
    return models.map(({ name }) => name);
  };

  test("tells the text that the model's author published", async () => {
    const options = { temperature: 0, num_predict: 200 };
    const text = textOf(lines(await (await generate({ prompt: "Once upon a time", raw: true, options })).text()));
    expect(`Once upon a time${text}`.slice(0, published.length)).toBe(published);
  });

  test.each([0, 0.9])("a stream's text is the text of the whole answer (temperature %d)", async (temperature) => {
    for (const request of [
      { path: "/api/generate", body: { prompt: "Once upon a time", raw: true } },
      { path: "/api/chat", body: { messages: [{ role: "user", content: "Tell me a story" }] } },
    ]) {
      const body = { model: "stories", ...request.body, options: { temperature, seed: 11, num_predict: 80 } };
      const streamed = lines(await (await server.request("POST", request.path, body)).text());
      const whole = lines(await (await server.request("POST", request.path, { ...body, stream: false })).text());
      expect(whole).toHaveLength(1);
      expect(textOf(streamed)).toBe(textOf(whole));
      expect(textOf(streamed).length).toBeGreaterThan(20);
      expect(streamed.map((frame) => frame.done)).toEqual([...streamed.slice(1).map(() => false), true]);
    }
  });

  test("eight requests at once get the texts that they get one by one", async () => {
    const ask = async (prompt: string) =>
      textOf(lines(await (await generate({ prompt, raw: true, options: { temperature: 0, num_predict: 60 } })).text()));
    const prompts = ["Once", "Lily", "The dog", "One day", "He was", "She", "Tom and", "There was"];
    const alone: string[] = [];
    for (const prompt of prompts) alone.push(await ask(prompt));
    expect(await Promise.all(prompts.map(ask))).toEqual(alone);
  });

  test("a killed runner fails its answers in their streams; other models go on, the next request loads anew", async () => {
    await generate({ keep_alive: 0 });
    await until(() => runners(server).length === 0);
    await generate({ model: "other", prompt: "x", options: { num_predict: 1 } });
    const [bystander] = runners(server);
    await generate({ prompt: "x", options: { num_predict: 1 } });
    const victim = runners(server).find((pid) => pid !== bystander)!;
    const [doomed, spared] = await Promise.all([
      generate({ prompt: "Once", options: endless }),
      generate({ model: "other", prompt: "Once", options: { ...endless, num_predict: 1000 } }),
    ]);
    process.kill(victim, "SIGKILL");
    const frames = lines((await readBroken(doomed)).text);
    expect(doomed.status).toBe(200);
    expect(frames.at(-1)).toEqual({ error: expect.stringMatching(/^(model runner has|an error was)/) });
    expect(lines(await spared.text()).at(-1)).toMatchObject({ done: true });
    expect(textOf(lines(await (await generate({ prompt: "Once", options: { num_predict: 3 } })).text()))).not.toBe("");
    expect(runners(server)).not.toContain(victim);
  });

  test("a client that leaves stops the decoding", async () => {
    const abort = new AbortController();
    const response = await generate({ prompt: "Once", options: endless }, { signal: abort.signal });
    await response.body!.getReader().read();
    const cpu = () => {
      const [pid] = runners(server).slice(-1);
      const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(" ");
      return Number(fields[13]) + Number(fields[14]);
    };
    abort.abort();
    await Bun.sleep(100);
    const used = cpu();
    await Bun.sleep(300);
    expect(cpu() - used).toBeLessThanOrEqual(3);
  });

  test("unloading ends the process and leaves the others", async () => {
    await generate({ prompt: "x", options: { num_predict: 1 } });
    const before = runners(server);
    expect(await loaded()).toContain("stories:latest");
    const answer = await (await generate({ keep_alive: 0 })).json();
    expect(answer).toMatchObject({ done: true, done_reason: "unload" });
    await until(async () => !(await loaded()).includes("stories:latest"));
    await until(() => runners(server).length === before.length - 1);
    expect(await loaded()).toEqual(["other:latest"]);
  });

  test("keep_alive ends by itself", async () => {
    await generate({ prompt: "x", keep_alive: "200ms", options: { num_predict: 1 }, stream: false });
    expect(await loaded()).toContain("stories:latest");
    await until(async () => !(await loaded()).includes("stories:latest"));
  });

  test("tokens for nothing end at once", async () => {
    const answer = await (await generate({ prompt: "Once", options: { num_predict: 0 }, stream: false })).json();
    expect(answer).toMatchObject({ response: "", done: true, done_reason: "length" });
  });

  test("deleting a model removes its blobs and what was made of them", async () => {
    const copy = join(server.home, "copy.gguf");
    writeFileSync(copy, Buffer.concat([readFileSync(storiesPath), Buffer.alloc(128)]));
    const blobs = join(server.home, "models/blobs");
    const before = readdirSync(blobs).length;
    await server.create("short-lived", copy);
    await generate({ model: "short-lived", prompt: "x", options: { num_predict: 1 }, stream: false });
    const cache = join(server.home, "models/cria-cache");
    const cached = readdirSync(cache).length;
    expect((await server.request("DELETE", "/api/delete", { model: "short-lived" })).status).toBe(200);
    expect(readdirSync(blobs)).toHaveLength(before);
    expect(readdirSync(cache)).toHaveLength(cached - 1);
  });

  test("damaged models are refused at once, in words, and leave nothing behind", async () => {
    const bytes = readFileSync(storiesPath);
    const change = (offset: number, value: bigint) => {
      const copy = Buffer.from(bytes);
      copy.writeBigUInt64LE(value, offset);
      return copy;
    };
    const store = join(server.home, "models/manifests");
    const manifests = () => readdirSync(store, { recursive: true }).length;
    const before = manifests();
    for (const [name, damaged] of [
      ["tensors", change(8, 2n ** 63n)],
      ["keys", change(16, 2n ** 63n)],
      ["string", change(24, 2n ** 62n)],
      ["short", bytes.subarray(0, 100)],
      ["magic", Buffer.from("GGUF")],
      ["text", Buffer.from("hello")],
    ] as const) {
      const path = join(server.home, `${name}.gguf`);
      writeFileSync(path, damaged);
      const started = performance.now();
      await expect(server.create(`bad-${name}`, path)).rejects.toThrow(/create: \{"error":".+"\}/);
      expect(performance.now() - started).toBeLessThan(1000);
    }
    expect(manifests()).toBe(before);
    expect((await server.request("GET", "/api/version")).status).toBe(200);
  });

  test.each([
    ["POST", "/api/generate", "{", 400],
    ["POST", "/api/chat", "[]", 400],
    ["POST", "/api/create", '{"model":"../x","files":{"a":"sha256:0"}}', 400],
    ["POST", "/api/copy", '{"source":"stories","destination":"../../x"}', 400],
    ["DELETE", "/api/delete", '{"model":"../x"}', 400],
    ["POST", "/api/show", '{"model":"..%2f..%2fx"}', 400],
    ["POST", "/api/blobs/sha256:zz", "x", 400],
    ["POST", "/api/generate", '{"model":"stories","prompt":"x","context":[1e9]}', 400],
    ["POST", "/api/generate", '{"model":"stories","prompt":"x","options":{"stop":"x"}}', 500],
  ])("%s %s with %s is refused", async (method, path, body, status) => {
    const answer = await server.request(method, path, body);
    expect({ status: answer.status, body: await answer.json() }).toEqual({
      status: expect.any(Number),
      body: { error: expect.any(String) },
    });
    expect(Math.floor(answer.status / 100)).toBe(Math.floor(status / 100));
    expect(existsSync(join(server.home, "x"))).toBe(false);
    expect(existsSync(join(server.home, "models/x"))).toBe(false);
  });

  test("memory of the server stays where it was", async () => {
    const resident = () =>
      Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${server.process.pid}/status`, "utf8"))![1]);
    const round = async (n: number) => {
      for (let i = 0; i < n; i++) {
        await (await generate({ prompt: "Once", options: { num_predict: 5, temperature: 0 } })).text();
      }
    };
    await round(100);
    const before = resident();
    await round(300);
    expect(resident() - before).toBeLessThan(40_000);
    expect(statSync(join(server.home, "models")).isDirectory()).toBe(true);
  });
});

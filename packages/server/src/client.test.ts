import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { type ChatResponse, ConnectionError, Ollama, ResponseError } from "@cria/client";
import { call, stream } from "@cria/client/operations";
import { startTestServer, storiesAbsent, storiesPath, type TestServer } from "./testing.ts";

describe.skipIf(storiesAbsent)("Cria's own client (skipped without shared/fixtures)", () => {
  let server: TestServer;
  let client: Ollama;
  const options = { temperature: 0, num_predict: 20 };
  const messages = [{ role: "user", content: "Hi" }];

  beforeAll(async () => {
    server = await startTestServer({ CRIA_EMBEDDED_MODEL: "off" });
    client = new Ollama({ host: server.url });
    // The file of the model is uploaded by the client itself.
    expect(await client.create({ model: "stories", files: { "model.gguf": Bun.file(storiesPath) } })).toEqual({
      status: "success",
    });
  });
  afterAll(() => server?.[Symbol.asyncDispose]());

  test("says which version and models the server has", async () => {
    expect((await client.version()).version).toMatch(/^\d+\.\d+\.\d+/);
    const [model] = (await client.list()).models;
    expect(model).toMatchObject({ name: "stories:latest", details: { family: "llama" } });
    expect(Date.parse(model!.modified_at)).toBeGreaterThan(0);
    const shown = await client.show({ model: "stories" });
    expect(shown.model_info["general.architecture"]).toBe("llama");
    expect(await call(client, "root", {})).toBe("Ollama is running");
  });

  test("generates, streaming and not, and tells the last frame from the others", async () => {
    const request = { model: "stories", prompt: "Once upon a time", raw: true, options };
    const whole = await client.generate(request);
    expect(whole.response).toBe(", there was a little girl named Lily. She loved to play outsid");
    let streamed = "";
    let evaluated: number | undefined;
    for await (const frame of await client.generate({ ...request, stream: true })) {
      streamed += frame.response;
      if (frame.done) evaluated = frame.eval_count;
      else expect(frame.eval_count).toBeUndefined();
    }
    expect(streamed).toBe(whole.response);
    expect([evaluated, whole.eval_count]).toEqual([20, 20]);
  });

  test("chats, streaming and not, by method and by the operation's id", async () => {
    const whole = await client.chat({ model: "stories", messages, options });
    const frames: ChatResponse[] = [];
    for await (const frame of await client.chat({ model: "stories", messages, options, stream: true }))
      frames.push(frame);
    expect(frames.map(({ message }) => message.content).join("")).toBe(whole.message.content);
    expect(frames.map(({ done }) => done)).toEqual([...frames.slice(1).map(() => false), true]);
    const body = { model: "stories", messages, options };
    expect(await call(client, "chat", { body })).toMatchObject({ message: whole.message, done: true });
    const last = (await Array.fromAsync(await stream(client, "chat", { body }))).at(-1);
    expect(last).toMatchObject({ done: true, eval_count: whole.eval_count });
  });

  test("aborts one answer, by signal and by leaving, and the server goes on", async () => {
    const long = { model: "stories", prompt: "Once", options: { num_predict: 2000 }, stream: true as const };
    const controller = new AbortController();
    const reading = (async () => {
      for await (const _ of await client.generate(long, { signal: controller.signal })) controller.abort();
    })();
    await expect(reading).rejects.toHaveProperty("name", "AbortError");
    for await (const frame of await client.generate(long)) {
      expect(frame.done).toBe(false);
      break;
    }
    expect((await client.ps()).models[0]?.name).toBe("stories:latest");
  });

  test("uploads streams, copies and deletes", async () => {
    const bytes = readFileSync(storiesPath);
    const digest = await client.createBlob(new Blob([bytes]).stream());
    expect(digest).toMatch(/^sha256:[0-9a-f]{64}$/);
    expect(await call(client, "blobExists", { params: { digest } })).toBeUndefined();
    const unknown = call(client, "blobExists", { params: { digest: `sha256:${"0".repeat(64)}` } });
    await expect(unknown).rejects.toMatchObject({ status: 404 });
    const fresh = new TextEncoder().encode(`text ${crypto.randomUUID()}`);
    expect(await client.createBlob(new Blob([fresh]).stream())).toBe(await client.createBlob(fresh));
    const steps: string[] = [];
    const creation = { model: "narrator", from: "stories", system: "You tell stories.", stream: true as const };
    for await (const { status } of await client.create(creation)) steps.push(status);
    expect(steps.at(-1)).toBe("success");
    expect(await client.copy({ source: "narrator", destination: "teller" })).toEqual({ status: "success" });
    expect((await client.show({ model: "teller" })).system).toBe("You tell stories.");
    await client.delete({ model: "teller" });
    await expect(client.show({ model: "teller" })).rejects.toBeInstanceOf(ResponseError);
  });

  test("reports errors with status, text and body", async () => {
    const error = await client.chat({ model: "nope", messages }).catch((reason: unknown) => reason);
    const text = "model 'nope' not found";
    expect(error).toMatchObject({ name: "ResponseError", status_code: 404, error: text, body: { error: text } });
    await expect(call(client, "openaiModel", { params: { model: "nope" } })).rejects.toMatchObject({ status: 404 });
    await expect(new Ollama({ host: "127.0.0.1:1" }).list()).rejects.toBeInstanceOf(ConnectionError);
  });
});

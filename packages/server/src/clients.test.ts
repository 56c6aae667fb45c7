import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { Ollama } from "ollama";
import { startTestServer, storiesAbsent, storiesPath, type TestServer } from "./testing.ts";

describe.skipIf(storiesAbsent)("the npm package ollama as a client (skipped without shared/fixtures)", () => {
  let server: TestServer;
  let client: Ollama;
  beforeAll(async () => {
    server = await startTestServer({ CRIA_EMBEDDED_MODEL: "off" });
    await server.create("stories", storiesPath);
    client = new Ollama({ host: server.url });
  });
  afterAll(() => server?.[Symbol.asyncDispose]());
  const options = { temperature: 0, num_predict: 20 } as const;

  test("generates, streaming and not", async () => {
    const request = { model: "stories", prompt: "Once upon a time", raw: true, options };
    const whole = await client.generate(request);
    expect(whole.response).toBe(", there was a little girl named Lily. She loved to play outsid");
    let streamed = "";
    for await (const part of await client.generate({ ...request, stream: true })) streamed += part.response;
    expect(whole.response).toBe(streamed);
    expect(whole).toMatchObject({ done: true, done_reason: "length", eval_count: 20, prompt_eval_count: 5 });
  });

  test("chats, streaming and not", async () => {
    const request = { model: "stories", messages: [{ role: "user", content: "Hi" }], options };
    const whole = await client.chat(request);
    expect(whole.message.role).toBe("assistant");
    let streamed = "";
    for await (const part of await client.chat({ ...request, stream: true })) streamed += part.message.content;
    expect(streamed).toBe(whole.message.content);
  });

  test("aborts an answer", async () => {
    const long = await client.generate({
      model: "stories",
      prompt: "Once",
      stream: true,
      options: { num_predict: 2000 },
    });
    const reading = (async () => {
      for await (const _ of long) client.abort();
    })();
    await expect(reading).rejects.toThrow(/abort/i);
  });

  test("lists, shows, copies, creates and deletes", async () => {
    await client.create({
      model: "narrator",
      from: "stories",
      system: "You tell stories.",
      parameters: { temperature: 0 },
    });
    await client.copy({ source: "narrator", destination: "teller" });
    const names = (await client.list()).models.map(({ name }) => name);
    expect(names.toSorted()).toEqual(["narrator:latest", "stories:latest", "teller:latest"]);
    const shown = await client.show({ model: "teller" });
    expect(shown.system).toBe("You tell stories.");
    expect(shown.details.family).toBe("llama");
    expect((await client.ps()).models[0]?.name).toBe("stories:latest");
    await client.delete({ model: "teller" });
    await expect(client.show({ model: "teller" })).rejects.toThrow("model 'teller:latest' not found");
  });

  test("reports errors with status and text", async () => {
    await expect(client.chat({ model: "nope", messages: [] })).rejects.toMatchObject({
      status_code: 404,
      error: "model 'nope' not found",
    });
  });
});

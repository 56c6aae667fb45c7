import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { existsSync } from "node:fs";
import { join } from "node:path";
import Anthropic from "@anthropic-ai/sdk";
import { startTestServer, type TestServer } from "../testing.ts";

const absent = !existsSync(join(import.meta.dir, "../../model/cria.gguf"));

describe.skipIf(absent)(
  "the npm package @anthropic-ai/sdk as a client (skipped without packages/server/model/cria.gguf)",
  () => {
    let server: TestServer;
    let client: Anthropic;
    beforeAll(async () => {
      server = await startTestServer();
      client = new Anthropic({ baseURL: server.url, apiKey: "none", maxRetries: 0 });
    });
    afterAll(() => server?.[Symbol.asyncDispose]());

    const greedy = { model: "cria", max_tokens: 200, temperature: 0 } as const;
    const silent = { ...greedy, thinking: { type: "disabled" } } as const;
    const sum = { role: "user", content: "What is 2 plus 3?" } as const;
    const weather = { role: "user", content: "What's the weather in Paris?" } as const;
    const tools: Anthropic.Tool[] = [
      {
        name: "get_weather",
        description: "Get the current weather for a city",
        input_schema: {
          type: "object",
          properties: { city: { type: "string", description: "The city" } },
          required: ["city"],
        },
      },
    ];

    test("answers, streaming and not", async () => {
      const request = { ...silent, messages: [sum] };
      const whole = await client.messages.create(request);
      expect(whole).toMatchObject({ type: "message", role: "assistant", model: "cria", stop_reason: "end_turn" });
      expect(whole.content).toEqual([{ type: "text", text: expect.stringContaining("5") } as never]);
      let text = "";
      const stream = client.messages.stream(request).on("text", (delta) => {
        text += delta;
      });
      const streamed = await stream.finalMessage();
      expect(streamed.content as Anthropic.ContentBlock[]).toEqual(whole.content);
      expect([{ type: "text", text }]).toEqual(whole.content as never);
      expect(streamed.stop_reason).toBe(whole.stop_reason);
      expect(streamed.usage).toEqual(whole.usage);
    });

    test("sees what the model thinks, and sends it back", async () => {
      const request = { ...greedy, system: [{ type: "text" as const, text: "Be brief." }], messages: [sum] };
      const whole = await client.messages.create(request);
      expect(whole.content.map(({ type }) => type)).toEqual(["thinking", "text"]);
      const streamed = await client.messages.stream(request).finalMessage();
      expect(streamed.content as Anthropic.ContentBlock[]).toEqual(whole.content);
      const messages = [sum, { role: "assistant" as const, content: whole.content }, sum];
      expect((await client.messages.create({ ...request, messages })).stop_reason).toBe("end_turn");
    });

    test("calls tools, streaming and not, and sends back what they answered", async () => {
      const request = { ...silent, messages: [weather], tools };
      const whole = await client.messages.create(request);
      expect(whole.stop_reason).toBe("tool_use");
      const call = whole.content.find((block) => block.type === "tool_use");
      if (call === undefined) throw new Error(`no call: ${JSON.stringify(whole.content)}`);
      expect(call).toMatchObject({ name: "get_weather", input: { city: "Paris" } });
      const streamed = await client.messages.stream(request).finalMessage();
      expect(streamed.content.find((block) => block.type === "tool_use")).toMatchObject({
        name: call.name,
        input: call.input,
      });
      const result = { type: "tool_result", tool_use_id: call.id, content: "18 degrees, sunny" } as const;
      const after = await client.messages.create({
        ...request,
        messages: [weather, { role: "assistant", content: whole.content }, { role: "user", content: [result] }],
      });
      expect(after.content[0]).toMatchObject({ type: "text" });
    });

    test("must call, may not call, and calls what it is told to", async () => {
      const hello = { role: "user", content: "Say hello." } as const;
      for (const tool_choice of [{ type: "any" }, { type: "tool", name: "get_weather" }] as const) {
        const { content, stop_reason } = await client.messages.create({
          ...silent,
          messages: [hello],
          tools,
          tool_choice,
        });
        expect(stop_reason).toBe("tool_use");
        expect(content).toMatchObject([{ type: "tool_use", name: "get_weather", input: { city: expect.any(String) } }]);
      }
      const none = { type: "none" } as const;
      const { content } = await client.messages.create({ ...silent, messages: [weather], tools, tool_choice: none });
      expect(content.map(({ type }) => type)).toEqual(["text"]);
    });

    test("gets JSON of a schema, and reads documents", async () => {
      const schema = { type: "object", properties: { answer: { type: "integer" } }, required: ["answer"] };
      const { content } = await client.messages.create({
        ...silent,
        messages: [sum],
        output_config: { format: { type: "json_schema", schema } },
      });
      expect(JSON.parse((content[0] as Anthropic.TextBlock).text)).toEqual({ answer: expect.any(Number) });
      const source = { type: "text", media_type: "text/plain", data: "All llamas are purple." } as const;
      const read = (blocks: Anthropic.ContentBlockParam[]) =>
        client.messages.create({ ...silent, max_tokens: 1, messages: [{ role: "user", content: blocks }] });
      const question = { type: "text", text: "Why?" } as const;
      const [without, with_] = [await read([question]), await read([{ type: "document", source }, question])];
      expect(with_.usage.input_tokens).toBeGreaterThan(without.usage.input_tokens + 5);
      const pdf = { type: "base64", media_type: "application/pdf", data: "JVBERi0=" } as const;
      expect(await failure(read([{ type: "document", source: pdf }]))).toBeInstanceOf(Anthropic.BadRequestError);
    });

    test("is cut where it asked to be", async () => {
      const { stop_reason, usage } = await client.messages.create({ ...silent, max_tokens: 1, messages: [sum] });
      expect([stop_reason, usage.output_tokens]).toEqual(["max_tokens", 1]);
    });

    test("lists models", async () => {
      const ids: string[] = [];
      for await (const { id } of client.models.list()) ids.push(id);
      expect(ids).toEqual(["cria:latest"]);
    });

    test("reports errors with their class and text", async () => {
      const missing = await failure(
        client.messages.create({ ...greedy, model: "nope", messages: [sum], stream: true }),
      );
      expect(missing).toBeInstanceOf(Anthropic.NotFoundError);
      expect(missing).toMatchObject({
        status: 404,
        type: "not_found_error",
        error: { type: "error", error: { message: "model 'nope' not found" } },
      });
      const endless = await failure(client.messages.create({ ...greedy, max_tokens: 0, messages: [sum] }));
      expect(endless).toBeInstanceOf(Anthropic.BadRequestError);
    });
  },
);

/** What a call of the package fails with. */
async function failure(answer: PromiseLike<unknown>): Promise<unknown> {
  try {
    return await answer;
  } catch (error) {
    return error;
  }
}

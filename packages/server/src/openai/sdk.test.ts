import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { existsSync } from "node:fs";
import { join } from "node:path";
import OpenAI from "openai";
import { startTestServer, type TestServer } from "../testing.ts";

const absent = !existsSync(join(import.meta.dir, "../../model/cria.gguf"));

describe.skipIf(absent)("the npm package openai as a client (skipped without packages/server/model/cria.gguf)", () => {
  let server: TestServer;
  let client: OpenAI;
  beforeAll(async () => {
    server = await startTestServer();
    client = new OpenAI({ baseURL: `${server.url}/v1`, apiKey: "none", maxRetries: 0 });
  });
  afterAll(() => server?.[Symbol.asyncDispose]());

  const model = "cria";
  const sum = { role: "user", content: "What is 2 plus 3?" } as const;
  const weather = { role: "user", content: "What's the weather in Paris?" } as const;
  const parameters = {
    type: "object",
    properties: { city: { type: "string", description: "The city" } },
    required: ["city"],
  };
  const described = { name: "get_weather", description: "Get the current weather for a city", parameters };
  const tools: OpenAI.ChatCompletionTool[] = [{ type: "function", function: described }];
  const flatTools: OpenAI.Responses.Tool[] = [{ type: "function", ...described, strict: false }];
  const greedy = { model, temperature: 0, reasoning_effort: "none" } as const;

  test("lists models and gets one", async () => {
    const ids: string[] = [];
    for await (const { id } of client.models.list()) ids.push(id);
    expect(ids).toEqual(["cria:latest"]);
    expect(await client.models.retrieve("cria")).toMatchObject({ id: "cria", object: "model", owned_by: "library" });
  });

  test("chats, streaming and not", async () => {
    const request = { ...greedy, messages: [sum] };
    const whole = await client.chat.completions.create(request);
    expect(whole.choices[0]).toMatchObject({ finish_reason: "stop", message: { role: "assistant" } });
    expect(whole.choices[0]!.message.content).toContain("5");
    let streamed = "";
    let usage: OpenAI.CompletionUsage | null | undefined;
    const stream_options = { include_usage: true };
    for await (const chunk of await client.chat.completions.create({ ...request, stream: true, stream_options })) {
      streamed += chunk.choices[0]?.delta.content ?? "";
      usage = chunk.usage;
    }
    expect(streamed).toBe(whole.choices[0]!.message.content!);
    expect(usage).toEqual(whole.usage!);
    const accumulated = await client.chat.completions.stream(request).finalChatCompletion();
    expect(accumulated.choices[0]!.message.content).toBe(streamed);
  });

  test("sees what the model thinks", async () => {
    const { choices } = await client.chat.completions.create({ model, temperature: 0, messages: [sum] });
    const { reasoning, content } = choices[0]!.message as { reasoning?: string; content: string | null };
    expect(reasoning).toBeTruthy();
    expect(content).not.toContain(reasoning!);
  });

  test("calls tools, streaming and not, and sends back what they answered", async () => {
    const request = { ...greedy, messages: [weather], tools };
    const { choices } = await client.chat.completions.create(request);
    const [call] = choices[0]!.message.tool_calls ?? [];
    if (call?.type !== "function") throw new Error(`no call: ${JSON.stringify(choices)}`);
    expect(choices[0]!.finish_reason).toBe("tool_calls");
    expect(call.function.name).toBe("get_weather");
    expect(JSON.parse(call.function.arguments)).toEqual({ city: "Paris" });
    const streamed = await client.chat.completions.stream(request).finalChatCompletion();
    expect(streamed.choices[0]!.message.tool_calls).toMatchObject([{ function: call.function }]);
    const after = await client.chat.completions.create({
      ...greedy,
      messages: [weather, choices[0]!.message, { role: "tool", tool_call_id: call.id, content: "18 degrees, sunny" }],
      tools,
    });
    expect(after.choices[0]!.message.content).toBeTruthy();
  });

  test("gets JSON of a schema", async () => {
    const schema = { type: "object", properties: { answer: { type: "integer" } }, required: ["answer"] };
    const parsed = await client.chat.completions.parse({
      ...greedy,
      messages: [sum],
      max_tokens: 100,
      response_format: { type: "json_schema", json_schema: { name: "sum", strict: true, schema } },
    });
    expect(JSON.parse(parsed.choices[0]!.message.content!)).toEqual({ answer: expect.any(Number) });
  });

  test("must call, may not call, and calls what it is told to", async () => {
    const hello = { role: "user", content: "Say hello." } as const;
    const named = { type: "function", function: { name: "get_weather" } } as const;
    for (const tool_choice of ["required", named] as const) {
      const { choices } = await client.chat.completions.create({ ...greedy, messages: [hello], tools, tool_choice });
      const [call] = choices[0]!.message.tool_calls ?? [];
      if (call?.type !== "function") throw new Error(`no call: ${JSON.stringify(choices)}`);
      expect(call.function.name).toBe("get_weather");
      expect(JSON.parse(call.function.arguments)).toEqual({ city: expect.any(String) });
    }
    const thinking = await client.chat.completions.create({
      model,
      messages: [hello],
      tools,
      tool_choice: "required",
    });
    expect(thinking.choices[0]!.finish_reason).toBe("tool_calls");
    const none = await client.chat.completions.create({ ...greedy, messages: [weather], tools, tool_choice: "none" });
    expect(none.choices[0]).toMatchObject({ finish_reason: "stop" });
    expect(none.choices[0]!.message.tool_calls).toBeUndefined();
  });

  test("limits, multiplies and biases answers", async () => {
    const request = { ...greedy, messages: [sum] };
    const cut = await client.chat.completions.create({ ...request, max_completion_tokens: 3 });
    expect(cut).toMatchObject({ choices: [{ finish_reason: "length" }], usage: { completion_tokens: 3 } });
    const several = await client.chat.completions.create({ ...request, temperature: 1, seed: 1, n: 3 });
    expect(several.choices.map(({ index }) => index)).toEqual([0, 1, 2]);
    const streamed = await client.chat.completions
      .stream({ ...request, temperature: 1, seed: 1, n: 3 })
      .finalChatCompletion();
    expect(streamed.choices.map(({ message }) => message.content)).toEqual(
      several.choices.map(({ message }) => message.content),
    );
    const logprobs = await client.chat.completions.create({ ...request, max_tokens: 1, logprobs: true });
    const biased = await client.chat.completions.create({ ...request, max_tokens: 4, logit_bias: { "65": 1000 } });
    expect(biased.choices[0]!.message.content).not.toBe(logprobs.choices[0]!.message.content);
    const incomplete = await client.responses.create({ model, input: sum.content, max_output_tokens: 2 });
    expect(incomplete).toMatchObject({ status: "incomplete", incomplete_details: { reason: "max_output_tokens" } });
    const events = client.responses.stream({ model, input: sum.content, max_output_tokens: 2 });
    expect(await events.finalResponse()).toMatchObject({ status: "incomplete" });
  });

  test("gets log probabilities of what it sees of a model that thinks", async () => {
    const { choices } = await client.chat.completions.create({
      model,
      temperature: 0,
      messages: [sum],
      logprobs: true,
    });
    const { reasoning, content } = choices[0]!.message as { reasoning?: string; content: string | null };
    const tokens = (choices[0]!.logprobs?.content ?? []).map(({ token }) => token);
    expect(tokens.join("")).toBe(reasoning! + content!);
  });

  test("gets log probabilities", async () => {
    const request = { ...greedy, messages: [sum], max_tokens: 2, logprobs: true, top_logprobs: 2 };
    const { choices } = await client.chat.completions.create(request);
    const tokens = choices[0]!.logprobs?.content ?? [];
    expect(tokens).toHaveLength(2);
    expect(tokens.map(({ token }) => token).join("")).toBe(choices[0]!.message.content!);
    expect(tokens[0]!.top_logprobs[0]).toMatchObject({ token: tokens[0]!.token, logprob: tokens[0]!.logprob });
  });

  test("completes a prompt, streaming and not", async () => {
    const request = { model, prompt: "What is 2 plus 3?", temperature: 0, max_tokens: 40 };
    const whole = await client.completions.create(request);
    let streamed = "";
    for await (const chunk of await client.completions.create({ ...request, stream: true })) {
      streamed += chunk.choices[0]?.text ?? "";
    }
    expect(streamed).toBe(whole.choices[0]!.text);
  });

  test("gets a response, streaming and not", async () => {
    const request = { model, temperature: 0, instructions: "Be brief.", input: sum.content };
    const whole = await client.responses.create(request);
    expect(whole.output_text).toContain("5");
    const [reasoning] = whole.output;
    if (reasoning?.type !== "reasoning") throw new Error(JSON.stringify(whole.output));
    const stream = client.responses.stream(request);
    let text = "";
    stream.on("response.output_text.delta", ({ delta }) => {
      text += delta;
    });
    const streamed = await stream.finalResponse();
    expect(text).toBe(whole.output_text);
    expect(streamed.output_text).toBe(whole.output_text);
    expect(streamed.output[0]).toMatchObject({ type: "reasoning", summary: reasoning.summary });
    expect(streamed.usage).toEqual(whole.usage!);
  });

  test("calls tools by a response and goes on from its output", async () => {
    const request = { model, temperature: 0, reasoning: { effort: "none" }, tools: flatTools } as const;
    const input: OpenAI.Responses.ResponseInput = [weather];
    const first = await client.responses.stream({ ...request, input }).finalResponse();
    const call = first.output.find((item) => item.type === "function_call");
    if (call === undefined) throw new Error(`no call: ${JSON.stringify(first.output)}`);
    expect(JSON.parse(call.arguments)).toEqual({ city: "Paris" });
    const second = await client.responses.create({
      ...request,
      input: [
        ...input,
        ...(first.output as OpenAI.Responses.ResponseInput),
        { type: "function_call_output", call_id: call.call_id, output: "18 degrees, sunny" },
      ],
    });
    expect(second.output_text).not.toBe("");
  });

  test("reports errors with their class and text", async () => {
    const missing = await failure(client.chat.completions.create({ model: "nope", messages: [sum], stream: true }));
    expect(missing).toBeInstanceOf(OpenAI.NotFoundError);
    expect(missing).toMatchObject({ status: 404, type: "not_found_error", code: null, param: null });
    expect(missing).toMatchObject({ message: "404 model 'nope' not found" });
    expect(await failure(client.models.retrieve("nope"))).toBeInstanceOf(OpenAI.NotFoundError);
    const embedding = await failure(client.embeddings.create({ model, input: "x" }));
    expect(embedding).toBeInstanceOf(OpenAI.InternalServerError);
    expect((embedding as Error).message).toBe('501 "cria" does not support embeddings');
    expect(await failure(client.chat.completions.create({ model, messages: [] }))).toBeInstanceOf(
      OpenAI.BadRequestError,
    );
    expect(await failure(client.responses.create({ model, input: [{ type: "nope" } as never] }))).toMatchObject({
      status: 400,
      message: '400 input[0]: unknown input item type: "nope"',
    });
  });

  test("aborts an answer, and the server goes on", async () => {
    const stream = await client.chat.completions.create({ ...greedy, messages: [sum], stream: true });
    for await (const _ of stream) stream.controller.abort();
    const after = await client.chat.completions.create({ ...greedy, messages: [sum] });
    expect(after.choices[0]!.message.content).toContain("5");
  });
});

/** What a call of the package fails with. */
async function failure(answer: PromiseLike<unknown>): Promise<unknown> {
  try {
    return await answer;
  } catch (error) {
    return error;
  }
}

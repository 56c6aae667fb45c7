import { describe, expect, test } from "bun:test";
import type { ChatFinal, ChatResponse, GenerateFinal, GenerateResponse } from "@cria/spec";
import fc from "fast-check";
import { FakeServer, fakeModel, readLines } from "../inference/fakes.ts";
import { parsers } from "../outputs/parsers/registry.ts";
import { textInPieces } from "../outputs/pieces.ts";
import { chat } from "./chat.ts";
import { generate } from "./generate.ts";

const config = {
  model_format: "gguf",
  model_family: "llama",
  model_families: ["llama"],
  model_type: "1B",
  file_type: "F32",
};
const can = ["completion", "tools", "thinking", "vision"] as const;

/** In short what the template of gpt-oss does. */
const harmonyTemplate = `<|start|>system<|message|>Reasoning: {{ .ThinkLevel }}
{{ range .Tools }}{{ .Function.Name }} {{ end }}<|end|>{{ range .Messages }}<|start|>{{ .Role }}<|message|>{{ .Content }}<|end|>{{ end }}<|start|>assistant`;

const models = [
  fakeModel("coder", { can, config: { ...config, renderer: "qwen3-coder", parser: "qwen3-coder" } }),
  fakeModel("deepseek", { can, config: { ...config, renderer: "deepseek3.1", parser: "deepseek3" } }),
  fakeModel("vision", { can, config: { ...config, renderer: "qwen3-vl-instruct", parser: "qwen3-vl-instruct" } }),
  fakeModel("strict", { can, config: { ...config, renderer: "qwen3.8", parser: "qwen3.5" } }),
  fakeModel("gpt-oss", { can, config: { ...config, model_family: "gptoss" }, template: harmonyTemplate }),
  fakeModel("half-known", { can, config: { ...config, parser: "nobody" }, template: "{{ .Prompt }}" }),
  ...Object.keys(parsers).map((parser) => fakeModel(`parser-${parser}`, { can, config: { ...config, parser } })),
];

const tool = (name: string) => ({
  type: "function",
  function: { name, description: "", parameters: { type: "object", properties: { n: { type: "integer" } } } },
});
const tools = [tool("get-time"), tool("add")];
const called = (name: string, given: Record<string, unknown>, index = 0) => ({
  id: expect.stringMatching(/^call_[a-z0-9]{8}$/),
  function: { index, name, arguments: given },
});

function server(...pieces: string[]) {
  const room = { OLLAMA_CONTEXT_LENGTH: "8192" };
  const fake = new FakeServer(models, { answer: () => pieces, info: { trainedContext: 8192 } }, room);
  const messages = [{ role: "user", content: "x" }];
  const ask = (body: object) => fake.call("chat", chat, { messages, ...body });
  const complete = (body: object) => fake.call("generate", generate, { prompt: "x", ...body });
  return {
    ask,
    complete,
    /** The request that the runner got. */
    request: () => fake.runners.started[0]!.requests[0]!,
    frames: async (body: object) => (await readLines(await ask(body))) as unknown as ChatResponse[],
    whole: async (body: object) => (await (await ask({ ...body, stream: false })).json()) as ChatFinal,
    completion: async (body: object) => (await (await complete({ ...body, stream: false })).json()) as GenerateFinal,
    completionFrames: async (body: object) => (await readLines(await complete(body))) as unknown as GenerateResponse[],
    prompt: async (body: object) => {
      const shown = (await (await ask({ ...body, _debug_render_only: true })).json()) as ChatResponse;
      return shown as ChatResponse & { _debug_info: { rendered_template: string; image_count?: number } };
    },
  };
}

/** What a frame of a chat says, without whose it is. */
function said({ message: { role: _, ...message }, done }: ChatResponse) {
  return done ? { ...message, done } : message;
}

/** The text that the runner was asked to go on with; its tokens are code points behind a BOS. */
function promptOf(request: { readonly prompt: string | readonly number[] }): string {
  const { prompt } = request;
  return typeof prompt === "string" ? prompt : String.fromCodePoint(...prompt.slice(1));
}

describe("qwen3-coder", () => {
  const pieces = ["I'll ", "do it.", "\n\n", "<tool", "_call>", "\n<function=add>\n<parameter=n>\n", "12", "\n"];
  const rest = ["</parameter>\n</function>\n", "</tool_", "call>", "\n"];

  test("content, then a call, its number a number", async () => {
    expect((await server(...pieces, ...rest).frames({ model: "coder", tools })).map(said)).toEqual([
      { content: "I'll" },
      { content: " do it." },
      { content: "", tool_calls: [called("add", { n: 12 })] },
      { content: "", done: true },
    ]);
    expect((await server(...pieces, ...rest).whole({ model: "coder", tools })).message).toEqual({
      role: "assistant",
      content: "I'll do it.",
      tool_calls: [called("add", { n: 12 })],
    });
  });

  test("the runner gets the rendered prompt, and shows the tags", async () => {
    const fake = server("ok");
    await fake.whole({ model: "coder" });
    expect(promptOf(fake.request())).toBe("<|im_start|>user\nx<|im_end|>\n<|im_start|>assistant\n");
    expect(fake.request().options.visibleTokens).toEqual(["<tool_call>", "</tool_call>"]);
  });

  test("a call cut short is not told; a damaged one is text, not an error", async () => {
    expect((await server(...pieces).whole({ model: "coder", tools })).message.content).toBe("I'll do it.");
    const damaged = "<tool_call><function=add><parameter=n></function></tool_call>";
    const response = await server(damaged).ask({ model: "coder", tools, stream: false });
    expect(response.status).toBe(200);
    expect(((await response.json()) as ChatFinal).message).toEqual({ role: "assistant", content: damaged });
  });

  test("a completion has its calls in the last frame, without ids", async () => {
    const fake = server(...pieces, ...rest, "Done.");
    const frames = await fake.completionFrames({ model: "coder" });
    expect(frames.map(({ response }) => response)).toEqual(["I'll", " do it.", "Done.", ""]);
    // The tool is not known, so that the number is text.
    const calls = [{ function: { index: 0, name: "add", arguments: { n: "12" } } }];
    expect((frames.at(-1) as GenerateFinal).tool_calls).toEqual(calls);
    expect(await server(...pieces, ...rest).completion({ model: "coder" })).toMatchObject({
      response: "I'll do it.",
      tool_calls: calls,
    });
  });

  test("a raw completion is what the model wrote", async () => {
    const whole = await server(...pieces, ...rest).completion({ model: "coder", raw: true });
    expect(whole.response).toBe([...pieces, ...rest].join(""));
    expect("tool_calls" in whole).toBe(false);
  });
});

describe("deepseek", () => {
  const call = '<｜tool▁call▁begin｜>add<｜tool▁sep｜>{"n": 1}<｜tool▁call▁end｜>';
  const pieces = ["hm", "</think>", "Now", " <｜tool▁calls▁begin｜>", call, call, "<｜tool▁calls▁end｜>"];

  test("thinking, content, calls", async () => {
    expect((await server(...pieces).frames({ model: "deepseek", tools, think: true })).map(said)).toEqual([
      { content: "", thinking: "hm" },
      { content: "Now" },
      { content: "", tool_calls: [called("add", { n: 1 })] },
      { content: "", tool_calls: [called("add", { n: 1 }, 1)] },
      { content: "", done: true },
    ]);
    expect((await server(...pieces).whole({ model: "deepseek", tools, think: true })).message).toEqual({
      role: "assistant",
      content: "Now",
      thinking: "hm",
      tool_calls: [called("add", { n: 1 }), called("add", { n: 1 }, 1)],
    });
  });

  test("the prompt shows its BOS, which the runner gets once", async () => {
    const body = { model: "deepseek", think: false };
    const shown = "<｜begin▁of▁sentence｜><｜User｜>x<｜Assistant｜></think>";
    expect((await server().prompt(body))._debug_info.rendered_template).toBe(shown);
    const fake = server("ok");
    await fake.whole(body);
    expect(promptOf(fake.request())).toBe("<｜User｜>x<｜Assistant｜></think>");
    expect(fake.request().options.visibleTokens).toContain("<｜tool▁sep｜>");
  });
});

describe("harmony", () => {
  const analysis = ["<|channel|>", "analysis", "<|message|>", "Let me", " see", "<|end|>"];
  const start = ["<|start|>", "assistant"];

  test("thinking, then content", async () => {
    const pieces = [...analysis, ...start, "<|channel|>", "final", "<|message|>", "It is", " 4."];
    expect((await server(...pieces).frames({ model: "gpt-oss" })).map(said)).toEqual([
      { content: "", thinking: "Let me" },
      { content: "", thinking: " see" },
      { content: "It is" },
      { content: " 4." },
      { content: "", done: true },
    ]);
    expect(await server(...pieces).completion({ model: "gpt-oss" })).toMatchObject({
      response: "It is 4.",
      thinking: "Let me see",
    });
  });

  test("a call at the end, by the client's name of the tool", async () => {
    const pieces = [...analysis, ...start, "<|channel|>", "commentary to=functions.get_time <|constrain|>json"];
    const frames = await server(...pieces, "<|message|>", '{"n"', ": 1}").frames({ model: "gpt-oss", tools });
    expect(frames.map(said)).toEqual([
      { content: "", thinking: "Let me" },
      { content: "", thinking: " see" },
      { content: "", tool_calls: [called("get-time", { n: 1 })], done: true },
    ]);
  });

  test("the template gets names that the model can write, and no level above high", async () => {
    const { _debug_info } = await server().prompt({ model: "gpt-oss", tools, think: "max" });
    expect(_debug_info.rendered_template).toStartWith(
      "<|start|>system<|message|>Reasoning: high\nget_time add <|end|>",
    );
    const low = await server().prompt({ model: "gpt-oss", think: "low" });
    expect(low._debug_info.rendered_template).toContain("Reasoning: low");
  });

  test("goes on with an answer that the client began", async () => {
    const messages = [
      { role: "user", content: "x" },
      { role: "assistant", content: "Roses" },
    ];
    const { message } = await server(" are red").whole({ model: "gpt-oss", messages });
    expect(message).toEqual({ role: "assistant", content: " are red" });
  });
});

test("a named renderer marks images itself", async () => {
  const messages = [{ role: "user", content: "What?", images: ["aW1n"] }];
  const { _debug_info } = await server().prompt({ model: "vision", messages });
  expect(_debug_info).toEqual({
    rendered_template: "<|im_start|>user\n[img-0] What?<|im_end|>\n<|im_start|>assistant\n<think>\n",
    image_count: 1,
  });
});

test("a conversation that the renderer has no form for", async () => {
  const response = await server().ask({ model: "strict", messages: [{ role: "assistant", content: "x" }] });
  expect([response.status, await response.json()]).toEqual([500, { error: "no user query found in messages" }]);
});

test("a parser that nobody knows is as good as none", async () => {
  const { message } = await server("<think>a</think>b").whole({ model: "half-known" });
  expect(message.content).toBe("<think>a</think>b");
});

test("whatever a model writes, frames joined are the unstreamed answer, and no parser fails", async () => {
  const tags = Object.values(parsers).flatMap((parser) => parser.visibleTokens);
  const names = fc.constantFrom(...Object.keys(parsers));
  const fragments = [
    ...tags,
    ...tags.map((tag) => tag.slice(0, 3)),
    '{"name":"add","arguments":{"n":1}}',
    "{",
    "}",
    "\n",
  ];
  const think = fc.constantFrom(true, false);
  await fc.assert(
    fc.asyncProperty(names, think, textInPieces(fragments), async (name, thinks, { text, pieces }) => {
      // A runner gives whole characters.
      fc.pre(pieces.every((piece) => !/\p{Surrogate}/u.test(piece)));
      const body = { model: `parser-${name}`, tools, think: thinks };
      const response = await server(...pieces).ask(body);
      expect(response.status).toBe(200);
      const frames = (await readLines(response)) as unknown as ChatResponse[];
      const { message } = await server(text).whole(body);
      expect(frames.map((frame) => frame.message.content).join("")).toBe(message.content);
      expect(frames.map((frame) => frame.message.thinking ?? "").join("")).toBe(message.thinking ?? "");
      const calls = frames.flatMap((frame) => frame.message.tool_calls ?? []);
      expect(calls.map((each) => each.function)).toEqual((message.tool_calls ?? []).map((each) => each.function));
      expect(frames.map((frame) => frame.done)).toEqual([...frames.slice(1).map(() => false), true]);
    }),
    { numRuns: 150 },
  );
});

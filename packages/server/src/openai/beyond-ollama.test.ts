import { describe, expect, test } from "bun:test";
import type { ChatCompletion, ChatCompletionChunk, Completion, ResponsesResponse } from "@cria/spec";
import { FakeServer, fakeModel } from "../inference/fakes.ts";
import type { FakeRunnerOptions } from "../scheduler/fake-runner.ts";
import { chatCompletions } from "./chat-completions.ts";
import { completions } from "./completions.ts";
import { responses } from "./responses.ts";

const template =
  "{{ range .Tools }}[{{ .Function.Name }}]{{ end }}{{ range .Messages }}{{ .Content }}{{ if .ToolCalls }}<tool_call>{{ .ToolCalls }}</tool_call>{{ end }}{{ end }}";
const model = fakeModel("m", { can: ["completion", "tools"], template });
const tool = (name: string) => ({
  type: "function",
  function: { name, parameters: { type: "object", properties: { city: { type: "string" } }, required: ["city"] } },
});
const tools = [tool("get_weather"), tool("say")];
const messages = [{ role: "user", content: "Hi" }];
const call = '{"name":"get_weather","arguments":{"city":"Rome"}}';

function server(answer: FakeRunnerOptions["answer"] = () => ["Hel", "lo"]) {
  const fake = new FakeServer([model], { answer });
  const requests = () => fake.runners.started.flatMap((runner) => runner.requests);
  return {
    requests,
    prompt: () => {
      const { prompt } = requests().at(-1)!;
      // Without BOS, which is 1.
      return typeof prompt === "string" ? prompt : String.fromCodePoint(...prompt.slice(1));
    },
    chat: async (body: object) =>
      fake.call("openaiChatCompletions", chatCompletions, { model: "m", messages, ...body }),
    complete: async (body: object) =>
      fake.call("openaiCompletions", completions, { model: "m", prompt: "Hi", ...body }),
    respond: async (body: object) => fake.call("openaiResponses", responses, { model: "m", input: "Hi", ...body }),
  };
}
const json = async <Body>(response: Response) => (await response.json()) as Body;
const chunks = async (response: Response): Promise<ChatCompletionChunk[]> =>
  (await response.text())
    .split("\n\n")
    .filter((event) => event !== "" && event !== "data: [DONE]")
    .map((event) => JSON.parse(event.replace(/^data: /, "")));

describe("tool_choice", () => {
  test.each(["auto", null, undefined, { type: "web_search" }, 7])("%j leaves it to the model", async (tool_choice) => {
    const made = server();
    const { choices } = await json<ChatCompletion>(await made.chat({ tools, tool_choice }));
    expect(choices[0]).toMatchObject({ finish_reason: "stop", message: { content: "Hello" } });
    expect(made.prompt()).toContain("[get_weather][say]");
    expect(made.requests()[0]!.options.grammar).toBeUndefined();
  });

  test('"none" keeps the tools from the model, and calls are text', async () => {
    const made = server(() => [`<tool_call>${call}</tool_call>`]);
    const { choices } = await json<ChatCompletion>(await made.chat({ tools, tool_choice: "none" }));
    expect(choices[0]).toMatchObject({ finish_reason: "stop", message: { content: `<tool_call>${call}</tool_call>` } });
    expect(made.prompt()).not.toContain("[");
  });

  test.each<[unknown, string[], string]>([
    ["required", ["get_weather", "say"], "[get_weather][say]"],
    [{ type: "function", function: { name: "get_weather" } }, ["get_weather"], "[get_weather]"],
    [
      { type: "allowed_tools", allowed_tools: { mode: "required", tools: [tool("say"), tool("get_weather")] } },
      ["get_weather", "say"],
      "[get_weather][say]",
    ],
  ])("%j makes the model call", async (tool_choice, names, shown) => {
    const made = server(() => [...call]);
    const { choices } = await json<ChatCompletion>(await made.chat({ tools, tool_choice }));
    expect(choices[0]).toMatchObject({
      finish_reason: "tool_calls",
      message: {
        content: "",
        tool_calls: [{ type: "function", function: { name: "get_weather", arguments: '{"city":"Rome"}' } }],
      },
    });
    const { anyOf } = JSON.parse(made.requests()[0]!.options.grammar!.schema);
    expect(anyOf.map(({ properties }: { properties: { name: { const: string } } }) => properties.name.const)).toEqual(
      names,
    );
    expect(anyOf[0].properties.arguments).toMatchObject({ required: ["city"] });
    expect(made.prompt()).toStartWith(shown);
  });

  test("a call that was cut is told as text, with the reason", async () => {
    const made = server(() => [...call]);
    const answer = await made.chat({ tools, tool_choice: "required", max_tokens: 9 });
    const { choices } = await json<ChatCompletion>(answer);
    expect(choices[0]).toMatchObject({ finish_reason: "length", message: { content: call.slice(0, 9) } });
  });

  test("a forced call streams like any other", async () => {
    const made = server(() => [...call]);
    const events = await chunks(await made.chat({ tools, tool_choice: "required", stream: true }));
    const calls = events.flatMap(({ choices }) => choices[0]?.delta.tool_calls ?? []);
    expect(calls).toMatchObject([{ index: 0, function: { name: "get_weather", arguments: '{"city":"Rome"}' } }]);
    expect(events.at(-1)!.choices[0]!.finish_reason).toBe("tool_calls");
  });

  test("allowed_tools shows only those; none of them is no tool at all", async () => {
    const allowed = (...names: string[]) => ({
      type: "allowed_tools",
      allowed_tools: { mode: "auto", tools: names.map((name) => tool(name)) },
    });
    const some = server();
    await some.chat({ tools, tool_choice: allowed("say") });
    expect(some.prompt()).toStartWith("[say]");
    const none = server();
    await none.chat({ tools, tool_choice: allowed("x") });
    expect(none.prompt()).not.toContain("[");
  });

  test("has no effect without tools", async () => {
    for (const more of [{ tools: [] }, { tools: null }, {}]) {
      const answer = await server().chat({ ...more, tool_choice: "required" });
      expect((await json<ChatCompletion>(answer)).choices[0]!.message.content).toBe("Hello");
    }
  });

  test("of a tool that is not there is refused", async () => {
    const answer = await server().chat({ tools, tool_choice: { type: "function", function: { name: "x" } } });
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({
      error: { message: 'tool_choice names "x", which is not among the tools' },
    });
  });

  test("holds for responses too, and is echoed", async () => {
    const flat = [{ type: "function", name: "get_weather", parameters: { type: "object", properties: {} } }];
    const tool_choice = { type: "function", name: "get_weather" };
    const answer = await json<ResponsesResponse>(
      await server(() => [...call]).respond({ tools: flat, tool_choice, parallel_tool_calls: false }),
    );
    expect(answer).toMatchObject({ tool_choice, parallel_tool_calls: false, status: "completed" });
    expect(answer.output).toMatchObject([{ type: "function_call", name: "get_weather", arguments: '{"city":"Rome"}' }]);
    const made = server();
    await made.respond({ tools: flat, tool_choice: "none" });
    expect(made.prompt()).not.toContain("[");
  });

  test("a tool's odd types leave its arguments free", async () => {
    const odd = {
      type: "function",
      function: { name: "f", parameters: { properties: { a: { type: "dict" }, b: {} } } },
    };
    const made = server(() => ['{"name":"f","arguments":{"a":1}}']);
    const { choices } = await json<ChatCompletion>(await made.chat({ tools: [odd], tool_choice: "required" }));
    expect(choices[0]!.message.tool_calls).toHaveLength(1);
    const { anyOf } = JSON.parse(made.requests()[0]!.options.grammar!.schema);
    expect(anyOf[0].properties.arguments).toEqual({ type: "object", properties: { a: {}, b: {} } });
  });
});

test("parallel_tool_calls false leaves one call", async () => {
  const two = () => [`<tool_call>${call}</tool_call><tool_call>${call}</tool_call>`];
  const count = async (more: object) => {
    const answer = await json<ChatCompletion>(await server(two).chat({ tools, ...more }));
    return answer.choices[0]!.message.tool_calls!.length;
  };
  expect(await count({})).toBe(2);
  expect(await count({ parallel_tool_calls: false })).toBe(1);
  expect(await count({ parallel_tool_calls: true })).toBe(2);
});

describe("limits", () => {
  test("max_completion_tokens is the later name of max_tokens", async () => {
    for (const [more, expected] of [
      [{ max_completion_tokens: 1 }, 1],
      [{ max_completion_tokens: 1, max_tokens: 2 }, 1],
      [{ max_completion_tokens: null, max_tokens: 1 }, 1],
      [{ max_completion_tokens: "3", max_tokens: 1 }, 1],
    ] as const) {
      const answer = await json<ChatCompletion>(await server().chat(more));
      expect(answer).toMatchObject({ choices: [{ finish_reason: "length" }], usage: { completion_tokens: expected } });
    }
  });

  test("a response that was cut is incomplete", async () => {
    const answer = await json<ResponsesResponse>(await server().respond({ max_output_tokens: 1 }));
    expect(answer).toMatchObject({
      status: "incomplete",
      incomplete_details: { reason: "max_output_tokens" },
      completed_at: null,
      output: [{ type: "message", status: "incomplete" }],
    });
    const events = await (await server().respond({ max_output_tokens: 1, stream: true })).text();
    const last = events.trimEnd().split("\n\n").at(-1)!;
    expect(last).toStartWith("event: response.incomplete\n");
    expect(JSON.parse(last.split("data: ")[1]!)).toMatchObject({
      type: "response.incomplete",
      response: { status: "incomplete", output: [{ status: "incomplete" }] },
    });
    expect(await json<ResponsesResponse>(await server().respond({}))).toMatchObject({
      status: "completed",
      incomplete_details: null,
      completed_at: expect.any(Number),
    });
  });
});

describe("n", () => {
  test("gives as many choices, with seeds of their own", async () => {
    const made = server((request) => [`seed ${request.options.seed}`]);
    const answer = await json<ChatCompletion>(await made.chat({ n: 3, seed: 5 }));
    expect(answer.choices.map(({ index, message }) => [index, message.content])).toEqual([
      [0, "seed 5"],
      [1, "seed 6"],
      [2, "seed 7"],
    ]);
    expect(answer.usage.completion_tokens).toBe(3);
    expect(answer.usage.prompt_tokens).toBe((await json<ChatCompletion>(await made.chat({}))).usage.prompt_tokens);
    expect(
      made
        .requests()
        .slice(0, 3)
        .map(({ options }) => options.seed),
    ).toEqual([5, 6, 7]);
  });

  test("streams them, each with its role and its end, and the usage once", async () => {
    const answer = await server().chat({ n: 2, stream: true, stream_options: { include_usage: true } });
    const text = await answer.clone().text();
    const events = await chunks(answer);
    for (const index of [0, 1]) {
      const own = events.flatMap(({ choices }) => choices.filter((choice) => choice.index === index));
      expect(own.map(({ delta }) => delta.content ?? "").join("")).toBe("Hello");
      expect(own.filter(({ delta }) => delta.role === "assistant")).toHaveLength(1);
      expect(own.filter(({ finish_reason }) => finish_reason === "stop")).toHaveLength(1);
    }
    expect(events.filter((event) => "usage" in event)).toEqual([
      expect.objectContaining({ choices: [], usage: expect.objectContaining({ completion_tokens: 4 }) }),
    ]);
    expect(text.match(/\[DONE\]/g)).toHaveLength(1);
    expect(text).toEndWith("data: [DONE]\n\n");
    expect(new Set(events.map(({ id }) => id)).size).toBe(1);
  });

  test("holds for completions too", async () => {
    const answer = await json<Completion>(await server().complete({ n: 2 }));
    expect(answer.choices.map(({ index, text }) => [index, text])).toEqual([
      [0, "Hello"],
      [1, "Hello"],
    ]);
    const text = await (await server().complete({ n: 2, stream: true })).text();
    expect(text.match(/\[DONE\]/g)).toHaveLength(1);
    expect(text.match(/"index":1/g)!.length).toBeGreaterThan(1);
  });

  test("of another kind is one, and too many are refused", async () => {
    for (const n of [0, -1, 1.5, "2", null]) {
      expect((await json<ChatCompletion>(await server().chat({ n }))).choices).toHaveLength(1);
    }
    expect((await server().chat({ n: 129 })).status).toBe(400);
  });

  test("a failure of a later choice is the answer's", async () => {
    let made = 0;
    const failing = server(() => (made++ === 0 ? ["x"] : [new Error("broken")]));
    expect((await failing.chat({ n: 2 })).status).toBe(500);
  });
});

test("logit_bias reaches the sampler", async () => {
  const made = server();
  await made.chat({ logit_bias: { "17": -100, "3": 2.5, x: 1, "4": "5" } });
  await made.complete({ logit_bias: { "17": -100 } });
  await made.chat({ logit_bias: {} });
  const [chat, complete, none] = made.requests().map(({ options }) => options.logitBias);
  expect([...chat!].sort((a, b) => a[0] - b[0])).toEqual([
    [3, 2.5],
    [17, -100],
  ]);
  expect([complete, none]).toEqual([[[17, -100]], undefined]);
});

test("logprobs joined are the visible text, without tags and calls", async () => {
  const entry = (text: string) => ({
    type: "text" as const,
    text,
    logprobs: [{ token: text, logprob: -1, bytes: [...Buffer.from(text)], topLogprobs: [] }],
  });
  const pieces = ["Let", " me ", "<tool_call>", call, "</tool_call>"];
  const answer = await server(() => pieces.map(entry)).chat({ tools, logprobs: true });
  const { message, logprobs } = (await json<ChatCompletion>(answer)).choices[0]!;
  expect(message.tool_calls).toHaveLength(1);
  expect(logprobs!.content.map(({ token }) => token).join("")).toBe(message.content);
});

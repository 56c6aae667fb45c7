import { describe, expect, test } from "bun:test";
import type { ChatFinal, ChatResponse, GenerateFinal, GenerateResponse } from "@cria/spec";
import fc from "fast-check";
import { FakeServer, fakeModel, readLines } from "../inference/fakes.ts";
import { chat } from "./chat.ts";
import { generate } from "./generate.ts";

const thinking = "{{ if .Thinking }}<think>{{ .Thinking }}</think>{{ end }}";
const calling = "{{ if .ToolCalls }}<tool_call>{{ .ToolCalls }}</tool_call>{{ end }}";
const can = ["completion", "tools", "thinking"] as const;
const models = [
  fakeModel("go", { can, template: `{{ range .Messages }}${thinking}{{ .Content }}${calling}{{ end }}` }),
  fakeModel("opening", { can, template: `{{ range .Messages }}${thinking}{{ .Content }}{{ end }}<think>\n` }),
  fakeModel("bare", {
    can,
    template: "{{ range .Messages }}{{ .Content }}{{ if .ToolCalls }}{{ .ToolCalls }}{{ end }}{{ end }}",
  }),
  fakeModel("jinja", {
    can,
    chatTemplate: "{{ messages[0].content }}{% if false %}<think></think><tool_call>{% endif %}",
  }),
];
const tool = (name: string) => ({
  type: "function",
  function: { name, parameters: { type: "object", properties: {} } },
});
const tools = [tool("say"), tool("get")];
const call = (name: string) => `{"name":"${name}","arguments":{"a":1}}`;
const called = (name: string, index: number) => ({
  id: expect.stringMatching(/^call_[a-z0-9]{8}$/),
  function: { index, name, arguments: { a: 1 } },
});

function server(...pieces: string[]) {
  const fake = new FakeServer(models, { answer: () => pieces });
  const chatBody = (body: object) => ({ messages: [{ role: "user", content: "x" }], model: "go", ...body });
  const generateBody = (body: object) => ({ prompt: "x", model: "go", ...body });
  return {
    chat: async (body: object) =>
      (await readLines(await fake.call("chat", chat, chatBody(body)))) as unknown as ChatResponse[],
    chatWhole: async (body: object) =>
      (await (await fake.call("chat", chat, { ...chatBody(body), stream: false })).json()) as ChatFinal,
    generate: async (body: object) =>
      (await readLines(await fake.call("generate", generate, generateBody(body)))) as unknown as GenerateResponse[],
    generateWhole: async (body: object) =>
      (await (await fake.call("generate", generate, { ...generateBody(body), stream: false })).json()) as GenerateFinal,
  };
}

/** What a frame of a chat says, without whose it is. */
function said({ message: { role: _, ...message }, done }: ChatResponse) {
  return done ? { ...message, done } : message;
}

describe("chat", () => {
  test("thinking, then content; none of the pieces in which nothing is certain", async () => {
    const frames = await server("<th", "ink>", "let ", "me", "</think>", "\n\n", "Ans", "wer").chat({});
    expect(frames.map(said)).toEqual([
      { content: "", thinking: "let " },
      { content: "", thinking: "me" },
      { content: "Ans" },
      { content: "wer" },
      { content: "", done: true },
    ]);
    expect(Object.keys(frames[0]!.message)).toEqual(["role", "content", "thinking"]);
  });

  test("a prompt that opens the thinking", async () => {
    const frames = await server("hm", "</think>", "yes").chat({ model: "opening" });
    expect(frames.map(said)).toEqual([
      { content: "", thinking: "hm" },
      { content: "yes" },
      { content: "", done: true },
    ]);
  });

  test("think false leaves the text alone", async () => {
    const frames = await server("<think>", "hm</think>", "yes").chat({ think: false });
    expect(frames.map((frame) => frame.message.content).join("")).toBe("<think>hm</think>yes");
    expect(frames.some((frame) => "thinking" in frame.message)).toBe(false);
  });

  test("content before a call, the calls, a final frame", async () => {
    const pieces = ["I'll ", `see <tool_call>${call("say")}</tool_call><tool_call>${call("get")}`, "</tool_call>"];
    const frames = await server(...pieces).chat({ tools });
    expect(frames.map(said)).toEqual([
      { content: "I'll " },
      { content: "see " },
      { content: "", tool_calls: [called("say", 0), called("get", 1)] },
      { content: "", done: true },
    ]);
    expect(frames.at(-1)).toMatchObject({ done_reason: "stop" });
  });

  test("a call after thinking", async () => {
    const text = `<think>hm</think>\n<tool_call>${call("say")}</tool_call>`;
    const frames = await server(...text).chat({ tools });
    const joined = frames.map((frame) => frame.message.thinking ?? "").join("");
    expect(joined).toBe("hm");
    expect(frames.slice(-2).map(said)).toEqual([
      { content: "", tool_calls: [called("say", 0)] },
      { content: "", done: true },
    ]);
  });

  test("calls are text without tools", async () => {
    const text = `<tool_call>${call("say")}`;
    expect((await server(text).chatWhole({})).message).toEqual({ role: "assistant", content: text });
  });

  test("a call of an unknown tool is swallowed, but is content of the final frame where calls are bare JSON", async () => {
    const frames = await server(`<tool_call>${call("other")}`).chat({ tools });
    expect(frames.map(said)).toEqual([{ content: "", done: true }]);
    const open = call("other").slice(0, -1);
    expect((await server(open).chat({ model: "bare", tools })).map(said)).toEqual([{ content: open, done: true }]);
  });

  test("with the weights' own template, calls come in the final frame", async () => {
    const frames = await server("<think>hm</think>", `<tool_call>${call("say")}</tool_call>`).chat({
      model: "jinja",
      tools,
    });
    expect(frames.map(said)).toEqual([
      { content: "", thinking: "hm" },
      { content: "", tool_calls: [called("say", 0)], done: true },
    ]);
  });

  test.each(["go", "jinja"])("%s, not streamed: everything in one", async (model) => {
    const pieces = ["<think>hm", "</think>so ", `<tool_call>${call("say")}`, `${call("get")}</tool_call>`];
    const { message, done_reason } = await server(...pieces).chatWhole({ model, tools });
    expect(message).toEqual({
      role: "assistant",
      content: "so ",
      thinking: "hm",
      tool_calls: [called("say", 0), called("get", 1)],
    });
    expect(done_reason).toBe("stop");
  });

  test("any pieces: frames joined are the unstreamed answer, with one final frame, the last", async () => {
    const fragment = fc.constantFrom("<think>", "</think>", "<tool_", "call>", call("say"), "x", "</", " ", "{", "}");
    await fc.assert(
      fc.asyncProperty(fc.array(fragment, { maxLength: 12 }), async (pieces) => {
        const frames = await server(...pieces).chat({ tools });
        const { message } = await server(...pieces).chatWhole({ tools });
        expect(frames.map((frame) => frame.message.content).join("")).toBe(message.content);
        expect(frames.map((frame) => frame.message.thinking ?? "").join("")).toBe(message.thinking ?? "");
        const calls = frames.flatMap((frame) => frame.message.tool_calls ?? []);
        expect(calls.map((each) => each.function)).toEqual((message.tool_calls ?? []).map((each) => each.function));
        expect(frames.map((frame) => frame.done)).toEqual([...frames.slice(1).map(() => false), true]);
      }),
      { numRuns: 40 },
    );
  });
});

describe("generate", () => {
  const pieces = ["<th", "ink>", "hm", "</think>", "yes"];

  test("a frame for every piece, also those in which nothing is certain", async () => {
    const frames = await server(...pieces).generate({});
    expect(frames.map(({ response, thinking }) => [response, thinking])).toEqual([
      ["", undefined],
      ["", undefined],
      ["", "hm"],
      ["", undefined],
      ["yes", undefined],
      ["", undefined],
    ]);
    expect(Object.keys(frames[2]!)).toEqual(["model", "created_at", "response", "thinking", "done"]);
  });

  test("the context holds prompt and output with its tags", async () => {
    const whole = await server(...pieces).generateWhole({});
    expect(whole).toMatchObject({ response: "yes", thinking: "hm", done_reason: "stop" });
    expect(String.fromCodePoint(...whole.context!)).toBe("x<think>hm</think>yes");
  });

  test("calls stay text", async () => {
    const text = `<tool_call>${call("say")}</tool_call>`;
    expect(await server(text).generateWhole({})).toMatchObject({ response: text });
  });
});

import { describe, expect, spyOn, test } from "bun:test";
import { RunnerError } from "@cria/engine";
import { FakeServer, fakeModel, readLines } from "../inference/fakes.ts";
import type { FakeRunnerOptions } from "../scheduler/fake-runner.ts";
import { chat } from "./chat.ts";
import { generate } from "./generate.ts";

const turns =
  "{{ range .Messages }}{{ .Role }}: {{ if .Thinking }}<t>{{ .Thinking }}</t>{{ end }}{{ .Content }}{{ end }}";
const can = ["completion", "thinking", "tools"] as const;
const models = [
  fakeModel("plain"),
  fakeModel("thinker", { can: [...can], template: turns }),
  fakeModel("opened", { can: [...can], template: `${turns}<t>` }),
];
const messages = [{ role: "user", content: "x" }];
const tool = { type: "function", function: { name: "f", parameters: { type: "object", properties: {} } } };
const section = { opening: "<t>", closing: "</t>" };

function server(runner: FakeRunnerOptions = {}) {
  const fake = new FakeServer(models, runner);
  const grammar = () => fake.runners.started[0]?.requests[0]?.options.grammar;
  return { fake, grammar };
}

describe("what the engine holds an answer to", () => {
  test.each<[string, unknown, string | undefined]>([
    ["nothing", undefined, undefined],
    ["null", null, undefined],
    ["an empty text", "", undefined],
    ["any object", "json", '{"type":"object"}'],
    ["any value", {}, "{}"],
    ["a schema, as it was sent", { properties: { "2": {}, "1": {} } }, '{"properties":{"1":{},"2":{}}}'],
  ])("%s", async (_, format, schema) => {
    for (const [id, handler, body] of [
      ["generate", generate, { prompt: "x" }],
      ["chat", chat, { messages }],
    ] as const) {
      const { fake, grammar } = server();
      await (await fake.call(id, handler as never, { model: "plain", format, ...body })).text();
      expect(grammar()).toEqual(schema === undefined ? undefined : { schema });
    }
  });

  test.each<[string, object, object | undefined]>([
    ["thinker", {}, { ...section, isOpen: false }],
    ["thinker", { tools: [tool] }, { ...section, isOpen: false }],
    ["thinker", { think: false }, undefined],
    ["opened", {}, { ...section, isOpen: true }],
    ["plain", {}, undefined],
  ])("chat with %s and %j leaves thinking free", async (model, more, free) => {
    const { fake, grammar } = server();
    await (await fake.call("chat", chat, { model, messages, format: "json", ...more })).text();
    expect(grammar()?.free).toEqual(free as never);
  });

  test.each<[string, object, object | undefined]>([
    // As in the original, generate does not wait for thinking; but what the prompt has opened must be closed.
    ["thinker", {}, undefined],
    ["opened", {}, { ...section, isOpen: true }],
    ["opened", { raw: true }, undefined],
  ])("generate with %s and %j", async (model, more, free) => {
    const { fake, grammar } = server();
    await (await fake.call("generate", generate, { model, prompt: "x", format: "json", ...more })).text();
    expect(grammar()?.free).toEqual(free as never);
  });

  test("thinking and content come in their fields", async () => {
    const { fake } = server({ answer: () => ["<t>hm", "</t>", '{"a"', ":1}"] });
    for (const stream of [true, false]) {
      const response = await fake.call("chat", chat, { model: "thinker", messages, format: "json", stream });
      const frames = (await readLines(response)) as { message: { content: string; thinking?: string } }[];
      expect(frames.map(({ message }) => message.thinking ?? "").join("")).toBe("hm");
      expect(frames.map(({ message }) => message.content).join("")).toBe('{"a":1}');
    }
  });
});

test("a load request never fails on its format", async () => {
  const { fake } = server();
  for (const format of ["xml", 5, [], { type: "text" }]) {
    expect((await fake.call("generate", generate, { model: "plain", format })).status).toBe(200);
    expect((await fake.call("chat", chat, { model: "plain", format })).status).toBe(200);
  }
});

test("a schema that the engine refuses is a bad request, with its reason", async () => {
  const { fake } = server({ answer: () => [new RunnerError("request", "the schema allows no value")] });
  for (const stream of [true, false]) {
    const response = await fake.call("chat", chat, { model: "plain", messages, format: { enum: [] }, stream });
    expect({ status: response.status, body: await response.json() }).toEqual({
      status: 400,
      body: { error: "the schema allows no value" },
    });
  }
});

describe("keywords that decoding can't hold an answer to", () => {
  const format = { type: "array", contains: { const: 1 } };
  const unenforced = ["contains", "if"];
  const answer = () => [{ type: "text" as const, text: "", unenforced }, "[", "1]"];

  test.each([true, false])("are named by a header and the log, once for a model (stream %j)", async (stream) => {
    const warn = spyOn(console, "warn").mockImplementation(() => {});
    try {
      const { fake } = server({ answer });
      const body = { model: "plain", prompt: stream ? "x" : "y", format, stream };
      const ask = () => fake.call("generate", generate, body);
      const response = await ask();
      expect(response.headers.get("x-cria-unenforced")).toBe("contains, if");
      expect(await response.text()).toContain("1]");
      await (await ask()).text();
      const logged = warn.mock.calls.flat().filter((line) => String(line).includes("not held to contains, if"));
      expect(logged.length).toBeLessThanOrEqual(1);
    } finally {
      warn.mockRestore();
    }
  });

  test("is no header where all is held", async () => {
    const { fake } = server({ answer: () => ["[1]"] });
    const response = await fake.call("generate", generate, { model: "plain", prompt: "x", format, stream: false });
    expect(response.headers.get("x-cria-unenforced")).toBeNull();
  });
});

describe("an answer that breaks what decoding can't enforce", () => {
  const done = {
    type: "done",
    promptTokens: 1,
    cachedTokens: 0,
    generatedTokens: 1,
    draftedTokens: 0,
    acceptedTokens: 0,
    promptDuration: 1,
    generateDuration: 1,
  } as const;

  /** The answer to a request for a schema, and what was logged. */
  async function ask(content: string, reason: "stop" | "length", unenforced?: string[]) {
    const warn = spyOn(console, "warn").mockImplementation(() => {});
    try {
      const { fake } = server({ answer: () => [content, { ...done, reason, ...(unenforced && { unenforced }) }] });
      const format = { type: "array", uniqueItems: true };
      const body = { model: "plain", prompt: "x", format, stream: false };
      const answer = (await (await fake.call("generate", generate, body)).json()) as { response: string };
      for (let i = 0; i < 100 && warn.mock.calls.length === 0; i++) await Bun.sleep(unenforced?.length ? 20 : 1);
      return { answer: answer.response, logged: warn.mock.calls.flat() };
    } finally {
      warn.mockRestore();
    }
  }

  test("is given as it is, and logged", async () => {
    const { answer, logged } = await ask("[1,1]", "stop", ["uniqueItems"]);
    expect(answer).toBe("[1,1]");
    expect(logged).toEqual([
      expect.stringContaining("plain: the answer is not of its format: answer must NOT have dup"),
    ]);
  });

  test("is no matter if it was cut, or if all was enforced", async () => {
    expect((await ask("[1,", "length", ["uniqueItems"])).logged).toEqual([]);
    expect((await ask("[1,1]", "stop")).logged).toEqual([]);
  });
});

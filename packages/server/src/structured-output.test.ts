import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { startTestServer, storiesAbsent, storiesPath, type TestServer } from "./testing.ts";

interface Frame {
  readonly response?: string;
  readonly message?: { readonly content: string; readonly thinking?: string };
  readonly done?: boolean;
  readonly done_reason?: string;
  readonly logprobs?: readonly { readonly token: string; readonly logprob: number }[];
  readonly error?: string;
}

// As Pydantic writes it.
const format = {
  $defs: { Color: { enum: ["red", "blue"], title: "Color", type: "string" } },
  properties: {
    name: { maxLength: 12, title: "Name", type: "string" },
    age: { maximum: 120, minimum: 0, title: "Age", type: "integer" },
    color: { anyOf: [{ $ref: "#/$defs/Color" }, { type: "null" }], default: null },
  },
  required: ["name", "age"],
  title: "Pet",
  type: "object",
};
const template =
  '{{ range .Messages }}{{ if eq .Role "assistant" }}<t>{{ .Thinking }}</t>{{ end }}{{ .Content }}{{ end }}';

describe.skipIf(storiesAbsent)("structured output of a real model (skipped without shared/fixtures)", () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startTestServer({ CRIA_EMBEDDED_MODEL: "off" });
    await server.create("stories", storiesPath);
    await server.create("thinker", storiesPath, { template });
  });
  afterAll(() => server?.[Symbol.asyncDispose]());

  async function ask(
    path: "generate" | "chat",
    body: object,
  ): Promise<{ status: number; frames: Frame[]; text: string }> {
    const defaults = { model: "stories", options: { temperature: 0, num_predict: 120 } };
    const prompt = path === "chat" ? { messages: [{ role: "user", content: "A dog" }] } : { prompt: "A dog" };
    const response = await server.request("POST", `/api/${path}`, { ...defaults, ...prompt, ...body });
    const lines = (await response.text()).split("\n").filter((line) => line !== "");
    const frames = lines.map((line): Frame => JSON.parse(line));
    const text = frames.map((frame) => frame.response ?? frame.message?.content ?? "").join("");
    return { status: response.status, frames, text };
  }

  test.each(["generate", "chat"] as const)("%s follows a schema, streamed and not", async (path) => {
    const streamed = await ask(path, { format });
    const whole = await ask(path, { format, stream: false });
    expect(streamed.frames.at(-1)).toMatchObject({ done: true, done_reason: "stop" });
    expect(whole.text).toBe(streamed.text);
    const value = JSON.parse(whole.text);
    expect(Object.keys(value).slice(0, 2)).toEqual(["name", "age"]);
    expect([...value.name].length).toBeLessThanOrEqual(12);
    expect(value.age).toBeWithin(0, 121);
  });

  test('"json" and raw prompts', async () => {
    for (const more of [{}, { raw: true }]) {
      const options = { temperature: 1, seed: 3, num_predict: 400 };
      const { text, frames } = await ask("generate", { format: "json", options, ...more });
      expect(text[0]).toBe("{");
      if (frames.at(-1)?.done_reason === "stop") expect(JSON.parse(text)).toBeObject();
    }
  });

  test("thinking stays free, content does not", async () => {
    const options = { temperature: 0, num_predict: 80, stop: [] };
    const { frames } = await ask("chat", { model: "thinker", format: { const: "done" }, options });
    expect(frames.map(({ message }) => message?.content ?? "").join("")).toBe('"done"');
  });

  test("an answer that is cut says so", async () => {
    const { frames } = await ask("generate", { format, options: { num_predict: 4 } });
    expect(frames.at(-1)?.done_reason).toBe("length");
  });

  test("log probabilities are finite", async () => {
    const { frames, text } = await ask("chat", { format, logprobs: true, top_logprobs: 2 });
    const tokens = frames.flatMap(({ logprobs = [] }) => logprobs);
    expect(tokens.map(({ token }) => token).join("")).toBe(text);
    for (const { logprob } of tokens) expect(logprob).toBeWithin(-100, 0.001);
  });

  test.each([
    [{ type: "objekt" }, 400, '"type" of the schema has the unknown value "objekt"'],
    [{ $ref: "#/definitions/A" }, 400, '"$ref" of the schema names "#/definitions/A", which is not in it'],
    ["yaml", 500, 'invalid format: "\\"yaml\\""; expected "json" or a valid JSON Schema object'],
  ])("%j is refused with status %d", async (wrong, status, error) => {
    const answer = await ask("generate", { format: wrong });
    expect([answer.status, answer.frames]).toEqual([status, [{ error }]]);
    expect((await ask("generate", { format: wrong, prompt: "" })).status).toBe(200);
  });
});

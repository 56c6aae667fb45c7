import { describe, expect, test } from "bun:test";
import type { ChatChunk, ChatFinal, ChatResponse, DoneReason } from "@cria/spec";
import fc from "fast-check";
import { FakeServer, fakeModel, readLines } from "../inference/fakes.ts";
import type { FakeRunnerOptions } from "../scheduler/fake-runner.ts";
import { settle } from "../scheduler/virtual-clock.ts";
import { chat } from "./chat.ts";

const remoteConfig = {
  model_format: "gguf",
  model_family: "llama",
  model_families: null,
  model_type: "",
  file_type: "",
  remote_host: "https://ollama.com:443",
};
const qwenConfig = { ...remoteConfig, model_family: "qwen3", remote_host: undefined };
const turns = "{{ range .Messages }}<{{ .Role }}>{{ .Content }}{{ end }}<assistant>";
const models = [
  fakeModel("plain"),
  fakeModel("templated", { template: turns, system: "S", messages: [{ role: "user", content: "hi" }] }),
  fakeModel("jinja", {
    chatTemplate: "{% for m in messages %}[{{ m.role }}]{{ m.content }}{% endfor %}{{ tools | tojson if tools }}",
    can: ["completion", "tools"],
  }),
  fakeModel("qwen", { template: turns, config: qwenConfig }),
  fakeModel("embedder", { can: ["embedding"] }),
  fakeModel("remote", { config: remoteConfig, modelPath: undefined, modelDigest: undefined }),
];
const user = (content: string) => ({ role: "user", content });
const tool = { type: "function", function: { name: "f", parameters: { type: "object", properties: {} } } };

function server(runner: FakeRunnerOptions = {}, variables: Record<string, string> = {}) {
  const fake = new FakeServer(models, runner, variables);
  const ask = (body: Record<string, unknown>) => fake.call("chat", chat, body);
  const whole = async (body: Record<string, unknown>) =>
    (await (await ask({ stream: false, ...body })).json()) as ChatFinal;
  const prompt = async (body: Record<string, unknown>) => {
    const shown = (await (await ask({ _debug_render_only: true, ...body })).json()) as ChatChunk;
    return shown._debug_info?.rendered_template;
  };
  return { fake, ask, whole, prompt };
}

describe("errors", () => {
  const messages = [user("x")];
  test.each<[Record<string, unknown>, number, string]>([
    [{ top_logprobs: 21 }, 400, "top_logprobs must be between 0 and 20"],
    [{ messages }, 400, "model is required"],
    [{ model: "", messages }, 400, "model is required"],
    [{ model: "nope", messages }, 404, "model 'nope' not found"],
    [{ model: "remote", messages }, 400, "this server cannot run this remote model"],
    [{ model: "embedder", messages }, 400, '"embedder" does not support chat'],
    [
      { model: "plain", messages, tools: [tool] },
      400,
      "registry.ollama.ai/library/plain:latest does not support tools",
    ],
    [{ model: "plain", tools: [tool] }, 400, "registry.ollama.ai/library/plain:latest does not support tools"],
    [{ model: "plain", think: true }, 400, '"plain" does not support thinking'],
    [{ model: "plain", messages, options: { num_ctx: [] } }, 500, 'option "num_ctx" must be of type integer'],
    [
      { model: "plain", messages, format: true },
      500,
      'invalid format: "true"; expected "json" or a valid JSON Schema object',
    ],
  ])("%j", async (body, status, error) => {
    const response = await server().ask({ ...body, stream: false });
    expect({ status: response.status, body: await response.json() }).toEqual({ status, body: { error } });
  });
});

describe("load and unload", () => {
  const finished = (model: string, body: ChatFinal, reason: DoneReason): ChatFinal => ({
    model,
    created_at: body.created_at,
    message: { role: "assistant", content: "" },
    done: true,
    done_reason: reason,
  });

  test.each([{}, { messages: [] }])("%j loads", async (body) => {
    const { fake, whole } = server();
    const answer = await whole({ model: "plain", ...body });
    expect(answer).toEqual(finished("plain", answer, "load"));
    expect(fake.context.scheduler.list()).toHaveLength(1);
  });

  test.each(["plain", "remote"])("%s is unloaded without any check", async (model) => {
    const { fake, whole } = server();
    const answer = await whole({ model, messages: [], keep_alive: 0, think: true, tools: [tool] });
    expect(answer).toEqual(finished(model, answer, "unload"));
    expect(fake.runners.started).toHaveLength(0);
  });
});

describe("answers", () => {
  test("a stream has a frame per piece and one final frame, keys in order", async () => {
    const { ask } = server();
    const frames = await readLines(await ask({ model: "plain", messages: [user("hi")] }));
    expect(frames.map((frame) => frame.message)).toEqual(
      ["Once", " upon", " a time", ""].map((content) => ({ role: "assistant", content })),
    );
    for (const frame of frames.slice(0, -1))
      expect(Object.keys(frame)).toEqual(["model", "created_at", "message", "done"]);
    expect(Object.keys(frames.at(-1)!)).toEqual([
      "model",
      "created_at",
      "message",
      "done",
      "done_reason",
      "total_duration",
      "load_duration",
      "prompt_eval_count",
      "prompt_eval_duration",
      "eval_count",
      "eval_duration",
    ]);
  });

  test("any pieces: frames joined are the unstreamed answer, with exactly one final frame, the last", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.string({ unit: "grapheme", maxLength: 4 }), { maxLength: 20 }), async (pieces) => {
        const { ask, whole } = server({ answer: () => pieces });
        const body = { model: "plain", messages: [user("x")] };
        const frames = (await readLines(await ask(body))) as unknown as ChatResponse[];
        const joined = frames.map((frame) => frame.message.content).join("");
        expect(joined).toBe((await whole(body)).message.content);
        expect(joined).toBe(pieces.join(""));
        expect(frames.map((frame) => frame.done)).toEqual([...frames.slice(1).map(() => false), true]);
      }),
      { numRuns: 40 },
    );
  });

  test.each([1, 3])("many at once on one model: each gets its own answer, decoded %d at a time", async (atOnce) => {
    const runner: FakeRunnerOptions = { answer: ({ prompt }) => [`${prompt}`.length.toString()], pace: settle };
    const { fake, whole } = server(runner, { OLLAMA_NUM_PARALLEL: `${atOnce}` });
    const lengths = Array.from({ length: 8 }, (_, index) => index + 1);
    const answers = await Promise.all(
      lengths.map((length) => whole({ model: "jinja", messages: [user("x".repeat(length))] })),
    );
    expect(answers.map((answer) => Number(answer.message.content) - "[user]".length)).toEqual(lengths);
    expect(fake.runners.started).toHaveLength(1);
    expect(fake.runners.started[0]?.mostInFlight).toBe(atOnce);
  });
});

describe("prompts", () => {
  const thought = { role: "assistant", content: "<think>hm</think>yes" };
  test.each<[string, Record<string, unknown>, string]>([
    [
      "ChatML without a template",
      { model: "plain", messages: [user("x")] },
      "<|im_start|>user\nx<|im_end|>\n<|im_start|>assistant\n",
    ],
    [
      "the model's system text and messages",
      { model: "templated", messages: [user("x")] },
      "<system>S<user>hi\n\nx<assistant>",
    ],
    [
      "the request's system text",
      { model: "templated", messages: [{ role: "SYSTEM", content: "R" }, user("x")] },
      "<user>hi<system>R<user>x<assistant>",
    ],
    [
      "the weights' template, with tools",
      { model: "jinja", messages: [user("x")], tools: [tool] },
      '[user]x[{"type": "function", "function": {"name": "f", "description": "", "parameters": {"type": "object", "properties": {}}}}]',
    ],
    [
      "images",
      { model: "templated", messages: [{ ...user("x"), images: ["AQ=="] }] },
      "<system>S<user>hi\n\n[img-0]x<assistant>",
    ],
    [
      "earlier thinking",
      { model: "qwen", messages: [user("a"), thought, user("b")] },
      "<user>a<assistant>yes<user>b<assistant>",
    ],
    [
      "thinking that only this model cuts",
      { model: "templated", messages: [thought, user("b")] },
      "<system>S<user>hi<assistant><think>hm</think>yes<user>b<assistant>",
    ],
  ])("%s", async (_, body, expected) => {
    expect(await server().prompt(body)).toBe(expected);
  });

  test("_debug_render_only shows nobody's message", async () => {
    const { ask } = server();
    const response = await ask({ model: "jinja", messages: [user("x")], _debug_render_only: true });
    const body = (await response.json()) as ChatChunk;
    expect(body).toEqual({
      model: "jinja",
      created_at: body.created_at,
      message: { role: "", content: "" },
      done: false,
      _debug_info: { rendered_template: "[user]x" },
    });
  });

  test("the oldest messages go when the history is too long; truncate off keeps them", async () => {
    const { prompt } = server();
    const messages = [user("a".repeat(200)), { role: "assistant", content: "b" }, user("c".repeat(100))];
    expect(await prompt({ model: "jinja", messages })).toBe(`[assistant]b[user]${"c".repeat(100)}`);
    expect(await prompt({ model: "jinja", messages, truncate: false })).toStartWith(`[user]${"a".repeat(200)}`);
  });
});

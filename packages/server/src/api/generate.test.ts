import { describe, expect, spyOn, test } from "bun:test";
import { RunnerError } from "@cria/engine";
import type { GenerateResponse } from "@cria/spec";
import fc from "fast-check";
import { FakeServer, fakeModel, readLines } from "../inference/fakes.ts";
import type { FakeRunnerOptions } from "../scheduler/fake-runner.ts";
import { settle } from "../scheduler/virtual-clock.ts";
import { generate } from "./generate.ts";

const remote = { remote_host: "https://ollama.com:443", remote_model: "big" };
const config = { model_format: "gguf", model_family: "llama", model_families: null, model_type: "", file_type: "" };
const models = [
  fakeModel("plain"),
  fakeModel("templated", {
    template: "{{ if .System }}<s>{{ .System }}{{ end }}<u>{{ .Prompt }}<a>{{ .Response }}",
    system: "S",
    messages: [
      { role: "user", content: "hi" },
      { role: "assistant", content: "hello" },
    ],
  }),
  fakeModel("jinja", {
    chatTemplate: "{{ bos_token }}{% for m in messages %}[{{ m.role }}]{{ m.content }}{% endfor %}",
  }),
  fakeModel("raising", { chatTemplate: "{{ raise_exception('no way') }}" }),
  fakeModel("filler", { can: ["completion", "insert"], template: "{{ .Prompt }}<gap>{{ .Suffix }}" }),
  fakeModel("thinker", { can: ["completion", "thinking"], template: "{{ .Prompt }}{{ .Think }}{{ .ThinkLevel }}" }),
  fakeModel("embedder", { can: ["embedding"] }),
  fakeModel("painter", { can: ["image"] }),
  fakeModel("badparams", { parameters: { temperature: "hot" } }),
  fakeModel("renderer", { config: { ...config, renderer: "qwen3-coder" } }),
  fakeModel("remote", {
    config: { ...config, ...remote },
    modelPath: undefined,
    modelDigest: undefined,
    can: ["completion"],
  }),
  fakeModel("adapted", { adapters: ["/a"] }),
  fakeModel("hollow", { modelPath: undefined, modelDigest: undefined }),
];

function server(runner: FakeRunnerOptions = {}, variables: Record<string, string> = {}) {
  const fake = new FakeServer(models, runner, variables);
  const ask = (body: Record<string, unknown>, signal?: AbortSignal) => fake.call("generate", generate, body, signal);
  const whole = async (body: Record<string, unknown>) =>
    (await (await ask({ stream: false, ...body })).json()) as GenerateResponse;
  const prompt = async (body: Record<string, unknown>) =>
    (await whole({ _debug_render_only: true, ...body }))._debug_info?.rendered_template;
  return { fake, ask, whole, prompt };
}

describe("errors, in the order of the checks", () => {
  const format = (raw: string) => `invalid format: ${raw}; expected "json" or a valid JSON Schema object`;
  test.each<[Record<string, unknown>, number, string]>([
    [{ model: "", top_logprobs: 21 }, 400, "top_logprobs must be between 0 and 20"],
    [{ top_logprobs: -1 }, 400, "top_logprobs must be between 0 and 20"],
    [{}, 404, "model '' not found"],
    [{ model: "  " }, 404, "model '  ' not found"],
    [{ model: "x:local:cloud" }, 400, 'use either :local or :cloud, not both: "x:local:cloud"'],
    [{ model: "a/b/c/d" }, 400, "invalid model name"],
    [{ model: "plain:cloud" }, 403, "ollama cloud is disabled: remote model is unavailable"],
    [{ model: "nope", prompt: "x" }, 404, "model 'nope' not found"],
    [{ model: "remote:local" }, 404, "model 'remote:local' not found"],
    [{ model: "remote", keep_alive: 0 }, 400, "this server cannot run this remote model"],
    [{ model: "painter", raw: true, system: "s" }, 400, "image generation models are not currently supported"],
    [
      { model: "plain", prompt: "x", raw: true, system: "s", think: true },
      400,
      "raw mode does not support template, system, or context",
    ],
    [
      { model: "plain", prompt: "x", raw: true, template: "t" },
      400,
      "raw mode does not support template, system, or context",
    ],
    [
      { model: "plain", prompt: "x", raw: true, context: [1] },
      400,
      "raw mode does not support template, system, or context",
    ],
    [{ model: "embedder", think: "high" }, 400, '"embedder" does not support thinking'],
    [{ model: "EMBEDDER" }, 400, '"EMBEDDER" does not support generate'],
    [
      { model: "plain", suffix: "s", options: { top_k: "x" } },
      400,
      "registry.ollama.ai/library/plain:latest does not support insert",
    ],
    [{ model: "plain", options: { top_k: "x" } }, 500, 'option "top_k" must be of type integer'],
    [{ model: "badparams" }, 500, 'option "temperature" must be of type float32'],
    [{ model: "plain", prompt: "x", template: "{{ .Prompt" }, 500, "template: :1: unclosed action"],
    [{ model: "raising", prompt: "x" }, 500, "no way"],
    [{ model: "renderer", prompt: "x" }, 500, 'unsupported renderer "qwen3-coder"'],
    [{ model: "adapted", prompt: "x" }, 500, "adapted:latest: adapters are not supported"],
    [{ model: "hollow", prompt: "x" }, 500, "hollow:latest has no weights in GGUF format"],
    [
      { model: "plain", prompt: "x".repeat(300), shift: false, format: "xml" },
      400,
      "the prompt is longer than the context length currently available to the model; shorten the prompt, adjust the context length in settings, or use a model with a longer context length",
    ],
    [{ model: "plain", prompt: "x", format: "xml" }, 500, format('"\\"xml\\""')],
    [{ model: "plain", prompt: "x", format: [] }, 500, format('"[]"')],
    [{ model: "plain", prompt: "x", format: 5 }, 500, format('"5"')],
    [
      { model: "plain", prompt: "x", options: { temperature: 1e300 } },
      500,
      "failed to marshal completion request: json: unsupported value: +Inf",
    ],
  ])("%j", async (body, status, error) => {
    const { fake, ask } = server();
    for (const stream of [false, true]) {
      const response = await ask({ ...body, stream });
      expect({ status: response.status, body: await response.json() }).toEqual({ status, body: { error } });
    }
    await settle();
    expect(fake.runners.started.every((runner) => runner.inFlight === 0)).toBe(true);
  });

  test("a remote model with the cloud disabled", async () => {
    const { ask } = server({}, { OLLAMA_NO_CLOUD: "1" });
    expect((await ask({ model: "remote" })).status).toBe(403);
  });

  test("a full queue is a 503", async () => {
    const { ask } = server({}, { OLLAMA_MAX_QUEUE: "0" });
    const [, second] = await Promise.all([ask({ model: "plain" }), ask({ model: "jinja" })]);
    expect([second.status, await second.json()]).toEqual([
      503,
      { error: "server busy, please try again.  maximum pending requests exceeded" },
    ]);
  });

  const notFound = { error: 'model "plain" not found, try pulling it first' };
  test("weights whose header is not there", async () => {
    const capabilities = () => Promise.reject(Object.assign(new Error("open"), { code: "ENOENT" }));
    const missing = new FakeServer([fakeModel("plain", { capabilities })]);
    const response = await missing.call("generate", generate, { model: "plain", prompt: "x" });
    expect([response.status, await response.json()]).toEqual([404, notFound]);
  });

  test("weights that are gone when the runner wants them", async () => {
    const { ask } = server({ loadError: new RunnerError("model", "cannot open file") });
    const response = await ask({ model: "plain", prompt: "x" });
    expect([response.status, await response.json()]).toEqual([404, notFound]);
  });

  test.each<[RunnerError, string]>([
    [new RunnerError("model", "unknown architecture"), "unknown architecture"],
    [new RunnerError("died", "signal: SIGSEGV"), "model runner process has terminated: signal: SIGSEGV"],
  ])("a runner that can't start: $0.message", async (loadError, error) => {
    const fake = new FakeServer([fakeModel("here", { modelPath: import.meta.path })], { loadError });
    const response = await fake.call("generate", generate, { model: "here", prompt: "x" });
    expect([response.status, await response.json()]).toEqual([500, { error }]);
  });
});

describe("load and unload", () => {
  test("an empty prompt loads, as one object whatever stream says", async () => {
    const { fake, ask } = server();
    const response = await ask({ model: " plain ", stream: true });
    expect(response.headers.get("content-type")).toBe("application/json; charset=utf-8");
    const body = (await response.json()) as GenerateResponse;
    expect(body).toEqual({
      model: " plain ",
      created_at: body.created_at,
      response: "",
      done: true,
      done_reason: "load",
    });
    expect(fake.context.scheduler.list()).toHaveLength(1);
  });

  test("keep_alive 0 unloads without loading or checking, also in the middle of an answer", async () => {
    const { fake, ask } = server({ pace: () => new Promise((resolve) => setTimeout(resolve, 5)) });
    const unloaded = await ask({ model: "plain", keep_alive: 0, think: true, options: { top_k: "x" } });
    expect(await unloaded.json()).toMatchObject({ response: "", done: true, done_reason: "unload" });
    expect(fake.runners.started).toHaveLength(0);
    const answering = ask({ model: "plain", prompt: "x" }).then(readLines);
    await settle();
    await ask({ model: "plain", keep_alive: "0s" });
    expect((await answering).at(-1)).toMatchObject({ done: true, done_reason: "stop" });
    await settle();
    expect(fake.runners.alive).toBe(0);
  });
});

describe("answers", () => {
  test("a stream has a frame per piece and one final frame, keys in order", async () => {
    const { ask } = server();
    const response = await ask({ model: "plain", prompt: "hi" });
    expect(response.headers.get("content-type")).toBe("application/x-ndjson");
    const frames = await readLines(response);
    expect(frames.map((frame) => frame.response)).toEqual(["Once", " upon", " a time", ""]);
    expect(frames.map((frame) => frame.done)).toEqual([false, false, false, true]);
    for (const frame of frames.slice(0, -1))
      expect(Object.keys(frame)).toEqual(["model", "created_at", "response", "done"]);
    expect(Object.keys(frames.at(-1)!)).toEqual([
      "model",
      "created_at",
      "response",
      "done",
      "done_reason",
      "context",
      "total_duration",
      "load_duration",
      "prompt_eval_count",
      "prompt_eval_duration",
      "eval_count",
      "eval_duration",
    ]);
    expect(frames.at(-1)).toMatchObject({ done_reason: "stop", prompt_eval_count: 3, eval_count: 3 });
  });

  test("context is prompt and answer in tokens without BOS; raw has none", async () => {
    const { whole } = server({ answer: () => ["b"] });
    expect((await whole({ model: "plain", prompt: "a" })).context).toEqual([97, 98]);
    expect("context" in (await whole({ model: "plain", prompt: "a", raw: true }))).toBe(false);
  });

  test("num_predict 0 ends at once", async () => {
    const { whole } = server();
    const body = await whole({ model: "plain", prompt: "a", options: { num_predict: 0 } });
    expect(body).toMatchObject({ response: "", done: true, done_reason: "length" });
    expect("eval_count" in body).toBe(false);
  });

  test("options reach the engine: the model's, then the request's", async () => {
    const model = fakeModel("m", { parameters: { temperature: 0, stop: ["a"], top_k: 7 } });
    const fake = new FakeServer([model]);
    await fake.call("generate", generate, {
      model: "m",
      prompt: "x",
      stream: false,
      options: { top_k: 9.9, num_ctx: 64 },
    });
    const [runner] = fake.runners.started;
    expect(runner?.settings).toMatchObject({ numCtx: 64, modelPath: "/blobs/m", cacheKey: "0".repeat(64) });
    expect(runner?.requests[0]?.options).toMatchObject({
      temperature: 0,
      topK: 9,
      stop: ["a"],
      numPredict: 640,
      shift: true,
    });
  });

  test("log probabilities: per frame, concatenated, alternatives only if asked for", async () => {
    const logprob = (token: string) => ({ token, logprob: -1, bytes: [...Buffer.from(token)] });
    const piece = (text: string) => ({
      type: "text" as const,
      text,
      logprobs: [{ ...logprob(text), topLogprobs: [logprob(text), logprob("z")] }],
    });
    const { fake, whole } = server({ answer: () => [piece("a"), piece("")] });
    const plain = { model: "plain", prompt: "x" };
    const a = { token: "a", logprob: -1, bytes: [97] };
    const empty = { token: "", logprob: -1 };
    expect((await whole({ ...plain, logprobs: true })).logprobs).toEqual([a, empty]);
    expect((await whole({ ...plain, logprobs: true, top_logprobs: 1 })).logprobs).toEqual([
      { ...a, top_logprobs: [a] },
      { ...empty, top_logprobs: [empty] },
    ]);
    expect("logprobs" in (await whole({ ...plain, top_logprobs: 2 }))).toBe(false);
    const asked = fake.runners.started[0]!.requests.map((request) => request.options.topLogprobs);
    expect(asked).toEqual([0, 1, undefined]);
  });

  test("a model caught in a loop is stopped, without a final frame", async () => {
    const { ask, whole } = server({ answer: () => ["{", ...new Array(50).fill(" ")] });
    const frames = await readLines(await ask({ model: "plain", prompt: "x" }));
    expect(frames.every((frame) => frame.done === false)).toBe(true);
    // What the original gave for such a loop.
    expect(frames.map((frame) => frame.response).join("")).toBe(`{${" ".repeat(31)}`);
    expect(await whole({ model: "plain", prompt: "x" })).toMatchObject({ done: false, response: `{${" ".repeat(31)}` });
  });

  test("a valid format is accepted, and noticed once per model", async () => {
    const warn = spyOn(console, "warn").mockImplementation(() => {});
    try {
      const { whole } = server();
      for (const format of ["", null, "json", {}, { type: "object" }]) {
        expect((await whole({ model: "jinja", prompt: "x", format })).done).toBe(true);
      }
      expect(warn).toHaveBeenCalledTimes(1);
    } finally {
      warn.mockRestore();
    }
  });

  test("any pieces: frames joined are the unstreamed answer, with exactly one final frame, the last", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.string({ unit: "grapheme", maxLength: 4 }), { maxLength: 20 }),
        fc.boolean(),
        async (pieces, raw) => {
          const { ask, whole } = server({ answer: () => pieces });
          const body = { model: "plain", prompt: "x", raw };
          const frames = await readLines(await ask(body));
          const joined = frames.map((frame) => frame.response).join("");
          const merged = await whole(body);
          expect(joined).toBe(merged.response);
          expect(joined).toBe(pieces.join(""));
          expect(frames.map((frame) => frame.done)).toEqual([...frames.slice(1).map(() => false), true]);
          expect(frames.at(-1)!.context).toEqual(merged.context);
        },
      ),
      { numRuns: 40 },
    );
  });
});

describe("prompts", () => {
  test.each<[string, Record<string, unknown>, string]>([
    ["the bare prompt without a template", { model: "plain", prompt: "x" }, "x"],
    ["the model's template, system text and messages", { model: "templated", prompt: "x" }, "<s>S<u>hi<a>hello<u>x<a>"],
    ["another system text", { model: "templated", prompt: "x", system: "T" }, "<s>T<u>hi<a>hello<u>x<a>"],
    ["another template", { model: "templated", prompt: "x", template: "[{{ .Prompt }}]" }, "[hi]hello[x]"],
    ["raw", { model: "templated", prompt: "x", raw: true }, "x"],
    ["raw with an empty context", { model: "templated", prompt: "x", raw: true, context: [] }, "x"],
    [
      "a context in front, without the model's messages",
      { model: "templated", prompt: "x", context: [97, 98] },
      "ab<s>S<u>x<a>",
    ],
    ["an empty context", { model: "templated", prompt: "x", context: [] }, "<s>S<u>x<a>"],
    ["the weights' template", { model: "jinja", prompt: "x", system: "S" }, "[system]S[user]x"],
    ["a gap to fill", { model: "filler", prompt: "a", suffix: "b" }, "a<gap>b"],
    [
      "a gap in another template",
      { model: "filler", prompt: "a", suffix: "b", template: "{{ .Suffix }}{{ .Prompt }}" },
      "ba",
    ],
    ["thinking by default where the model can", { model: "thinker", prompt: "x" }, "xtruemedium"],
    ["thinking off", { model: "thinker", prompt: "x", think: false }, "xfalse"],
    ["images", { model: "plain", prompt: "x [img]", images: ["AQ==", "AQ=="] }, "[img-1]x [img-0]"],
  ])("%s", async (_, body, expected) => {
    expect(await server().prompt(body)).toBe(expected);
  });

  test("_debug_render_only answers one object and runs nothing", async () => {
    const { fake, ask } = server();
    const response = await ask({ model: "plain", prompt: "x", images: ["AQ=="], _debug_render_only: true });
    const body = (await response.json()) as GenerateResponse;
    expect(body).toEqual({
      model: "plain",
      created_at: body.created_at,
      response: "",
      done: false,
      _debug_info: { rendered_template: "[img-0]x", image_count: 1 },
    });
    expect(fake.runners.started[0]?.requests).toEqual([]);
    expect(fake.context.scheduler.list()[0]?.expiresAt).toBe(fake.clock.now() + 5 * 60_000);
  });

  test("a prompt that is too long is cut; the context is of the whole", async () => {
    const { fake, whole } = server({ answer: () => ["b"] });
    const body = await whole({ model: "plain", prompt: "a".repeat(300), options: { num_ctx: 64 } });
    // 64 − (64 − 5) / 2, as observed.
    expect(body.prompt_eval_count).toBe(35);
    expect(body.context).toHaveLength(301);
    expect(fake.runners.started[0]?.requests[0]?.prompt).toEqual([1, ...new Array(34).fill(97)]);
  });

  test("with truncate off, and for the weights' template, the engine judges the length", async () => {
    const refuse = () => [new RunnerError("context", "too long", 1502)];
    const { whole } = server({ answer: refuse });
    for (const body of [
      { model: "plain", prompt: "a".repeat(300), truncate: false },
      { model: "jinja", prompt: "a".repeat(300) },
    ]) {
      expect(await whole(body)).toMatchObject({
        error:
          '{"error":{"code":400,"message":"request (1502 tokens) exceeds the available context size (256 tokens), try increasing it","type":"exceed_context_size_error","n_prompt_tokens":1502,"n_ctx":256}}',
      });
    }
  });
});

describe("failures of the runner", () => {
  const died = new RunnerError("died", "killed");
  test("before the first piece: the error's status", async () => {
    const { ask } = server({ answer: () => [died] });
    for (const stream of [true, false]) {
      const response = await ask({ model: "plain", prompt: "x", stream });
      expect(response.status).toBe(500);
      expect(await response.json()).toEqual({
        error:
          "model runner has unexpectedly stopped, this may be due to resource limitations or an internal error, check ollama server logs for details",
      });
    }
  });

  test("in mid-answer: an error line ends the stream, and the next request loads anew", async () => {
    const { fake, ask, whole } = server({ answer: () => ["a", "b"], pace: settle });
    const response = await ask({ model: "plain", prompt: "x" });
    fake.runners.started[0]?.die();
    expect(await readLines(response)).toEqual([
      expect.objectContaining({ response: "a", done: false }),
      { error: "an error was encountered while running the model: unexpected EOF" },
    ]);
    expect((await whole({ model: "plain", prompt: "x" })).response).toBe("ab");
    expect(fake.runners.started).toHaveLength(2);
  });

  test("a wrong token id in the context is the request's fault", async () => {
    const { ask } = server({ answer: () => [new RunnerError("request", "token 999 is outside the vocabulary")] });
    expect((await ask({ model: "plain", prompt: "x" })).status).toBe(400);
  });
});

describe("clients that leave", () => {
  const slow: FakeRunnerOptions = { pace: () => new Promise((resolve) => setTimeout(resolve, 20)) };
  test("in mid-answer: decoding ends and the runner is free", async () => {
    const { fake, ask } = server(slow);
    const client = new AbortController();
    const response = await ask({ model: "plain", prompt: "x" }, client.signal);
    client.abort();
    await response.text().catch(() => undefined);
    await settle();
    expect(fake.runners.started[0]?.inFlight).toBe(0);
    expect(fake.clock.pending).toBe(1);
  });

  test("before the answer: the same without a stream", async () => {
    const { fake, ask } = server(slow);
    const client = new AbortController();
    const response = ask({ model: "plain", prompt: "x", stream: false }, client.signal);
    await settle();
    client.abort();
    await response;
    await settle();
    expect(fake.runners.started[0]?.inFlight).toBe(0);
    expect(fake.clock.pending).toBe(1);
  });

  test("while the model loads: 499", async () => {
    const { ask } = server();
    const client = new AbortController();
    const response = ask({ model: "plain", prompt: "x" }, client.signal);
    client.abort();
    expect((await response).status).toBe(499);
  });
});

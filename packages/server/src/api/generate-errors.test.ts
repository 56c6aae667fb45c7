import { describe, expect, test } from "bun:test";
import { RunnerError } from "@cria/engine";
import { readBroken } from "../http/read-broken.ts";
import { FakeServer, fakeModel } from "../inference/fakes.ts";
import { settle } from "../scheduler/virtual-clock.ts";
import { generate } from "./generate.ts";
import { server } from "./generate-harness.ts";

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
    [{ model: "renderer", prompt: "x" }, 500, 'unknown renderer "nobody"'],
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
    const { text, isWhole } = await readBroken(response);
    expect(isWhole).toBe(false);
    expect(
      text
        .trim()
        .split("\n")
        .map((line) => JSON.parse(line)),
    ).toEqual([
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

import type { GenerateChunk, GenerateFinal } from "@cria/spec";
import { FakeServer, fakeModel } from "../inference/fakes.ts";
import type { FakeRunnerOptions } from "../scheduler/fake-runner.ts";
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
  fakeModel("renderer", { config: { ...config, renderer: "nobody" } }),
  fakeModel("remote", {
    config: { ...config, ...remote },
    modelPath: undefined,
    modelDigest: undefined,
    can: ["completion"],
  }),
  fakeModel("adapted", { adapters: ["/a"] }),
  fakeModel("hollow", { modelPath: undefined, modelDigest: undefined }),
];

/** A server with models of every kind, and ways to ask it to generate. */
export function server(runner: FakeRunnerOptions = {}, variables: Record<string, string> = {}) {
  const fake = new FakeServer(models, runner, variables);
  const ask = (body: Record<string, unknown>, signal?: AbortSignal) => fake.call("generate", generate, body, signal);
  const whole = async (body: Record<string, unknown>) =>
    (await (await ask({ stream: false, ...body })).json()) as GenerateFinal;
  const prompt = async (body: Record<string, unknown>) => {
    const shown = (await (await ask({ _debug_render_only: true, ...body })).json()) as GenerateChunk;
    return shown._debug_info?.rendered_template;
  };
  return { fake, ask, whole, prompt };
}

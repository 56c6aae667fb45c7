import { expect, test } from "bun:test";
import { type CapabilitySources, capabilitiesOf, listedCapabilitiesOf } from "./capabilities.ts";
import { emptyConfig } from "./config.ts";
import { formatParameterCount, type GgufSummary } from "./gguf-summary.ts";

const weights: GgufSummary = {
  architecture: "llama",
  parameterCount: 1,
  fileType: "F16",
  contextLength: 1,
  embeddingLength: 1,
  isEmbedding: false,
  ranks: false,
  hasVision: false,
  hasAudio: false,
  hears: false,
  chatTemplate: undefined,
};
const plain: CapabilitySources = {
  config: emptyConfig,
  weights,
  hasProjector: false,
  projectorHears: false,
  goTemplate: undefined,
  template: "none",
};
const jinja = { ...plain, template: "jinja", weights: { ...weights, chatTemplate: "tools <think></think>" } } as const;

test.each<[string, CapabilitySources, string[], string[]]>([
  ["plain weights", plain, ["completion"], ["completion"]],
  ["an embedding model", { ...plain, weights: { ...weights, isEmbedding: true } }, ["embedding"], ["embedding"]],
  [
    "a model that ranks, which has no vectors",
    { ...plain, weights: { ...weights, isEmbedding: true, ranks: true } },
    ["rerank"],
    ["rerank"],
  ],
  ["a projector", { ...plain, hasProjector: true }, ["completion", "vision"], ["completion", "vision"]],
  [
    "encoders within",
    { ...plain, weights: { ...weights, hasVision: true, hasAudio: true } },
    ["completion", "vision", "audio"],
    ["vision", "audio", "completion"],
  ],
  [
    "a projector that hears, and a template",
    { ...plain, hasProjector: true, projectorHears: true, template: "go", goTemplate: "{{ .Tools }}" },
    ["completion", "vision", "audio", "tools"],
    ["completion", "tools", "vision"],
  ],
  [
    "ears that the original cannot use",
    {
      ...plain,
      config: { ...emptyConfig, parser: "nemotron-3-nano" },
      weights: { ...weights, architecture: "nemotron_h_omni", hasVision: true, hasAudio: true },
    },
    ["completion", "vision", "tools", "thinking"],
    ["vision", "audio", "completion", "tools", "thinking"],
  ],
  [
    "a parser and a template",
    {
      ...plain,
      config: { ...emptyConfig, parser: "qwen3-thinking" },
      template: "go",
      goTemplate: "{{ .Suffix }}",
    },
    ["completion", "insert", "tools", "thinking"],
    ["completion", "tools", "insert", "thinking"],
  ],
  ["a Jinja template", jinja, ["tools", "thinking", "completion"], ["completion"]],
  [
    "a Jinja template that a named parser replaces",
    { ...jinja, config: { ...emptyConfig, parser: "olmo3" } },
    ["completion", "tools"],
    ["completion", "tools"],
  ],
  [
    "a Go template",
    { ...plain, template: "go", goTemplate: "{{ .Tools }}{{ .Suffix }}" },
    ["completion", "tools", "insert"],
    ["completion", "tools", "insert"],
  ],
  [
    "a config that says so first",
    { ...plain, config: { ...emptyConfig, capabilities: ["vision", "completion"] } },
    ["vision", "completion"],
    ["completion", "vision"],
  ],
  [
    "a family that thinks",
    { ...plain, config: { ...emptyConfig, model_family: "gptoss" } },
    ["completion", "thinking"],
    ["completion", "thinking"],
  ],
  [
    "a parser named like a property of objects",
    { ...plain, config: { ...emptyConfig, parser: "constructor" } },
    ["completion"],
    ["completion"],
  ],
  ["no weights", { ...plain, weights: undefined }, [], []],
])("%s", (_, sources, shown, listed) => {
  expect<string[]>(capabilitiesOf(sources)).toEqual(shown);
  expect<string[]>(listedCapabilitiesOf(sources)).toEqual(listed);
});

test.each([
  [999, "999"],
  [260_032, "260K"],
  [1_000_000, "1M"],
  [22_700_000, "22.70M"],
  [3_212_749_888, "3.2B"],
])("%d parameters are %s", (count, text) => {
  expect(formatParameterCount(count)).toBe(text);
});

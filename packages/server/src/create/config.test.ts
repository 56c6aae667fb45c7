import { describe, expect, test } from "bun:test";
import { emptyConfig } from "../store/config.ts";
import type { GgufSummary } from "../store/gguf-summary.ts";
import { configOf } from "./config.ts";
import type { NewLayer } from "./layers.ts";

function weights(architecture: string): NewLayer[] {
  const summary: GgufSummary = {
    architecture,
    parameterCount: 7_615_616_512,
    fileType: "Q4_K_M",
    contextLength: undefined,
    embeddingLength: undefined,
    isEmbedding: false,
    ranks: false,
    hasVision: false,
    hasAudio: false,
    hears: false,
    chatTemplate: undefined,
  };
  const layer = { mediaType: "application/vnd.ollama.image.model", digest: "", size: 0 };
  return [{ layer, kind: "model", status: "", weights: summary }];
}

test("family, size and type come from the weights", () => {
  expect(configOf({}, undefined, weights("qwen2"))).toMatchObject({
    model_format: "gguf",
    model_family: "qwen2",
    model_families: ["qwen2"],
    model_type: "7.6B",
    file_type: "Q4_K_M",
  });
});

describe("renderer and parser", () => {
  test.each([
    ["gemma4", "gemma4"],
    ["laguna", "laguna"],
    ["nemotron_h", "nemotron-3-nano"],
    ["nemotron_h_moe", "nemotron-3-nano"],
    ["nemotron_h_omni", "nemotron-3-nano"],
    // What these need comes with the model, or with its template.
    ["gemma3", undefined],
    ["qwen35", undefined],
    ["gpt-oss", undefined],
    ["lfm2", undefined],
    ["llama", undefined],
    ["constructor", undefined],
  ])("of %s are %s", (architecture, name) => {
    const { renderer, parser } = configOf({}, undefined, weights(architecture));
    expect([renderer, parser]).toEqual([name, name]);
  });

  test("each by itself, the request's first, then the base's", () => {
    const both = ({ renderer, parser }: ReturnType<typeof configOf>) => [renderer, parser];
    const base = { ...emptyConfig, renderer: "b" };
    expect(both(configOf({ parser: "p" }, undefined, weights("gemma4")))).toEqual(["gemma4", "p"]);
    expect(both(configOf({ renderer: "r" }, undefined, weights("gemma4")))).toEqual(["r", "gemma4"]);
    expect(both(configOf({ parser: "p" }, base, weights("gemma4")))).toEqual(["b", "p"]);
    expect(both(configOf({ parser: "p" }, base, weights("llama")))).toEqual(["b", "p"]);
  });
});

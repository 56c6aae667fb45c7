import { expect, test } from "bun:test";
import { fakeModel } from "../inference/fakes.ts";
import { resolveThinking } from "../prompts/thinking.ts";
import { chooseOutputParser } from "./choose-output-parser.ts";

const config = {
  model_format: "gguf",
  model_family: "llama",
  model_families: null,
  model_type: "",
  file_type: "",
};
const tools = [{ type: "function", function: { name: "get", parameters: { type: "object" } } }];
const thinking = resolveThinking(true, true);
const calling = (before: string) =>
  `{{ range .Messages }}{{ if .ToolCalls }}${before}{{ .ToolCalls }}{{ end }}{{ end }}`;

/** What is chosen for a model, after a prompt that it made itself or not. */
function choose(options: Parameters<typeof fakeModel>[1], { isNative = false, isRaw = false, hasTools = true } = {}) {
  const context = { prompt: { text: "", isNative }, thinking, tools: hasTools ? tools : [], isRaw };
  return chooseOutputParser(fakeModel("m", options), context);
}

test.each([
  ["<tool_call>", ["<tool_call>"]],
  ["[TOOL_CALLS] [", ["[TOOL_CALLS]"]],
  ["<|call|>now:", ["<|call|>"]],
  ["Action: ", ["Action:"]],
  ["", []],
] as const)("calls behind %j: the special token in it is shown", async (marker, tokens) => {
  expect(await choose({ template: calling(marker) })).toMatchObject({ visibleTokens: tokens, isNamed: false });
});

test("nothing is shown to a parser that looks for nothing", async () => {
  expect((await choose({ template: "{{ .Prompt }}" }, { hasTools: false })).visibleTokens).toEqual([]);
});

test("the tags of the weights' own template are shown", async () => {
  const chatTemplate = "<think></think><tool_call>";
  expect((await choose({ chatTemplate }, { isNative: true })).visibleTokens).toEqual([
    "<think>",
    "</think>",
    "<tool_call>",
  ]);
});

test.each([
  [{ config: { ...config, parser: "qwen3-coder" } }, true],
  [{ config: { ...config, model_family: "gptoss" }, template: "<|start|><|end|>" }, true],
  [{ config: { ...config, model_family: "gptoss" }, template: "<|start|>" }, false],
  [{ config: { ...config, parser: "nobody" } }, false],
  [{ config: { ...config, parser: "toString" } }, false],
  [{}, false],
])("%j: named %p", async (options, isNamed) => {
  expect((await choose(options)).isNamed).toBe(isNamed);
  expect((await choose(options, { isRaw: true })).isNamed).toBe(false);
});

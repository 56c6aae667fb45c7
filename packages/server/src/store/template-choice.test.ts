import { describe, expect, test } from "bun:test";
import { parseTemplate } from "../prompts/gotemplate/index.ts";
import { chooseTemplate, goTraits, jinjaTraits } from "./template-choice.ts";
import { inferThinkingTags } from "./thinking-tags.ts";

const thinkingRange = "{{ range .Messages }}{{ if .Thinking }}<think> {{ .Thinking }} </think>{{ end }}{{ end }}";

describe("a Go template", () => {
  const none = { tools: false, thinking: false, insert: false, toolRoundTrip: false };
  test.each([
    ["{{ .Prompt }}", none],
    ["{{ if .Tools }}{{ end }}", { ...none, tools: true }],
    ["{{ .Prompt }}{{ .Suffix }}", { ...none, insert: true }],
    [thinkingRange, { ...none, thinking: true }],
    ['{{ .Tools }}{{ .ToolCalls }}{{ if eq .Role "tool" }}{{ end }}', { ...none, tools: true, toolRoundTrip: true }],
    ["{{ broken", none],
  ])("%s", (text, traits) => {
    expect(goTraits(text)).toEqual(traits);
  });
});

describe("thinking tags", () => {
  test.each([
    [thinkingRange, { opening: "<think>", closing: "</think>" }],
    ["{{ range .Messages }}<a>{{ .Thinking }}{{ end }}", undefined],
    ["<think>{{ .Thinking }}</think>", undefined],
    ["{{ range $.Messages }}<think>{{ .Thinking }}</think>{{ end }}", undefined],
    ["{{ range .Messages }}{{ range .Others }}<t>{{ .Thinking }}</t>{{ end }}{{ end }}", undefined],
    ["{{ range $i, $m := .Messages }}[{{ .Thinking }}]{{ end }}", { opening: "[", closing: "]" }],
  ])("%s", (text, tags) => {
    expect(inferThinkingTags(parseTemplate(text))).toEqual(tags!);
  });
});

describe("a Jinja template", () => {
  test.each([
    ["{{ messages }}", { tools: false, thinking: false, toolRoundTrip: false }],
    ["{% if tools %}", { tools: true, thinking: false, toolRoundTrip: false }],
    ["<think></think>", { tools: false, thinking: true, toolRoundTrip: false }],
    ["content.split('</think>')", { tools: false, thinking: true, toolRoundTrip: false }],
    ["content.split('</think>') reasoning_content", { tools: false, thinking: false, toolRoundTrip: false }],
    ["tools tool_calls message['role'] == 'tool'", { tools: true, thinking: false, toolRoundTrip: true }],
  ])("%s", (text, traits) => {
    expect(jinjaTraits(text)).toMatchObject(traits);
  });
});

describe("the choice", () => {
  const plain = "{{ .Prompt }}";
  const withTools = "{{ .Tools }}";
  const roundTrip = '{{ .Tools }}{{ .ToolCalls }}{{ if eq .Role "tool" }}{{ end }}';
  const jinjaTools = "tools";
  const jinjaRoundTrip = "tools tool_calls tool_response";
  test.each([
    [undefined, undefined, undefined, "none"],
    [undefined, jinjaTools, undefined, "jinja"],
    [plain, undefined, undefined, "go"],
    [plain, undefined, false, "none"],
    [plain, jinjaTools, undefined, "jinja"],
    [plain, jinjaTools, true, "go"],
    [withTools, jinjaTools, false, "jinja"],
    [withTools, jinjaTools, undefined, "go"],
    [withTools, jinjaRoundTrip, undefined, "jinja"],
    [roundTrip, jinjaRoundTrip, undefined, "go"],
    // More in name, but the calls of the history would be lost.
    [roundTrip, `${jinjaTools}<think></think>`, undefined, "go"],
  ] as const)("Go %j, Jinja %j, wish %p: %s", (go, jinja, wish, kind) => {
    expect(chooseTemplate(go, jinja, wish)).toBe(kind);
  });
});

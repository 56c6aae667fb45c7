import { describe, expect, test } from "bun:test";
import { freeSection } from "./free-section.ts";
import { GenericParser } from "./generic-parser.ts";
import { findParser, parsers } from "./parsers/registry.ts";
import { ThinkingParser } from "./thinking.ts";

const on = { isSet: true, on: true, level: undefined };
const off = { isSet: true, on: false, level: undefined };
const think = { opening: "<think>", closing: "</think>" };
const ofParser = (name: string, thinking: typeof on) => {
  const { thinkingTags, start } = findParser(name)!;
  const input = { tools: [], thinking, lastMessage: undefined };
  return thinkingTags && freeSection(() => start(input), thinkingTags(input));
};

test.each([
  ["qwen3", on, undefined],
  ["qwen3-thinking", on, { ...think, isOpen: true }],
  ["qwen3-thinking", off, undefined],
  ["qwen3-vl-thinking", off, { ...think, isOpen: true }],
  ["deepseek3", on, { ...think, isOpen: true }],
  ["deepseek3", off, undefined],
  ["passthrough", on, undefined],
  ["glimmer", on, { opening: " to=self<|message|>", closing: "<|start|>assistant<|message|>", isOpen: true }],
  ["glimmer", off, { opening: " to=self<|message|>", closing: "<|message|>", isOpen: true }],
])("%s with thinking %j", (name, thinking, expected) => {
  expect(ofParser(name as string, thinking as typeof on)).toEqual(expected as never);
});

test("of a gpt-oss, all messages but the final one are free", () => {
  expect(ofParser("harmony", on)).toMatchObject({ closing: "<|channel|>final<|message|>", isOpen: true });
});

describe("parsers by tags", () => {
  test("the section begins with its tag unless the prompt has it", () => {
    for (const isOpen of [true, false]) {
      const start = () => new GenericParser({ thinking: new ThinkingParser(think, isOpen) });
      expect(freeSection(start, think)).toEqual({ ...think, isOpen });
    }
  });

  test("without thinking there is none", () => {
    expect(freeSection(() => new GenericParser(), think)).toBeUndefined();
  });
});

test("of every parser that can think, something is known of where thinking ends", () => {
  for (const [name, { can }] of Object.entries(parsers)) {
    if (can.includes("thinking")) expect([name, ofParser(name, on)]).toEqual([name, expect.anything()]);
  }
});

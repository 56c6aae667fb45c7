import { expect, test } from "bun:test";
import { encodeJson } from "../../http/json.ts";
import { parseAll, startParser } from "./cases.ts";

const deep = 100_000;

test.each([
  ["gemma4", "<|tool_call>call:f{a:", "<tool_call|>"],
  ["functiongemma", "<start_function_call>call:f{a:", "}<end_function_call>"],
  ["olmo3", "<function_calls>f(a=", ")</function_calls>"],
  ["lfm2", "<|tool_call_start|>[f(a=", ")]<|tool_call_end|>"],
  ["glm-ocr", "<tool_call>f<arg_key>a</arg_key><arg_value>", "</arg_value></tool_call>"],
  ["ministral", "[TOOL_CALLS]f[ARGS]", ""],
  ["laguna", '<tool_call>{"name": "f", "arguments": {"a": ', "}}</tool_call>"],
  ["cohere", '<|START_ACTION|>[{"tool_name": "f", "parameters": {"a": ', "}}]<|END_ACTION|>"],
])("values nested beyond measure do no harm: %s", (parser, begin, end) => {
  const text = begin + "[".repeat(deep) + "]".repeat(deep) + end;
  const output = parseAll(startParser({ parser, think: false }), [text]);
  expect(output.content !== undefined || output.calls !== undefined).toBe(true);
  expect(encodeJson(output).length).toBeGreaterThan(deep);
});

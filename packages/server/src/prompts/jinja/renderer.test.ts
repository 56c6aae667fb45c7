import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import type { PromptInput } from "../renderer.ts";
import { resolveThinking } from "../thinking.ts";
import { range, TemplateLimitError } from "./interpreter.ts";
import { jinjaRenderer } from "./renderer.ts";
import { format } from "./strftime.ts";

const tokens = { bos: "<s>", eos: "</s>", addsBos: true };
const input: PromptInput = {
  messages: [
    { role: "user", content: "hi" },
    {
      role: "assistant",
      content: "",
      tool_calls: [{ id: "c1", function: { index: 0, name: "f", arguments: { a: 1 } } }],
    },
    { role: "tool", content: "3", tool_name: "f", tool_call_id: "c1" },
  ],
  tools: [],
  thinking: resolveThinking(undefined, false),
};
const render = (text: string, more: Partial<PromptInput> = {}, special = tokens) =>
  jinjaRenderer(text, special)({ ...input, ...more });

test("messages, special tokens and the generation prompt", () => {
  const text =
    "{{ bos_token }}{% for m in messages %}[{{ m.role }}]{{ m.content }}{{ eos_token }}{% endfor %}{% if add_generation_prompt %}[assistant]{% endif %}";
  expect(render(text)).toBe("[user]hi</s>[assistant]</s>[tool]3</s>[assistant]");
});

test("BOS at the start is left to the tokenizer only if that adds one", () => {
  expect(render("{{ bos_token }}x{{ bos_token }}")).toBe("x<s>");
  expect(render("{{ bos_token }}x", {}, { ...tokens, addsBos: false })).toBe("<s>x");
  expect(render("x", {}, { ...tokens, bos: "" })).toBe("x");
});

test("tool calls and tools have the shape that templates expect", () => {
  const text =
    "{% for m in messages %}{% if m.tool_calls %}{{ m.tool_calls[0].type }} {{ m.tool_calls[0].function.name }} {{ m.tool_calls[0].function.arguments | tojson }}{% endif %}{{ m.tool_call_id }}{{ m.name }}{% endfor %}";
  expect(render(text)).toBe('function f {"a": 1}c1f');
  const tool = {
    type: "function",
    function: { name: "f", parameters: { type: "object", properties: { a: { type: "string" } } } },
  };
  expect(render("{{ tools is defined }}")).toBe("false");
  expect(render("{% if tools %}{{ tools[0] | tojson }}{% endif %}", { tools: [tool] })).toBe(
    '{"type": "function", "function": {"name": "f", "description": "", "parameters": {"type": "object", "properties": {"a": {"type": "string"}}}}}',
  );
});

test("thinking is passed on if it is set", () => {
  const text = "{{ enable_thinking is defined }} {{ enable_thinking }} {{ reasoning_effort }}";
  expect(render(text)).toBe("false  ");
  expect(render(text, { thinking: resolveThinking(false, true) })).toBe("true false ");
  expect(render(text, { thinking: resolveThinking("high", true) })).toBe("true true high");
});

test("a template may refuse a conversation with its own text", () => {
  expect(() => render("{{ raise_exception('roles must alternate') }}")).toThrow("roles must alternate");
});

test("syntax errors are thrown when the renderer is made", () => {
  expect(() => jinjaRenderer("{% for %}", tokens)).toThrow();
});

test("loops that are left early count as any other", () => {
  const loop = "{% for i in range(3000) %}{% if i % 2 %}{% continue %}{% endif %}{% endfor %}";
  expect(render(`${loop}{% for i in range(9) %}{% if i == 3 %}{% break %}{% endif %}{{ i }}{% endfor %}`)).toBe("012");
});

describe("bounds", () => {
  test.each([
    ["endless loops", "{% for a in range(2000) %}{% for b in range(2000) %}{% set x = 1 %}{% endfor %}{% endfor %}"],
    ["endless recursion", "{% macro f() %}{{ f() }}{% endmacro %}{{ f() }}"],
    ["huge lists", "{{ range(10000000000) | length }}"],
    ["doubling texts", `{% set x = "xxxxxxxx" %}${"{% set x = x ~ x %}".repeat(40)}{{ x }}`],
  ])("%s are ended", (_, text) => {
    const start = performance.now();
    expect(() => render(text)).toThrow(TemplateLimitError);
    expect(performance.now() - start).toBeLessThan(5000);
  });

  test("a template that is too long is refused", () => {
    expect(() => jinjaRenderer(" ".repeat(1_000_001), tokens)).toThrow("too long");
  });
});

test("range is Python's", () => {
  expect([range(3), range(1, 3), range(5, 0, -2), range(3, 1)]).toEqual([[0, 1, 2], [1, 2], [5, 3, 1], []]);
  expect(() => range(0, 1, 0)).toThrow("step");
  fc.assert(
    fc.property(
      fc.integer({ min: -50, max: 50 }),
      fc.integer({ min: -50, max: 50 }),
      fc.integer({ min: 1, max: 7 }),
      (a, b, step) => {
        const up = range(a, b, step);
        expect(up.every((number, index) => number === a + index * step && number < b)).toBe(true);
        expect(up.length === 0 ? a >= b : up.at(-1)! + step >= b).toBe(true);
      },
    ),
  );
});

test("dates are written as C does", () => {
  const date = new Date(2026, 0, 5, 3, 4, 9);
  expect(format(date, "%d %B %Y|%-d %b %y|%A %a|%H:%M:%S %I %p|%j|%F %T|%e|%%|%q")).toBe(
    "05 January 2026|5 Jan 26|Monday Mon|03:04:09 03 AM|005|2026-01-05 03:04:09| 5|%|%q",
  );
  expect(render("{{ strftime_now('%Y') }}")).toBe(String(new Date().getFullYear()));
});

import { describe, expect, test } from "bun:test";
import type { PromptInput } from "../renderer.ts";
import { resolveThinking } from "../thinking.ts";
import { jinjaRenderer } from "./renderer.ts";

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

/** Shows all that a conversation has. */
const everything =
  "{% for m in messages %}[{{ m.role }}]{{ m.content }}{% if m.tool_calls %}{{ m.tool_calls | tojson }}{% endif %}{% endfor %}{{ tools | tojson }}";

test("messages, special tokens and the generation prompt", () => {
  const text =
    "{{ bos_token }}{% for m in messages %}[{{ m.role }}]{{ m.content }}{% if m.tool_calls %}{{ m.tool_calls[0].function.name }}{{ m.tool_calls[0].function.arguments.a }}{{ m.tool_calls[0].function.arguments }}{% endif %}{{ eos_token }}{% endfor %}{% if add_generation_prompt %}[assistant]{% endif %}";
  expect(render(text, { messages: input.messages.slice(0, 1) })).toBe("[user]hi</s>[assistant]");
});

test("BOS at the start is left to the tokenizer only if that adds one", () => {
  const text = `{{ bos_token }}${everything}`;
  const messages = [{ role: "user", content: "<s>" }];
  expect(render(text, { messages })).toBe("[user]<s>null");
  expect(render(text, { messages }, { ...tokens, addsBos: false })).toBe("<s>[user]<s>null");
  expect(render(text, { messages }, { ...tokens, bos: "" })).toBe("[user]<s>null");
});

test("tool calls and tools have the shape that templates expect", () => {
  const text =
    "{% for m in messages %}{{ m.content }}{% if m.tool_calls %}{{ m.tool_calls[0].type }} {{ m.tool_calls[0].function.name }} {{ m.tool_calls[0].function.arguments | tojson }}{% endif %}{{ m.tool_call_id }}{{ m.name }}{% endfor %}";
  expect(render(text)).toBe('hifunction f {"a": 1}3c1f');
  const tool = {
    type: "function",
    function: { name: "f", parameters: { type: "object", properties: { a: { type: "string" } } } },
  };
  expect(render(everything, { messages: [{ role: "user", content: "x" }], tools: [tool] })).toBe(
    '[user]x[{"type": "function", "function": {"name": "f", "description": "", "parameters": {"type": "object", "properties": {"a": {"type": "string"}}}}}]',
  );
});

test("as in Transformers, tools and documents are None where there are none", () => {
  const text = `{{ tools is none }}{{ documents is none }}${everything}`;
  expect(render(text, { messages: [{ role: "user", content: "x" }] })).toBe("TrueTrue[user]xnull");
});

test("thinking is passed on if it is set", () => {
  const text = "{{ enable_thinking is defined }} {{ enable_thinking }} {{ reasoning_effort }}{{ messages[0].content }}";
  const messages = [{ role: "user", content: "" }];
  expect(render(text, { messages })).toBe("False  ");
  expect(render(text, { messages, thinking: resolveThinking(false, true) })).toBe("True False ");
  expect(render(text, { messages, thinking: resolveThinking("high", true) })).toBe("True True high");
});

test("a template may refuse a conversation with its own text", () => {
  expect(() => render("{{ raise_exception('roles must alternate') }}")).toThrow("roles must alternate");
});

test("syntax errors are thrown when the renderer is made, with their line", () => {
  expect(() => jinjaRenderer("a\n{% for %}", tokens)).toThrow("line 2");
});

/** Wraps a template around the conversation, so that probing finds nothing amiss. */
const shown = (body: string) => `${body}{% for m in messages %}<{{ m.role }}>{{ m.content }}{% endfor %}`;
const hello: Partial<PromptInput> = { messages: [{ role: "user", content: "x" }] };

describe("public reports", () => {
  test.each<[kind: string, expression: string, text: string]>([
    ["arguments of methods", "'\\n\\n    code'.lstrip('\\n')", "    code"],
    ["arguments of methods", "'xxaxx'.strip('x')", "a"],
    ["arguments of filters", "[1,2] | join(d='-')", "1-2"],
    ["arguments of filters", "messages | join('/', attribute='role')", "user"],
    ["filters on undefined", "v['type'] | upper", ""],
    ["filters on none", "none | trim", "None"],
    ["filters on a boolean", "true | upper", "TRUE"],
    ["filters on a number", "3 | upper", "3"],
    ["filters on a list", "['a'] | upper", "['A']"],
    ["values", "true", "True"],
    ["values", "'v=' ~ true", "v=True"],
    ["values", "none", "None"],
    ["values", "[1, none]", "[1, None]"],
    ["values", "2.0 | tojson", "2.0"],
    ["tests", "4 is divisibleby(2)", "True"],
    ["tests", "3 is eq 3", "True"],
    ["tests", "3 is in [1, 3]", "True"],
    ["filters", "[1, 3, 2] | max", "3"],
    ["filters", "[1, 3, 2] | min", "1"],
    ["methods", "'{}-{}'.format(1, 'a')", "1-a"],
    ["code points", "'😀a'[0] ~ '😀a' | length", "😀2"],
  ])("%s: %s", (_, expression, text) => {
    const template = shown(`{% set v = {} %}{{ ${expression} }}`);
    expect(render(template, hello)).toBe(`${text}<user>x`);
  });

  test.each([
    ["upper", ""],
    ["lower", ""],
    ["trim", ""],
    ["length", "0"],
    ['join(",")', ""],
    ["list", "[]"],
    ['replace("a", "b")', ""],
    ["string", ""],
    ["capitalize", ""],
    ["first", ""],
    ["title", ""],
    ["safe", ""],
  ])("the filter %s on what is undefined gives %p", (filter, text) => {
    expect(render(shown(`[{{ nope | ${filter} }}]`), hello)).toBe(`[${text}]<user>x`);
  });

  test("statements: several targets, {% generation %} with its space trimmed", () => {
    expect(render(shown("{% for a, b in [(1, 2)] %}{{ a }}{{ b }}{% endfor %}"), hello)).toBe("12<user>x");
    expect(render(`${shown("")}{%- generation -%} x {%- endgeneration -%}`, hello)).toBe("<user>xx");
  });

  test("parameters without properties", () => {
    const template =
      "{% if tools %}{% for t in tools %}{{ t | tojson }}{{ t.function.parameters.type }}{% for k in t.function.parameters.properties %}{{ k }}{% endfor %}{% endfor %}{% endif %}{% if false %}{{ messages[0].tool_calls }}{% endif %}";
    const tools = [{ type: "function", function: { name: "f", parameters: { type: "" } } }];
    expect(render(shown(template), { ...hello, tools })).toBe(
      '{"type": "function", "function": {"name": "f", "description": "", "parameters": {"type": "", "properties": {}}}}<user>x',
    );
  });

  test("the type of a property without one", () => {
    const template =
      "{% for t in tools or [] %}{{ t.function.name }}{% for k, v in t.function.parameters.properties | items %}{{ k }}:{{ v['type'] | upper }};{% endfor %}{% endfor %}";
    const tools = [
      {
        type: "function",
        function: { name: "f", parameters: { type: "object", properties: { a: {}, b: { type: "string" } } } },
      },
    ];
    expect(render(shown(template), { ...hello, tools })).toBe("fa:;b:STRING;<user>x");
  });
});

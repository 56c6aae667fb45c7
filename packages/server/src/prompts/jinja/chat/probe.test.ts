import { describe, expect, test } from "bun:test";
import type { ChatMessage } from "../../chat-message.ts";
import type { PromptInput } from "../../renderer.ts";
import { resolveThinking } from "../../thinking.ts";
import { jinjaRenderer } from "../renderer.ts";

const user = (content: string): ChatMessage => ({ role: "user", content });
const system = (content: string): ChatMessage => ({ role: "system", content });
const assistant = (content: string, more: Partial<ChatMessage> = {}): ChatMessage => ({
  role: "assistant",
  content,
  ...more,
});
const result = (content: string, tool_name: string): ChatMessage => ({ role: "tool", content, tool_name });
const call = (name: string, args: Record<string, unknown>) => ({ function: { index: 0, name, arguments: args } });
const tool = {
  type: "function",
  function: { name: "f", description: "", parameters: { type: "object", properties: {} } },
};

const thinking = resolveThinking(undefined, false);
const render = (template: string, messages: readonly ChatMessage[], tools: PromptInput["tools"] = []) =>
  jinjaRenderer(template, { bos: "", eos: "", addsBos: false })({ messages, tools, thinking });

/** Shows users and assistants, and nothing of the rest. */
const plain =
  "{% for m in messages %}{% if m.role == 'user' %}U:{{ m.content }};{% elif m.role == 'assistant' %}A:{{ m.content }};{% endif %}{% endfor %}";
const strict =
  "{% if messages[0].role == 'system' %}{{ raise_exception('System role not supported') }}{% endif %}{% for m in messages %}{% if (m.role == 'user') != (loop.index0 % 2 == 0) %}{{ raise_exception('roles must alternate') }}{% endif %}{{ m.role }}:{{ m.content }};{% endfor %}";

describe("system messages", () => {
  test("go before the first user message where a template drops them", () => {
    expect(render(plain, [system("S"), user("x"), assistant("y"), user("z")])).toBe("U:S\nx;A:y;U:z;");
  });

  test("go before the first user message where a template refuses them", () => {
    expect(render(strict, [system("S"), user("x")])).toBe("user:S\nx;");
    expect(render(strict, [system("S"), system("T"), user("x")])).toBe("user:S\nT\nx;");
    expect(render(strict, [user("x"), assistant("y"), system("S"), user("z")])).toBe("user:x;assistant:y;user:S\nz;");
    expect(render(strict, [system("S")])).toBe("user:S;");
    expect(render(strict, [user("x"), system("S")])).toBe("user:x\nS;");
  });

  test("late ones go before the next user message where only the first is shown", () => {
    const first =
      "{% if messages[0].role == 'system' %}S:{{ messages[0].content }};{% endif %}{% for m in messages if m.role != 'system' %}{{ m.role }}:{{ m.content }};{% endfor %}";
    expect(render(first, [system("S"), user("x"), system("T"), user("y")])).toBe("S:S;user:x;user:T\ny;");
    expect(render(first, [system("S"), system("T"), user("y")])).toBe("S:S\n\nT;user:y;");
  });

  test("stay where a template shows them everywhere", () => {
    const all = "{% for m in messages %}{{ m.role }}:{{ m.content }};{% endfor %}";
    expect(render(all, [user("x"), system("S"), system("T"), user("y")])).toBe("user:x;system:S;system:T;user:y;");
  });
});

test("neighbours are one message where roles must alternate", () => {
  expect(render(strict, [user("x"), user("y"), assistant("z")])).toBe("user:x\n\ny;assistant:z;");
});

test("contents are parts where a template takes no texts", () => {
  const parts =
    "{% for m in messages %}{{ m.role }}:{% for part in m.content %}{% if part.type == 'text' %}{{ part.text }}{% endif %}{% endfor %};{% endfor %}";
  expect(render(parts, [system("S"), user("x")])).toBe("system:S;user:x;");
});

test("without tools, a template that goes through them all the same gets none", () => {
  const loops =
    "{% for t in tools %}{{ t | tojson }}{% endfor %}{% for m in messages %}{{ m.role }}:{{ m.content }};{% endfor %}";
  expect(render(loops, [user("x")])).toBe("user:x;");
});

describe("tools", () => {
  test("are described in a system message where a template does not show them", () => {
    const prompt = render(plain, [user("x")], [tool]);
    expect(prompt).toStartWith("U:You may call these functions");
    expect(prompt).toContain('{"type":"function","function":{"name":"f"');
    expect(prompt).toEndWith("\nx;");
  });
});

describe("calls and results", () => {
  const messages = [user("x"), assistant("", { tool_calls: [call("f", { a: "b" })] }), result("r", "f"), user("y")];

  test("are written into the texts where a template shows neither", () => {
    expect(render(plain, messages)).toBe(
      'U:x;A:<tool_call>\n{"name":"f","arguments":{"a":"b"}}\n</tool_call>;U:<tool_response>\nr\n</tool_response>;U:y;',
    );
    expect(render(strict, messages)).toBe(
      'user:x;assistant:<tool_call>\n{"name":"f","arguments":{"a":"b"}}\n</tool_call>;user:<tool_response>\nr\n</tool_response>\n\ny;',
    );
  });

  test("arguments are JSON where a template wants a text", () => {
    const joined =
      "{% for m in messages %}{{ m.role }}:{{ m.content }}{% for c in m.tool_calls %}{{ c.function.name + '=' + c.function.arguments }}{% endfor %};{% endfor %}";
    const printed = joined.replace(
      "c.function.name + '=' + c.function.arguments",
      "c.function.name ~ '=' ~ c.function.arguments",
    );
    for (const template of [joined, printed]) {
      expect(render(template, messages)).toBe('user:x;assistant:f={"a":"b"};tool:r;user:y;');
    }
  });

  test("identifiers of nine letters are made where a template wants them", () => {
    const nine =
      "{% for m in messages %}{{ m.role }}:{{ m.content }}{% for c in m.tool_calls %}{% if not c.id is defined or c.id | length != 9 %}{{ raise_exception('nine!') }}{% endif %}{{ c.function.name }}{{ c.function.arguments | tojson }}#{{ c.id }}{% endfor %}{% if m.role == 'tool' %}{% if not m.tool_call_id is defined or m.tool_call_id | length != 9 %}{{ raise_exception('nine!') }}{% endif %}#{{ m.tool_call_id }}{% endif %};{% endfor %}";
    expect(render(nine, messages)).toBe('user:x;assistant:f{"a": "b"}#call00001;tool:r#call00001;user:y;');
    const two = [
      user("x"),
      assistant("", {
        tool_calls: [
          { ...call("f", {}), id: "call_abcdef" },
          { ...call("g", {}), id: "AbCdEf123" },
        ],
      }),
      { ...result("r2", "g"), tool_call_id: "AbCdEf123" },
      { ...result("r1", "f"), tool_call_id: "call_abcdef" },
    ];
    expect(render(nine, two)).toBe("user:x;assistant:f{}#call00001g{}#AbCdEf123;tool:r2#AbCdEf123;tool:r1#call00001;");
  });

  test("contents that are empty are None, or left out, where a template wants that", () => {
    const none =
      "{% for m in messages %}{{ m.role }}:{% if m.content is none %}{% for c in m.tool_calls %}{{ c.function | tojson }}{% endfor %}{% else %}{{ m.content }}{% endif %};{% endfor %}";
    expect(render(none, messages)).toBe('user:x;assistant:{"name": "f", "arguments": {"a": "b"}};tool:r;user:y;');
    const absent = none.replace("m.content is none", "'content' not in m");
    expect(render(absent, messages)).toBe('user:x;assistant:{"name": "f", "arguments": {"a": "b"}};tool:r;user:y;');
  });

  test("each call has its own message where a template takes one", () => {
    const single =
      "{% for m in messages %}{{ m.role }}:{{ m.content }}{% if m.tool_calls %}{% if m.tool_calls | length != 1 %}{{ raise_exception('one!') }}{% endif %}{{ m.tool_calls[0].function | tojson }}{% endif %};{% endfor %}";
    const two = [
      user("x"),
      assistant("t", { tool_calls: [call("f", { a: 1 }), call("g", {})] }),
      result("rg", "g"),
      result("rf", "f"),
      user("y"),
    ];
    expect(render(single, two)).toBe(
      'user:x;assistant:t{"name": "f", "arguments": {"a": 1}};tool:rf;assistant:{"name": "g", "arguments": {}};tool:rg;user:y;',
    );
  });
});

test("what a template takes is found out once, and in bounded time", () => {
  const slow = "{% for i in range(90000) %}{{ i }}{% endfor %}{% for m in messages %}{{ m.content }}{% endfor %}";
  const start = performance.now();
  expect(render(slow, [user("x")])).toEndWith("89999x");
  expect(render(slow, [user("x")])).toEndWith("89999x");
  expect(performance.now() - start).toBeLessThan(4000);
});

import { describe, expect, test } from "bun:test";
import type { ChatMessage } from "./chat-message.ts";
import { goRenderer, plainTemplate, renderInsert } from "./go-renderer.ts";
import type { PromptInput } from "./renderer.ts";
import { resolveThinking } from "./thinking.ts";

const off = resolveThinking(undefined, false);
const message = (role: string, content: string, more: Partial<ChatMessage> = {}): ChatMessage => ({
  role,
  content,
  ...more,
});
const input = (messages: ChatMessage[], more: Partial<PromptInput> = {}): PromptInput => ({
  messages,
  tools: [],
  thinking: off,
  ...more,
});
const conversation = [
  message("system", "S"),
  message("user", "one"),
  message("user", "two"),
  message("assistant", "three"),
  message("user", "four"),
];

describe("templates with .Messages", () => {
  test("neighbours of one role are one message, and system texts are joined", () => {
    const render = goRenderer("{{ .System }}|{{ range .Messages }}{{ .Role }}:{{ .Content }};{{ end }}");
    expect(render(input([...conversation, message("system", "T")]))).toBe(
      "S\n\nT|system:S;user:one\n\ntwo;assistant:three;user:four;system:T;",
    );
  });

  test("tool results stay apart", () => {
    const render = goRenderer(
      "{{ range .Messages }}{{ .Role }}={{ .ToolName }}/{{ .ToolCallID }}:{{ .Content }};{{ end }}",
    );
    const results = [
      message("tool", "1", { tool_name: "f", tool_call_id: "a" }),
      message("tool", "2", { tool_name: "g", tool_call_id: "b" }),
    ];
    expect(render(input(results))).toBe("tool=f/a:1;tool=g/b:2;");
  });

  test("nothing is cut behind .Response", () => {
    const render = goRenderer("{{ range .Messages }}{{ .Content }}{{ end }}{{ .Response }}<end>");
    expect(render(input([message("user", "x")]))).toBe("x<end>");
  });

  test("tool calls print their arguments as JSON with sorted keys", () => {
    const render = goRenderer(
      "{{ range .Messages }}{{ range .ToolCalls }}{{ .Function.Name }} {{ .Function.Arguments }} {{ json .Function.Arguments }}{{ range $k, $v := .Function.Arguments }} {{ $k }}={{ $v }}{{ end }}{{ end }}{{ end }}",
    );
    const called = message("assistant", "", {
      tool_calls: [{ function: { index: 0, name: "f", arguments: { b: 1, a: "x" } } }],
    });
    expect(render(input([called]))).toBe('f {"a":"x","b":1} {"a":"x","b":1} a=x b=1');
  });

  test("tools print as JSON, whole and in parts", () => {
    const tool = {
      type: "function",
      function: {
        name: "f",
        description: "does",
        parameters: {
          type: "object",
          required: ["b"],
          properties: {
            b: { type: "string", description: "B", enum: ["<x>"] },
            a: { type: ["integer", "null"] },
          },
        },
      },
    };
    const parameters =
      '{"type":"object","required":["b"],"properties":{"a":{"type":["integer","null"]},"b":{"type":"string","description":"B","enum":["\\u003cx\\u003e"]}}}';
    const whole = `{"type":"function","function":{"name":"f","description":"does","parameters":${parameters}}}`;
    const render = (template: string) =>
      goRenderer(`{{ range .Messages }}{{ end }}${template}`)(input([], { tools: [tool] }));
    expect(render("{{ .Tools }}")).toBe(`[${whole}]`);
    expect(render("{{ json .Tools }}")).toBe(`[${whole}]`);
    expect(render("{{ range .Tools }}{{ . }}{{ end }}")).toBe(whole);
    expect(render("{{ range .Tools }}{{ .Function.Parameters }}{{ end }}")).toBe(parameters);
    expect(
      render(
        "{{ range .Tools }}{{ range $n, $p := .Function.Parameters.Properties }}{{ $n }}:{{ $p.Type }} {{ end }}{{ end }}",
      ),
    ).toBe("a:[integer null] b:string ");
  });

  test("without tools, .Tools is false", () => {
    expect(goRenderer("{{ range .Messages }}{{ end }}{{ if .Tools }}yes{{ else }}no{{ end }}")(input([]))).toBe("no");
  });

  test.each([
    [undefined, false, "false  false"],
    [undefined, true, "true medium true"],
    [true, true, "true medium true"],
    [false, true, "false  true"],
    ["high", true, "true high true"],
  ] as const)("think %p on a model that can think: %p", (think, canThink, expected) => {
    const render = goRenderer("{{ range .Messages }}{{ end }}{{ .Think }} {{ .ThinkLevel }} {{ .IsThinkSet }}");
    expect(render(input([], { thinking: resolveThinking(think, canThink) }))).toBe(expected);
  });

  test("an unknown field of a message is an error", () => {
    const render = goRenderer("{{ range .Messages }}{{ .Nope }}{{ end }}");
    expect(() => render(input([message("user", "x")]))).toThrow("Nope");
  });
});

describe("templates that take turns", () => {
  const template = "{{ if .System }}<s>{{ .System }}{{ end }}<u>{{ .Prompt }}<a>{{ .Response }}<end>";

  test("each turn runs the template, the last one is cut behind the response", () => {
    expect(goRenderer(template)(input(conversation))).toBe("<s>S<u>one\n\ntwo<a>three<end><u>four<a>");
  });

  test("an assistant message at the end is continued", () => {
    expect(goRenderer(template)(input(conversation.slice(0, 4)))).toBe("<s>S<u>one\n\ntwo<a>three");
  });

  test("a system message in the middle begins a new turn", () => {
    const messages = [message("user", "one"), message("system", "S"), message("user", "two")];
    expect(goRenderer(template)(input(messages))).toBe("<u>one<a><end><s>S<u>two<a>");
  });

  test("tool messages have no place", () => {
    expect(goRenderer(template)(input([message("user", "x"), message("tool", "1")]))).toBe("<u>x<a>");
  });

  test("a template without .Response gets it at the end", () => {
    expect(goRenderer("[{{ .Prompt }}]")(input([message("user", "hi"), message("assistant", "yes")]))).toBe("[hi]yes");
    expect(goRenderer(plainTemplate)(input([message("user", "hi")]))).toBe("hi");
  });
});

test("a suffix is rendered once with prompt and suffix alone", () => {
  const template = "<pre>{{ .Prompt }}<suf>{{ .Suffix }}<mid>{{ .System }}";
  expect(renderInsert(template, { prompt: "a", suffix: "b", thinking: off })).toBe("<pre>a<suf>b<mid><no value>");
});

test("a syntax error has Go's text", () => {
  expect(() => goRenderer("{{ .Prompt")).toThrow("template: :1: unclosed action");
});

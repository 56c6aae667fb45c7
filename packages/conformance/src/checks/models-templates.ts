import { check } from "../check/check.ts";
import type { CheckContext } from "../check/context.ts";
import { expectEqual, expectError, expectThat, show as print } from "../check/expect.ts";
import { askChatPrompt, assistant, chatPrompt, type Message, system, templated, user } from "./models/prompt.ts";

const turns = [user("one"), assistant("two"), user("three")];
const withSystem = [system("Be brief."), ...turns];

/** Makes a template one that reads the messages. */
const modern = (template: string) => `${template}{{ range .Messages }}{{ end }}`;

const tool = {
  type: "function",
  function: {
    name: "get_weather",
    description: "The weather of a city",
    parameters: {
      type: "object",
      required: ["city"],
      properties: { city: { type: "string", description: "Its name" } },
    },
  },
};

const called = assistant("", {
  tool_calls: [{ function: { name: "get_weather", arguments: { unit: "C", city: "Paris" } } }],
});

/** A model whose template writes thoughts between tags can be told to think. */
const thoughts = "{{ range .Messages }}{{ if .Thinking }}<think>{{ .Thinking }}</think>{{ end }}{{ end }}";

interface Case {
  readonly template: string;
  readonly messages?: readonly Message[];
  readonly more?: Readonly<Record<string, unknown>>;
  readonly expected: string;
}

/** The template makes this prompt of the messages, by default of {@link withSystem}. */
const renders =
  (...cases: readonly Case[]) =>
  async (context: CheckContext) => {
    for (const { template, messages = withSystem, more, expected } of cases) {
      const model = await templated(context, template);
      expectEqual(await chatPrompt(context, model, messages, more), expected, `the prompt of ${print(template)}`);
    }
  };

export const modelsTemplates = [
  check(
    "models-templates.prompt",
    ["model", "writes"],
    renders({ template: "[{{ .Prompt }}]{{ .Response }}", messages: [user("Hi")], expected: "[Hi]" }),
  ),
  check(
    "models-templates.system",
    ["model", "writes"],
    renders(
      {
        template: "{{ .System }}|{{ .Prompt }}",
        messages: [system("Be brief."), user("Hi")],
        expected: "Be brief.|Hi",
      },
      { template: modern("{{ .System }}|"), expected: "Be brief.|" },
    ),
  ),
  check(
    "models-templates.systems-join",
    ["model", "writes"],
    renders({
      template: modern("{{ .System }}"),
      messages: [system("Be brief."), user("Hi"), system("Be kind."), user("Well?")],
      expected: "Be brief.\n\nBe kind.",
    }),
  ),
  check(
    "models-templates.messages",
    ["model", "writes"],
    renders({
      template: "{{ range .Messages }}{{ .Role }}={{ .Content }};{{ end }}",
      messages: turns,
      expected: "user=one;assistant=two;user=three;",
    }),
  ),
  check(
    "models-templates.messages-hold-system",
    ["model", "writes"],
    renders({
      template: "{{ range .Messages }}{{ .Role }}={{ .Content }};{{ end }}",
      messages: [user("one"), system("Be brief."), user("two")],
      expected: "user=one;system=Be brief.;user=two;",
    }),
  ),
  check(
    "models-templates.legacy-turns",
    ["model", "writes"],
    renders({ template: "[{{ .Prompt }}]({{ .Response }})", messages: turns, expected: "[one](two)[three](" }),
  ),
  check(
    "models-templates.legacy-last-turn",
    ["model", "writes"],
    renders({
      template: "<u>{{ .Prompt }}</u>{{ if .Response }}<a>{{ .Response }}</a>{{ end }}<end>",
      messages: [user("one"), assistant("two")],
      expected: "<u>one</u><a>two",
    }),
  ),
  check(
    "models-templates.response-appended",
    ["model", "writes"],
    renders({ template: "[{{ .Prompt }}]", messages: turns, expected: "[one]two[three]" }),
  ),
  check("models-templates.tools", ["model", "writes"], async (context) => {
    const model = await templated(context, modern("{{ .Tools }}"));
    const prompt = await chatPrompt(context, model, turns, { tools: [tool] });
    expectEqual(parsed(prompt), [tool], "the tools in the prompt");
  }),
  check(
    "models-templates.tools-nil",
    ["model", "writes"],
    renders(
      { template: modern("{{ if .Tools }}tools{{ else }}none{{ end }}"), expected: "none" },
      { template: modern("{{ if .Tools }}tools{{ else }}none{{ end }}"), more: { tools: [] }, expected: "none" },
      { template: modern("{{ if .Tools }}tools{{ else }}none{{ end }}"), more: { tools: [tool] }, expected: "tools" },
    ),
  ),
  check(
    "models-templates.tool-json-order",
    ["model", "writes"],
    renders({
      template: modern("{{ range .Tools }}{{ . }}{{ end }}"),
      // Written in another order than it is to be printed.
      more: { tools: [{ function: { ...reversed(tool.function) }, type: "function" }] },
      expected: JSON.stringify(tool),
    }),
  ),
  check(
    "models-templates.arguments-json",
    ["model", "writes"],
    renders({
      template: "{{ range .Messages }}{{ range .ToolCalls }}{{ .Function.Arguments }}{{ end }}{{ end }}",
      messages: [user("one"), called, { role: "tool", content: "sunny" }],
      expected: '{"city":"Paris","unit":"C"}',
    }),
  ),
  check(
    "models-templates.if",
    ["model", "writes"],
    renders(
      ...[
        { messages: withSystem, expected: "system" },
        { messages: turns, expected: "three" },
      ].map((more) => ({
        template: modern("{{ if .System }}system{{ else if eq (len .Messages) 3 }}three{{ else }}other{{ end }}"),
        ...more,
      })),
      {
        template: modern("{{ if .System }}1{{ else if .Tools }}2{{ else }}3{{ end }}"),
        messages: turns,
        expected: "3",
      },
    ),
  ),
  check(
    "models-templates.truth",
    ["model", "writes"],
    renders({
      template: modern(
        `{{ if false }}a{{ end }}{{ if 0 }}b{{ end }}{{ if "" }}c{{ end }}{{ if .Tools }}d{{ end }}` +
          `{{ with index .Messages 0 }}{{ if .ToolCalls }}e{{ end }}{{ end }}` +
          `{{ if true }}v{{ end }}{{ if 1 }}w{{ end }}{{ if " " }}x{{ end }}{{ if "false" }}y{{ end }}{{ if .Messages }}z{{ end }}`,
      ),
      expected: "vwxyz",
    }),
  ),
  check(
    "models-templates.with",
    ["model", "writes"],
    renders({
      template: modern("{{ with .System }}<{{ . }}>{{ end }}{{ with .Tools }}<{{ . }}>{{ else }}none{{ end }}"),
      expected: "<Be brief.>none",
    }),
  ),
  check(
    "models-templates.range-else",
    ["model", "writes"],
    renders({
      template: "{{ range .Messages }}{{ range .ToolCalls }}call{{ else }}none;{{ end }}{{ end }}",
      messages: [user("one"), called],
      expected: "none;call",
    }),
  ),
  check(
    "models-templates.trim-left",
    ["model", "writes"],
    renders({ template: modern("a \n\t {{- .System }} b"), expected: "aBe brief. b" }),
  ),
  check(
    "models-templates.trim-right",
    ["model", "writes"],
    renders({ template: modern("a {{ .System -}} \n\t b"), expected: "a Be brief.b" }),
  ),
  check(
    "models-templates.comments",
    ["model", "writes"],
    renders({ template: modern("a{{/* .Nothing of this */}}b {{- /* nor that */ -}} c"), expected: "abc" }),
  ),
  check(
    "models-templates.variables",
    ["model", "writes"],
    renders({
      template: '{{ $last := "none" }}{{ range .Messages }}{{ $last = .Content }}{{ $x := 1 }}{{ end }}{{ $last }}',
      expected: "three",
    }),
  ),
  check(
    "models-templates.root",
    ["model", "writes"],
    renders({
      template: "{{ range .Messages }}{{ with .Content }}{{ $.System }}{{ . }};{{ end }}{{ end }}",
      messages: [system("S"), user("one"), assistant("two")],
      expected: "SS;Sone;Stwo;",
    }),
  ),
  check(
    "models-templates.range-index",
    ["model", "writes"],
    renders({
      template: "{{ range $i, $m := .Messages }}{{ $i }}{{ $m.Content }};{{ end }}",
      messages: turns,
      expected: "0one;1two;2three;",
    }),
  ),
  check(
    "models-templates.break-continue",
    ["model", "writes"],
    renders({
      template:
        '{{ range .Messages }}{{ if eq .Content "two" }}{{ continue }}{{ end }}{{ if eq .Content "four" }}{{ break }}{{ end }}{{ .Content }};{{ end }}.',
      messages: [...turns, assistant("four"), user("five")],
      expected: "one;three;.",
    }),
  ),
  check(
    "models-templates.define",
    ["model", "writes"],
    renders({
      template: modern('{{ define "part" }}<{{ . }}>{{ end }}{{ template "part" .System }}{{ template "part" "x" }}'),
      expected: "<Be brief.><x>",
    }),
  ),
  check(
    "models-templates.and-or",
    ["model", "writes"],
    renders({
      template: modern('{{ or "" .System }}|{{ or "a" "b" }}|{{ and .System "c" }}|{{ and 0 "d" }}|{{ or "" 0 }}'),
      expected: "Be brief.|a|c|0|0",
    }),
  ),
  check(
    "models-templates.eq-many",
    ["model", "writes"],
    renders({
      template: '{{ range .Messages }}{{ if eq .Role "tool" "user" }}1{{ else }}0{{ end }}{{ end }}',
      expected: "0101",
    }),
  ),
  check(
    "models-templates.len",
    ["model", "writes"],
    renders({ template: modern('{{ len .Messages }} {{ len "é" }} {{ len "" }}'), expected: "4 2 0" }),
  ),
  check(
    "models-templates.index",
    ["model", "writes"],
    renders({
      template: modern("{{ (index .Messages 1).Content }} {{ (index .Messages 3).Role }}"),
      expected: "one user",
    }),
  ),
  check(
    "models-templates.slice",
    ["model", "writes"],
    renders({
      template: '{{ range slice .Messages 1 3 }}{{ .Content }};{{ end }}{{ slice "abcdef" 1 3 }}{{ slice "abc" 2 }}',
      expected: "one;two;bcc",
    }),
  ),
  check(
    "models-templates.json",
    ["model", "writes"],
    renders({
      template: modern("{{ json .System }}"),
      messages: [system('<a> & "b"\n'), user("Hi")],
      expected: String.raw`"\u003ca\u003e \u0026 \"b\"\n"`,
    }),
  ),
  check("models-templates.current-date", ["model", "writes"], async (context) => {
    const prompt = await chatPrompt(context, await templated(context, modern("{{ currentDate }}")), turns);
    expectThat(/^\d{4}-\d\d-\d\d$/.test(prompt), `it printed ${print(prompt)}`);
    // The server's day may be another than ours.
    const days = Math.abs(Date.parse(prompt) - Date.now()) / 86_400_000;
    expectThat(days < 3, `${prompt} is not today`);
  }),
  check(
    "models-templates.think",
    ["model", "writes"],
    renders(
      ...[true, false].map((think) => ({
        template: `{{ if .Think }}yes{{ else }}no{{ end }}${thoughts}`,
        more: { think },
        expected: think ? "yes" : "no",
      })),
    ),
  ),
  check(
    "models-templates.think-level",
    ["model", "writes"],
    renders(
      ...["high", "low"].map((think) => ({
        template: `[{{ .ThinkLevel }}]${thoughts}`,
        more: { think },
        expected: `[${think}]`,
      })),
    ),
  ),
  check(
    "models-templates.is-think-set",
    ["model", "writes"],
    renders(
      ...[{ think: true }, { think: false }, {}].map((more) => ({
        template: `{{ if .IsThinkSet }}set{{ else }}unset{{ end }}${thoughts}`,
        more,
        expected: "set",
      })),
    ),
  ),
  check(
    "models-templates.missing-name",
    ["model", "writes"],
    renders({
      template: modern("{{ if .Nothing }}yes{{ else }}no{{ end }}{{ with .Nothing }}yes{{ end }}"),
      expected: "no",
    }),
  ),
  check("models-templates.execution-error-500", ["model", "writes"], async (context) => {
    const model = await templated(context, "{{ range .Messages }}{{ .Nothing }}{{ end }}");
    expectError(await askChatPrompt(context, model, turns), 500);
    const messages = turns;
    expectError(await context.client.post("/api/chat", { model, messages, stream: false }), 500);
  }),
];

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** An object with its fields in reverse order. */
function reversed(fields: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).toReversed());
}

import { describe, expect, test } from "bun:test";
import { longestTurn } from "../http/longest-turn.ts";
import { hostile } from "./jinja/hostile.ts";
import { offLoop, renderOffLoop } from "./off-loop.ts";
import { type ChatTemplate, renderJob } from "./render-job.ts";
import type { PromptInput } from "./renderer.ts";

const tokens = { bos: "<s>", eos: "</s>", addsBos: false };
const thinking = { isSet: false, on: false, level: undefined };
const jinja = (text: string): ChatTemplate => ({ kind: "jinja", text, tokens });
const go = (text: string): ChatTemplate => ({ kind: "go", text });
const conversation = (length: number, content: string): PromptInput => ({
  messages: Array.from({ length }, (_, index) => ({
    role: index % 2 ? "assistant" : "user",
    content: `${index} ${content}`,
  })),
  tools: [],
  thinking,
});

const hostileGo: readonly (readonly [name: string, template: string])[] = [
  ["loops", '{{ range (slice (printf "%0100000d" 1) 0) }}{{ end }}'],
  ["endless recursion", '{{ define "f" }}{{ template "f" . }}{{ template "f" . }}{{ end }}{{ template "f" . }}'],
  ["a tree of calls", doubling(40)],
  ["wide numbers", `{{ range $i, $_ := .Messages }}{{ printf "%1000000d" $i }}{{ end }}`],
  ["60,000 conditions", "{{ if 1 }}".repeat(60_000)],
  ["100,000 parentheses", `{{ ${"(".repeat(100_000)}1${")".repeat(100_000)} }}`],
  ["30,000 actions", "{{ 1 }}".repeat(30_000)],
];

/** Templates that call each other, twice at each level. */
function doubling(levels: number): string {
  const define = (level: number) =>
    `{{ define "t${level}" }}{{ template "t${level + 1}" . }}{{ template "t${level + 1}" . }}{{ end }}`;
  return `${Array.from({ length: levels }, (_, level) => define(level)).join("")}{{ define "t${levels}" }}x{{ end }}{{ template "t0" . }}`;
}

/** Those that take longest. */
const slow = [
  "loops that set",
  "a tree of calls",
  "filters in filters",
  "replacing by more",
  "characters beyond U+FFFF",
  "100,000 filters",
  "60,000 conditions",
];

describe("whatever a template does, others have their turn", () => {
  const input = conversation(50, "Hello");
  test.each([
    ...hostile.filter(([name]) => slow.includes(name)).map(([name, text]) => [`Jinja: ${name}`, jinja(text)] as const),
    ...hostileGo.map(([name, text]) => [`Go: ${name}`, go(text)] as const),
  ])(
    "%s",
    async (_, source) => {
      expect(await longestTurn(async () => offLoop(source)(input))).toBeLessThan(100);
    },
    30_000,
  );
});

describe("a long conversation is what it is when nothing bounds it", () => {
  const input = conversation(6000, "x".repeat(1000));
  test.each([
    jinja("{% for m in messages %}{{ m.role | upper }}{{ (m.content | trim).replace('y', '') }}{% endfor %}"),
    go('{{ range .Messages }}{{ .Role }}: {{ .Content }}{{ if eq .Role "user" }}!{{ else }}?{{ end }}{{ end }}'),
    go("{{ .System }}[{{ .Prompt }}]{{ .Response }}"),
  ])("%j", async (source) => {
    const job = { source, input };
    expect((await renderOffLoop(job)) === renderJob(job)).toBe(true);
  });
});

test("an image in a long conversation gets to the template, too", async () => {
  const images = [new Uint8Array([1, 2])];
  const { messages, ...rest } = conversation(40_000, "");
  const source = go("{{ range .Messages }}{{ range .Images }}[{{ . }}]{{ end }}{{ end }}");
  const job = { source, input: { ...rest, messages: [...messages, { role: "user", content: "", images }] } };
  expect(await renderOffLoop(job)).toBe(renderJob(job));
});

describe("what a template says is wrong stays its text", () => {
  test.each([
    ["at once", "{{ raise_exception('no such role') }}"],
    ["in another thread", `{% for i in range(90000) %}{{ i }}{% endfor %}{{ raise_exception('no such role') }}`],
    ["in another thread, for its length", `${" ".repeat(70_000)}{{ raise_exception('no such role') }}`],
  ])("%s", async (_, text) => {
    await expect(renderOffLoop({ source: jinja(text), input: conversation(1, "") })).rejects.toThrow("no such role");
  });

  test("also of one that has no end", async () => {
    const [, text] = hostile[0]!;
    await expect(renderOffLoop({ source: jinja(text), input: conversation(1, "") })).rejects.toThrow(
      "the chat template takes too many steps",
    );
  });
});

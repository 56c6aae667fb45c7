import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { parseTemplate, type Template, TemplateError } from "./index.ts";
import { vectorData } from "./vectors-data.ts";

const chatml = `{{- if or .System .Tools }}<|im_start|>system
{{ .System }}{{ if .Tools }}
<tools>
{{- range .Tools }}
{"type": "function", "function": {{ .Function }}}
{{- end }}
</tools>{{ end }}<|im_end|>
{{ end }}{{ range $i, $m := .Messages }}{{ $last := eq (len (slice $.Messages $i)) 1 -}}
<|im_start|>{{ $m.Role }}
{{ if $m.Content }}{{ $m.Content }}{{ else if $m.ToolCalls }}<tool_call>
{{ range $m.ToolCalls }}{"name": "{{ .Function.Name }}", "arguments": {{ json .Function.Arguments }}}{{ end }}
</tool_call>{{ end }}{{ if not $last }}<|im_end|>
{{ end }}{{ end }}`;

const llama3 = `{{- /* header */ -}}
{{ define "header" }}<|start_header_id|>{{ . }}<|end_header_id|>{{ end }}
{{- range $i, $_ := .Messages }}{{ template "header" .Role }}

{{ .Content }}{{ with .ToolCalls }}{{ printf "%d call(s)" (len .) }}{{ end }}<|eot_id|>
{{- if and (eq .Role "user") (gt $i 100) }}{{ break }}{{ end }}
{{- end }}{{ template "header" "assistant" }}

`;

const mistral = `{{- $user := -1 }}
{{- range $i, $_ := .Messages }}{{ if eq .Role "user" }}{{ $user = $i }}{{ end }}{{ end }}
{{- range $i, $_ := .Messages }}
{{- if eq .Role "user" }}{{ if and $.Tools (eq $i $user) }}[AVAILABLE_TOOLS] {{ $.Tools }}[/AVAILABLE_TOOLS]{{ end -}}
[INST] {{ .Content }}[/INST]
{{- else if eq .Role "assistant" }}{{ if .ToolCalls }}[TOOL_CALLS] [{{ range .ToolCalls }}{{ .Function }}{{ end }}]</s>
{{- else }} {{ .Content }}</s>{{ end }}
{{- else if eq .Role "tool" }}[TOOL_RESULTS] {"content": {{ .Content }}}[/TOOL_RESULTS]{{ end }}
{{- end }}`;

/** Pieces of template syntax, for strings that get further into the parser than arbitrary text. */
const fragments = [
  ..."{{ }} {{- -}} ( ) | := = , . $ $x .s .Messages .m.a if else end range with define template block break".split(
    " ",
  ),
  ..."continue nil true 1 2.5 'a' \"t\" `r` print printf index slice len eq and or not json call /* */ %d \\".split(
    " ",
  ),
  " ",
  "\n",
];

function attempt<T>(run: () => T): T | undefined {
  try {
    return run();
  } catch (error) {
    if (error instanceof TemplateError) return undefined;
    throw error;
  }
}

/** Parses and, if that works, runs a template; throws nothing but what is no TemplateError. */
function parseAndRun(text: string): void {
  const template: Template | undefined = attempt(() => parseTemplate(text));
  if (!template) return;
  attempt(() => template.identifiers());
  attempt(() => template.execute(vectorData));
  attempt(() => template.cutAfterResponse().execute(vectorData, {}));
  attempt(() => template.withResponse().execute(vectorData));
}

const edit = fc.record({
  at: fc.nat(1000),
  removed: fc.nat(12),
  inserted: fc.oneof(fc.constantFrom(...fragments), fc.string({ maxLength: 3 })),
});

const mutated = fc
  .record({
    template: fc.constantFrom(chatml, llama3, mistral),
    edits: fc.array(edit, { minLength: 1, maxLength: 4 }),
  })
  .map(({ template, edits }) =>
    edits.reduce((text, { at, removed, inserted }) => {
      const position = at % (text.length + 1);
      return text.slice(0, position) + inserted + text.slice(position + removed);
    }, template as string),
  );

describe("nothing but TemplateError is ever thrown, and everything ends", () => {
  test("for arbitrary strings", () => {
    fc.assert(fc.property(fc.string({ unit: "binary" }), parseAndRun), { numRuns: 300 });
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => parseAndRun(`{{${text}}}`)),
      { numRuns: 1000 },
    );
  });

  test("for strings of template syntax", () => {
    const soup = fc.array(fc.constantFrom(...fragments), { maxLength: 30 });
    fc.assert(
      fc.property(soup, fc.constantFrom("", " "), (parts, separator) => parseAndRun(parts.join(separator))),
      { numRuns: 3000 },
    );
  });

  test("for mutations of chat templates", () => {
    fc.assert(fc.property(mutated, parseAndRun), { numRuns: 1500 });
  });
});

test("text without {{ renders to itself", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme" }), (text) => {
      fc.pre(!text.includes("{{"));
      expect(parseTemplate(text).execute({})).toBe(text);
    }),
  );
});

test("any string survives as data, as a literal and through printf", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme" }), (text) => {
      const run = (template: string) => parseTemplate(template).execute({ text });
      expect(run("{{ .text }}")).toBe(text);
      expect(run('{{ print .text "" | printf "%s" }}')).toBe(text);
      expect(run(`{{ ${run('{{ printf "%q" .text }}')} }}`)).toBe(text);
      expect(run("{{ slice .text 0 0 }}{{ slice .text }}")).toBe(text);
      expect(JSON.parse(run("{{ json .text }}"))).toBe(text);
    }),
  );
});

test("cutting a string at any byte and joining the parts gives the string back", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme" }), fc.nat(), (text, at) => {
      const cut = BigInt(at % (Buffer.byteLength(text) + 1));
      expect(parseTemplate("{{ slice .text 0 .cut }}{{ slice .text .cut }}").execute({ text, cut })).toBe(text);
    }),
  );
});

test("json prints what JSON.parse reads back", () => {
  fc.assert(
    fc.property(fc.jsonValue({ noUnicodeString: false }), (value) => {
      const plain: unknown = JSON.parse(JSON.stringify(value));
      expect(JSON.parse(parseTemplate("{{ json . }}").execute(plain))).toEqual(plain);
    }),
  );
});

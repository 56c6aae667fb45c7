import { describe, expect, test } from "bun:test";
import { GoTyped, goStruct, ollamaFunctions, parseTemplate, TemplateError } from "./index.ts";

describe("identifiers", () => {
  const cases: readonly (readonly [string, readonly string[]])[] = [
    ["plain", []],
    ["{{ .System }}{{ .Prompt }}", ["system", "prompt"]],
    ["{{ if .A }}{{ .B.C }}{{ else if .D }}{{ else }}{{ .E }}{{ end }}", ["a", "b", "c", "d", "e"]],
    ["{{ range $i, $m := .Messages }}{{ $m.Role }}{{ end }}", ["messages", "$m", "role"]],
    ["{{ with $.Tools }}{{ . }}{{ end }}", ["$", "tools"]],
    ['{{ define "x" }}{{ .Inner }}{{ end }}{{ template "x" .Outer }}', ["inner", "outer"]],
    ['{{ print (len (slice .Messages 1)) "Response" }}', ["messages"]],
    ["{{ (index .Messages 0).Content }}", ["messages", "content"]],
  ];
  test.each(cases)("%s", (text, names) => {
    expect([...parseTemplate(text).identifiers()].sort()).toEqual([...names].sort());
  });

  test("a template call without argument is an error", () => {
    const template = parseTemplate('{{ define "x" }}{{ end }}{{ template "x" }}');
    expect(() => template.identifiers()).toThrow(new TemplateError("undefined template specified"));
  });
});

describe("cutting after .Response", () => {
  const cases: readonly (readonly [string, string])[] = [
    ["{{ .Prompt }} A: {{ .Response }}</s>", "P A: R"],
    ["{{ if .Response }}A: {{ .Response }}</s>{{ end }} more", "A: R"],
    ["{{ if .Prompt }}U{{ .Prompt }}E{{ end }}A{{ .Response }}<end>{{ .Prompt }}", "UPEAR"],
    ['{{ print "<" .Response }}>', "<R"],
    ["{{ with .Response }}no mention{{ end }}!", "no mention!"],
    ["{{ if .Missing }}{{ .Response }}x{{ else }}y{{ end }}z", ""],
    ["no response", "no response"],
  ];
  test.each(cases)("%s", (text, output) => {
    expect(parseTemplate(text).cutAfterResponse().execute({ Prompt: "P", Response: "R" }, {})).toBe(output);
  });

  test("the template itself stays as it is", () => {
    const template = parseTemplate("{{ .Response }}</s>");
    template.cutAfterResponse();
    expect(template.execute({ Response: "R" })).toBe("R</s>");
  });
});

test("withResponse appends the response to the root", () => {
  const template = parseTemplate('{{ define "x" }}{{ end }}{{ .Prompt }}').withResponse();
  expect(template.execute({ Prompt: "P", Response: "R" })).toBe("PR");
  expect(template.identifiers().has("response")).toBe(true);
});

describe("functions that Ollama adds", () => {
  const functions = ollamaFunctions({ now: () => new Date(2024, 2, 1, 0, 30) });
  const property = (AnyOf: readonly ReturnType<typeof goStruct>[], ...Type: string[]) =>
    goStruct("api.ToolProperty", { AnyOf, Type: new GoTyped("api.PropertyType", Type) });

  test("dates are local and ignore their arguments", () => {
    const template = parseTemplate("{{ currentDate }} {{ yesterdayDate 1 nil }} {{ .x | currentDate }}");
    expect(template.execute({}, functions)).toBe("2024-03-01 2024-02-29 2024-03-01");
  });

  test.each([
    [property([], "string"), "string"],
    [property([], "integer"), "number"],
    [property([], "number", "null"), "number | null"],
    [property([], "array"), "any[]"],
    [property([], "object"), "Record<string, any>"],
    [property([], "boolean"), "boolean"],
    [property([], "date"), "any"],
    [property([]), "any"],
    [property([property([], "string"), property([], "integer")]), "string | number"],
    ["string", "any"],
    [null, "any"],
  ])("toTypeScriptType %#", (prop, type) => {
    expect(parseTemplate("{{ toTypeScriptType .prop }}").execute({ prop }, functions)).toBe(type);
  });

  test("without them their names are not defined at execution", () => {
    const template = parseTemplate("{{ json . }}");
    expect(() => template.execute({}, {})).toThrow(
      new TemplateError('template: :1:3: executing "" at <json>: "json" is not a defined function'),
    );
  });
});

describe("data", () => {
  test("a missing key of a typed map gives its zero value", () => {
    const ages = new GoTyped("map[string]int", new Map([["a", 1n]]), { zero: 0n });
    expect(parseTemplate('{{ .ages.a }}{{ .ages.b }}{{ index .ages "c" }}').execute({ ages })).toBe("100");
  });

  test("maps print and range in the order of the UTF-8 bytes of their keys", () => {
    const keys = { "\u{1F600}": 1, "\uFF5E": 2, b: 3, a: 4 };
    expect(parseTemplate("{{ range $k, $_ := . }}{{ $k }}{{ end }}").execute(keys)).toBe("ab\uFF5E\u{1F600}");
  });

  test("NaN and infinities print as in Go", () => {
    const numbers = { n: Number.NaN, i: Number.POSITIVE_INFINITY, m: Number.NEGATIVE_INFINITY };
    const format = "%v %v %v|%+v %+v|% f % f|%08.1f|%-8v|%e %x";
    const template = parseTemplate(`{{ printf "${format}" .n .i .m .n .i .n .i .i .n .i .n }}`);
    expect(template.execute(numbers)).toBe("NaN +Inf -Inf|NaN +Inf| NaN  Inf|    +Inf|NaN     |+Inf NaN");
  });

  test("names of Object.prototype are no keys", () => {
    expect(parseTemplate("{{ .constructor }}{{ .toString }}").execute({})).toBe("<no value><no value>");
  });

  test("an error of another kind in a function is reported as its failure", () => {
    const boom = () => {
      throw new TypeError("boom");
    };
    expect(() => parseTemplate("{{ call .boom }}").execute({ boom })).toThrow(
      new TemplateError('template: :1:3: executing "" at <call .boom>: error calling call: boom'),
    );
  });
});

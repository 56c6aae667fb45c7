import { check } from "../check/check.ts";
import type { CheckContext } from "../check/context.ts";
import { expectArray, expectEqual, expectError, expectStatus, expectThat, show as print } from "../check/expect.ts";
import { NotApplicable } from "../check/outcome.ts";
import { absentModel } from "../target/absent-operations.ts";
import { expectFailure, expectSuccess, outcomeOf, statusesOf } from "./models/outcome.ts";
import { create as ask, entryOf, imported, listedField, shownField, uploaded } from "./models/store.ts";
import { list, show, textOf, wholeName } from "./store/entries.ts";

/** Texts that can't be names of models. */
const noNames = ["a b", "-x", "a/b/c/d", "x:"];

const conversation = [
  { role: "user", content: "Who are you?" },
  { role: "assistant", content: "A llama." },
];

/** A creation with these fields is refused before anything streams. */
const refuses =
  (bodies: readonly Readonly<Record<string, unknown>>[], text: string) => async (context: CheckContext) => {
    for (const body of bodies) expectError(await ask(context, body), 400, text);
  };

/** A creation with these fields fails, with a status or within the stream. */
const fails = (body: Readonly<Record<string, unknown>>, text: RegExp) => async (context: CheckContext) => {
  expectFailure(await ask(context, body), text);
};

/** A field of the request is what show says of the model. */
const shows = (field: string, value: unknown) => async (context: CheckContext) => {
  const name = await context.createModel({ [field]: value });
  const { answer, body } = await show(context, name);
  expectEqual(body[field], value, `\`${field}\` of show`, answer);
};

export const create = [
  check("create.from.model", ["model", "writes"], async (context) => {
    const model = context.scratch.name();
    expectSuccess(await ask(context, { model }));
    await show(context, model);
  }),
  check("create.files.gguf", ["model", "writes"], async (context) => {
    await show(context, await imported(context));
  }),
  check("create.files.empty", ["writes", "model"], refuses([{ from: undefined, files: {} }], "unknown type")),
  check("create.name.alias", ["model", "writes"], async (context) => {
    const name = context.scratch.name();
    expectSuccess(await ask(context, { model: undefined, name }));
    await show(context, name);
  }),
  check("create.name.required", ["model"], refuses([{ model: undefined }, { model: "" }], "invalid model name")),
  check(
    "create.name.invalid",
    ["model"],
    refuses(
      noNames.map((model) => ({ model })),
      "invalid model name",
    ),
  ),
  check(
    "create.name.from-invalid",
    ["writes", "model"],
    refuses(
      noNames.map((from) => ({ from })),
      "invalid model name",
    ),
  ),
  check("create.name.tag-added", ["model", "writes"], async (context) => {
    const name = await context.createModel();
    expectEqual(await listedField(context, name, "name"), `${name}:latest`, "the name in the list");
  }),
  check("create.from.missing-pulled", ["writes", "model"], async (context) => {
    const statuses = statusesOf(outcomeOf(await ask(context, { from: absentModel })));
    expectThat(statuses.includes("pulling manifest"), `nothing was pulled; its progress was ${print(statuses)}`);
  }),
  check("create.from.missing-error", ["writes", "model"], async (context) => {
    for (const stream of [true, false]) {
      const answer = await ask(context, { from: absentModel, stream });
      expectFailure(answer);
      if (!stream) expectThat(answer.status >= 400, "an error that was not streamed has status 200", answer);
    }
  }),
  check(
    "create.files.empty-digest",
    ["writes", "model"],
    refuses([{ from: undefined, files: { "model.gguf": "" } }], "invalid digest format"),
  ),
  check("create.files.not-gguf", ["model", "writes"], async (context) => {
    const files = { "model.gguf": await uploaded(context, "This is no model.") };
    expectFailure(await ask(context, { from: undefined, files }), /^supplied file was not in GGUF format$/);
  }),
  check("create.legacy.modelfile-ignored", ["model", "writes"], async (context) => {
    const name = await context.createModel({ modelfile: `FROM ${absentModel}\nSYSTEM no`, path: "/nowhere" });
    expectThat((await shownField(context, name, "system")) !== "no", "the system prompt is the Modelfile's");
  }),
  check("create.quantize.case", ["model", "writes"], async (context) => {
    const level = quantizationLevel(await listedField(context, context.model, "details"));
    if (/^(?:F16|BF16|F32)$/.test(level)) throw new NotApplicable(`quantising a model of ${level} takes long`);
    const [lower, upper] = [await ask(context, { quantize: "q8_0" }), await ask(context, { quantize: "Q8_0" })];
    expectEqual(
      outcomeOf(lower).error,
      outcomeOf(upper).error,
      "the error of `q8_0`, compared with that of `Q8_0`",
      lower,
    );
  }),
  check("create.quantize.unknown", ["model", "writes"], fails({ quantize: "Z9_9" }, /^unsupported quantization type/)),
  check("create.quantize.quantised", ["model", "writes"], async (context) => {
    const level = quantizationLevel(await listedField(context, context.model, "details"));
    if (!/^(?:I?Q|MXFP|NVFP|TQ)\d/.test(level))
      throw new NotApplicable(`the model is of ${level || "an unknown type"}`);
    const text = /^quantization is only supported for F16, BF16 and F32 models$/;
    expectFailure(await ask(context, { quantize: "Q4_K_M" }), text);
  }),
  check("create.replace.existing", ["model", "writes"], async (context) => {
    const model = await context.createModel({ system: "The first." });
    expectSuccess(await ask(context, { model, system: "The second." }));
    const { answer, models } = await list(context);
    const named = models.filter((entry) => wholeName(textOf(entry, "name", answer)) === wholeName(model));
    expectEqual(named.length, 1, "the number of models with this name", answer);
    expectEqual(await shownField(context, model, "system"), "The second.", "the system prompt");
  }),
  check("create.capabilities-inherited", ["model", "writes"], async (context) => {
    const base = await show(context, context.model);
    const { answer, body } = await show(context, await context.createModel({ system: "Be brief." }));
    const sorted = (value: unknown) => expectArray(value, "capabilities", answer).map(String).toSorted();
    expectEqual(sorted(body.capabilities), sorted(base.body.capabilities), "the capabilities", answer);
  }),
  check("create.system.shown", ["model", "writes"], shows("system", 'You are "one" <llama>.\nBe brief.')),
  check("create.template.shown", ["model", "writes"], async (context) => {
    const template = "{{ .System }}\n<user>{{ .Prompt }}</user>\n{{ .Response }}";
    // With a parser the template of its own is the one in use, whatever the file brings.
    const name = await context.createModel({ template, parser: "passthrough" });
    expectEqual(await shownField(context, name, "template"), template, "`template` of show");
  }),
  check("create.parameters.shown", ["model", "writes"], async (context) => {
    const name = await context.createModel({ parameters: { temperature: 0.25, stop: ["<end>"], num_ctx: 1024 } });
    const { answer, body } = await show(context, name);
    const lines = textOf(body, "parameters", answer).split("\n");
    const read = Object.fromEntries(lines.map((line) => line.trim().split(/\s+/)));
    const { temperature, stop, num_ctx } = read;
    const expected = { temperature: "0.25", stop: '"<end>"', num_ctx: "1024" };
    expectEqual({ temperature, stop, num_ctx }, expected, "`parameters` of show", answer);
  }),
  check("create.messages.shown", ["model", "writes"], shows("messages", conversation)),
  check("create.unstreamed.success", ["model", "writes"], async (context) => {
    const model = context.scratch.name();
    const answer = await ask(context, { model, stream: false });
    expectStatus(answer, 200);
    expectEqual(answer.json, { status: "success" }, "the body", answer);
    expectThat((await entryOf(context, model)) !== undefined, "the model is not in the list after the success");
  }),
];

function quantizationLevel(details: unknown): string {
  return String(Object(details).quantization_level ?? "");
}

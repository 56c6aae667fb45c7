import { check } from "../check/check.ts";
import type { CheckContext } from "../check/context.ts";
import { expectArray, expectEqual, expectError, expectRecord, expectThat, show as print } from "../check/expect.ts";
import { NotApplicable } from "../check/outcome.ts";
import { expectFailure, expectSuccess, outcomeOf, statusesOf } from "./models/outcome.ts";
import { parametersOf, quantizationName, sizeInWords } from "./models/shown-words.ts";
import { create, digestOf, entryOf, imported, shownField, uploaded } from "./models/store.ts";
import { modelInfoOf, show } from "./store/entries.ts";

type Body = Readonly<Record<string, unknown>>;

const conversation = [
  { role: "user", content: "Who are you?" },
  { role: "assistant", content: "A llama." },
];

/** What the bases of these checks bring. */
const stored = {
  system: "You are the base.",
  template: "{{ .System }}|{{ .Prompt }}|{{ .Response }}",
  parser: "passthrough",
  parameters: { temperature: 0.25, stop: ["<one>", "<two>"], seed: 7 },
  license: "Licence of the base.",
  messages: conversation,
};

/** A field of what show says of a model that was created from a base with {@link stored}, and this. */
const ofDerived = (field: string, request: Body, expected: unknown) => async (context: CheckContext) => {
  const base = await context.createModel(stored);
  const { answer, body } = await show(context, await context.createModel({ from: base, ...request }));
  expectEqual(body[field], expected, `\`${field}\` of the model`, answer);
};

/** The parameters of a model that was created so; what the model of the run has of its own is inherited, too. */
const parameters = (given: Body, expected: Body) => async (context: CheckContext) => {
  const own = await show(context, context.model);
  const base = await context.createModel(stored);
  const { answer, body } = await show(context, await context.createModel({ from: base, parameters: given }));
  const all = { ...parametersOf(own.body.parameters ?? "", own.answer), ...inherited, ...expected };
  expectEqual(parametersOf(body.parameters, answer), all, "`parameters` of the model", answer);
};

const inherited = { temperature: ["0.25"], stop: ['"<one>"', '"<two>"'], seed: ["7"] };

/** Licences as show joins them: what was added stands behind what was inherited. */
const licensed = (license: unknown, added: readonly string[]) => async (context: CheckContext) => {
  const name = await context.createModel({ from: await context.createModel(stored), license });
  const shown = await shownField(context, name, "license");
  expectThat(typeof shown === "string", `license is ${print(shown)}`);
  let from = 0;
  for (const text of [stored.license, ...added]) {
    const at = shown.indexOf(text, from);
    expectThat(at >= 0, `license does not have ${print(text)} in its place: ${print(shown)}`);
    from = at + text.length;
  }
};

/** A failed creation, as many as there are ways to fail early and late. */
async function failures(context: CheckContext, model: string): Promise<void> {
  const missing = { "model.gguf": digestOf(crypto.randomUUID()) };
  const bodies: readonly Body[] = [
    { template: "{{ .Prompt" },
    { from: undefined, files: missing },
    { quantize: "Z9_9", system: "It must not be kept." },
    { from: undefined },
  ];
  for (const body of bodies) expectFailure(await create(context, { model, ...body }));
}

/** What show says of a model that was imported, shared by the checks that look at it. */
async function details(context: CheckContext) {
  const shown = await context.once("show of an imported model", async () => show(context, await imported(context)));
  const value = expectRecord(shown.body.details, "details", shown.answer);
  return { value, info: modelInfoOf(shown), answer: shown.answer };
}

export const modelsCreate = [
  check("models-create.inherits-template", ["model", "writes"], ofDerived("template", {}, stored.template)),
  check("models-create.inherits-system", ["model", "writes"], ofDerived("system", {}, stored.system)),
  check("models-create.inherits-parameters", ["model", "writes"], parameters({ num_ctx: 512 }, { num_ctx: ["512"] })),
  check(
    "models-create.parameters-merge",
    ["model", "writes"],
    parameters({ temperature: 0.75 }, { temperature: ["0.75"] }),
  ),
  check("models-create.stop-replaces", ["model", "writes"], parameters({ stop: ["<end>"] }, { stop: ['"<end>"'] })),
  check(
    "models-create.messages-replace",
    ["model", "writes"],
    ofDerived("messages", { messages: conversation.slice(0, 1) }, conversation.slice(0, 1)),
  ),
  check("models-create.messages-empty", ["model", "writes"], ofDerived("messages", { messages: [] }, conversation)),
  check("models-create.licenses-accumulate", ["model", "writes"], licensed(["Another licence."], ["Another licence."])),
  check("models-create.license-string", ["model", "writes"], licensed("One licence.", ["One licence."])),
  check("models-create.license-list", ["model", "writes"], licensed(["A licence.", "B licence."], ["A licence."])),
  check(
    "models-create.licenses-shown",
    ["model", "writes"],
    licensed(["A licence.", "B licence.\nOf two lines."], ["A licence.", "B licence.\nOf two lines."]),
  ),
  check("models-create.empty-system-keeps", ["model", "writes"], ofDerived("system", { system: "" }, stored.system)),
  check("models-create.bad-template-400", ["model", "writes"], async (context) => {
    for (const template of ["{{ .Prompt", "{{ if .System }}x", "{{ nofunction .Prompt }}"]) {
      expectError(await create(context, { template }), 400, /^template error: /);
    }
  }),
  check("models-create.nothing-given", ["model", "writes"], async (context) => {
    expectFailure(await create(context, { from: undefined }), /^neither 'from' or 'files' was specified$/);
  }),
  check("models-create.from-wins", ["model", "writes"], async (context) => {
    const base = await context.createModel({ system: "You are the base." });
    const files = { "model.gguf": digestOf(crypto.randomUUID()) };
    const name = await context.createModel({ from: base, files });
    expectEqual(await shownField(context, name, "system"), "You are the base.", "the system prompt");
  }),
  check("models-create.absolute-file-400", ["model", "writes"], async (context) => {
    for (const path of ["/etc/passwd", "../model.gguf", "a/../../model.gguf"]) {
      const files = { [path]: digestOf("x") };
      expectError(await create(context, { from: undefined, files }), 400, "file path must be relative");
    }
  }),
  check("models-create.bad-digest-400", ["model", "writes"], async (context) => {
    for (const digest of ["sha256:abc", "no-digest", `sha256:${"x".repeat(64)}`]) {
      expectFailure(await create(context, { from: undefined, files: { "model.gguf": digest } }));
    }
  }),
  check("models-create.missing-blob-fails", ["model", "writes"], async (context) => {
    const files = { "model.gguf": digestOf(crypto.randomUUID()) };
    for (const stream of [true, false]) expectFailure(await create(context, { from: undefined, files, stream }));
  }),
  check("models-create.not-a-model-400", ["model", "writes"], async (context) => {
    const digest = await uploaded(context, "This is no model.");
    for (const file of ["model.gguf", "model.txt"]) {
      const text = /^unknown type$|not in GGUF format/;
      expectFailure(await create(context, { from: undefined, files: { [file]: digest } }), text);
    }
  }),
  check("models-create.failure-leaves-nothing", ["model", "writes"], async (context) => {
    const model = context.scratch.name();
    await failures(context, model);
    expectThat((await entryOf(context, model)) === undefined, "a creation that failed left a model in the list");
  }),
  check("models-create.failure-keeps-old", ["model", "writes"], async (context) => {
    const model = await context.createModel({ system: "The old one." });
    await failures(context, model);
    expectEqual(await shownField(context, model, "system"), "The old one.", "the system prompt");
  }),
  check("models-create.wrong-parameter-type", ["model", "writes"], async (context) => {
    const model = context.scratch.name();
    const made = outcomeOf(await create(context, { model, parameters: { num_ctx: "many" } }));
    if (made.error !== undefined) return;
    const answer = await context.client.post("/api/generate", { model, prompt: "Hi", stream: false });
    expectThat(
      answer.status >= 400,
      "a parameter of the wrong type is accepted, and so is the use of the model",
      answer,
    );
  }),
  check("models-create.unknown-parameter", ["model", "writes"], async (context) => {
    expectSuccess(await create(context, { parameters: { cria_conformance: 1, temperature: 0.5 } }));
  }),
  check("models-create.capabilities", ["model", "writes"], async (context) => {
    const own = expectArray(await shownField(context, context.model, "capabilities"), "capabilities");
    const added = ["vision", "audio", "embedding"].find((each) => !own.includes(each)) ?? "vision";
    const { answer, body } = await show(context, await context.createModel({ info: { capabilities: [added] } }));
    const capabilities = expectArray(body.capabilities, "capabilities", answer);
    expectThat(capabilities.includes(added), `${added} is not among ${print(capabilities)}`, answer);
  }),
  check("models-create.family", ["model", "writes"], async (context) => {
    const { value, info, answer } = await details(context);
    expectEqual(value.family, info["general.architecture"], "details.family", answer);
  }),
  check("models-create.parameter-size", ["model", "writes"], async (context) => {
    const { value, info, answer } = await details(context);
    const count = info["general.parameter_count"];
    if (typeof count !== "number") throw new NotApplicable("the model's metadata do not count its parameters");
    expectEqual(value.parameter_size, sizeInWords(count), `details.parameter_size of ${count} parameters`, answer);
  }),
  check("models-create.format", ["model", "writes"], async (context) => {
    const { value, answer } = await details(context);
    expectEqual(value.format, "gguf", "details.format", answer);
  }),
  check("models-create.quantization-level", ["model", "writes"], async (context) => {
    const { value, info, answer } = await details(context);
    const name = quantizationName(info["general.file_type"]);
    if (name === undefined) throw new NotApplicable("the model's metadata name no type of the file");
    expectEqual(value.quantization_level, name, "details.quantization_level", answer);
  }),
  check("models-create.status-writing-manifest", ["model", "writes"], async (context) => {
    const outcome = expectSuccess(await create(context, { system: "Be brief." }));
    const [before, last] = statusesOf(outcome).slice(-2);
    expectEqual([before, last], ["writing manifest", "success"], "the last statuses", outcome.answer);
  }),
];

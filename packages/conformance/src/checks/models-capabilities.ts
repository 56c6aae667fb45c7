import { check } from "../check/check.ts";
import type { CheckContext } from "../check/context.ts";
import { expectArray, expectEqual, expectError, expectStatus, expectThat, show as print } from "../check/expect.ts";
import { NotApplicable } from "../check/outcome.ts";
import { picture } from "./inference/picture.ts";
import { templated, user } from "./models/prompt.ts";
import { copied } from "./models/store.ts";
import { show, textOf } from "./store/entries.ts";

type Body = Readonly<Record<string, unknown>>;

const options = { num_predict: 1 };

/** What show says that a model can do. */
async function capabilitiesOf(context: CheckContext, name: string): Promise<unknown[]> {
  const { answer, body } = await show(context, name);
  return expectArray(body.capabilities, `capabilities of ${name}`, answer);
}

async function expectCapability(context: CheckContext, name: string, capability: string, holds = true) {
  const all = await capabilitiesOf(context, name);
  expectThat(all.includes(capability) === holds, `capabilities are ${print(all)}`);
}

/** A model created with this has the capabilities. */
const has =
  (body: Body, ...capabilities: readonly string[]) =>
  async (context: CheckContext) => {
    const name = await context.createModel(body);
    for (const capability of capabilities) await expectCapability(context, name, capability);
  };

/** A request that needs a capability gets 200. */
async function accepted({ client }: CheckContext, path: string, body: Body): Promise<void> {
  expectStatus(await client.post(path, { stream: false, options, ...body }), 200);
}

export const modelsCapabilities = [
  check("models-capabilities.vision-is-true", ["vision"], (context) => {
    const model = context.models.with("vision");
    return accepted(context, "/api/chat", { model, messages: [user("Look", { images: [picture] })] });
  }),
  check("models-capabilities.thinking-is-true", ["thinking"], (context) => {
    const model = context.models.with("thinking");
    return accepted(context, "/api/chat", { model, messages: [user("Hi")], think: true });
  }),
  check("models-capabilities.insert-is-true", ["insert"], (context) => {
    const model = context.models.with("insert");
    return accepted(context, "/api/generate", { model, prompt: "a(", suffix: ")" });
  }),
  check("models-capabilities.thinking-from-template", ["model", "writes"], async (context) => {
    const thinks = "{{ range .Messages }}{{ if .Thinking }}<t>{{ .Thinking }}</t>{{ end }}{{ .Content }}{{ end }}";
    await expectCapability(context, await templated(context, thinks), "thinking");
  }),
  check("models-capabilities.no-tools-without", ["model", "writes"], async (context) => {
    const plain = "{{ range .Messages }}{{ .Content }}{{ end }}";
    await expectCapability(context, await templated(context, plain), "tools", false);
    await expectCapability(context, await templated(context, `{{ .Tools }}${plain}`), "tools");
  }),
  check("models-capabilities.parser-tools", ["model", "writes"], has({ parser: "qwen3-coder" }, "tools")),
  check(
    "models-capabilities.parser-thinking",
    ["model", "writes"],
    has({ parser: "qwen3-thinking" }, "tools", "thinking"),
  ),
  check("models-capabilities.inherited", ["model", "writes"], async (context) => {
    const source = await context.createModel({ parser: "qwen3-coder" });
    const copy = await capabilitiesOf(context, await copied(context, source));
    const own = await capabilitiesOf(context, source);
    expectEqual(copy.map(String).toSorted(), own.map(String).toSorted(), "the capabilities of the copy");
  }),
  check("models-capabilities.embedding-only-refuses-chat", ["embedding"], async (context) => {
    const only = context.models.known.find(
      ({ capabilities }) => capabilities.includes("embedding") && !capabilities.includes("completion"),
    );
    if (only === undefined) throw new NotApplicable("each model of the server answers prompts");
    const body = { model: only.name, messages: [user("Hi")], stream: false, options };
    expectError(await context.client.post("/api/chat", body), 400);
  }),
  check("models-capabilities.template-suffix", ["insert"], async (context) => {
    const { answer, body } = await show(context, context.models.with("insert"));
    const template = textOf(body, "template", answer);
    expectThat(/\.Suffix\b/.test(template), `the template is ${print(template)}`, answer);
  }),
];

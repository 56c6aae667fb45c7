import { Capability } from "@cria/spec";
import { check } from "../check/check.ts";
import type { CheckContext } from "../check/context.ts";
import {
  expectArray,
  expectEqual,
  expectRecord,
  expectShape,
  expectStatus,
  expectThat,
  show,
} from "../check/expect.ts";
import { NotApplicable } from "../check/outcome.ts";
import type { Answer } from "../exchange/answer.ts";
import type { Ability } from "../target/models.ts";
import { completed } from "./store/completion.ts";
import {
  architectureInfo,
  type Fields,
  listed,
  loaded,
  modelInfoOf,
  type Shown,
  shown,
  wholeName,
} from "./store/entries.ts";

/** Looks at the `details` of each model of the server itself, in the list and in show. */
async function eachDetails(
  context: CheckContext,
  verify: (details: Fields, what: string, answer: Answer) => void,
): Promise<void> {
  const { answer, models } = await listed(context);
  for (const { name, details, remote_host: host } of models) {
    const what = `details of ${show(name)} in the list`;
    if (host === undefined) verify(expectRecord(details, what, answer), what, answer);
  }
  for (const { name, answer, body } of await shown(context)) {
    const what = `details of ${show(name)} in show`;
    verify(expectRecord(body.details, what, answer), what, answer);
  }
}

/** A field of `details` is a text with something in it. */
const text = (field: string) => (context: CheckContext) =>
  eachDetails(context, (details, what, answer) => {
    const value = details[field];
    expectThat(typeof value === "string" && value !== "", `${field} in ${what} is ${show(value)}`, answer);
  });

function capabilitiesOf({ name, answer, body }: Shown): string[] {
  return expectArray(body.capabilities, `capabilities of ${name}`, answer).map(String);
}

/** Each model that shows signs of an ability says that it has it. */
async function declared(context: CheckContext, ability: string, sign: (shown: Shown) => boolean): Promise<void> {
  for (const each of await shown(context)) {
    if (!sign(each)) continue;
    const capabilities = capabilitiesOf(each);
    expectThat(
      capabilities.includes(ability),
      `${each.name} can do it and lacks ${ability} in ${show(capabilities)}`,
      each.answer,
    );
  }
}

const templateOf = ({ body }: Shown) => (typeof body.template === "string" ? body.template : "");
const isJinja = (template: string) => template.includes("{%");

/** The model that the user names for an ability says that it has it. */
async function declaredByChosen(context: CheckContext, ability: Ability): Promise<void> {
  const name = context.models.with(ability);
  const answer = await context.client.post("/api/show", { model: name });
  expectStatus(answer, 200);
  const chosen = { name, answer, body: expectRecord(answer.json, "the answer of show", answer) };
  const capabilities = capabilitiesOf(chosen);
  expectThat(capabilities.includes(ability), `${name} has the capabilities ${show(capabilities)}`, answer);
}

const weather = { type: "function", function: { name: "weather", parameters: { type: "object", properties: {} } } };

export const details = [
  check("details.format", ["model"], text("format")),
  check("details.family", ["model"], text("family")),
  check("details.families", ["model"], (context) =>
    eachDetails(context, ({ family, families }, what, answer) => {
      if (families === null) return;
      const names = expectArray(families, `families in ${what}`, answer);
      expectThat(names.includes(family), `families in ${what} lack the family ${show(family)}`, answer);
      expectThat(
        names.every((name) => typeof name === "string"),
        `families in ${what} are ${show(names)}`,
        answer,
      );
    }),
  ),
  check("details.parameter-size", ["model"], text("parameter_size")),
  check("details.quantization-level", ["model"], text("quantization_level")),
  check("details.same-everywhere", ["model"], async (context) => {
    const [inList, inPs] = [await listed(context), await loaded(context)];
    for (const { name, answer, body } of await shown(context)) {
      for (const { models } of [inList, inPs]) {
        const entry = models.find((each) => wholeName(String(each.name)) === wholeName(name));
        if (entry === undefined) continue;
        const [here, there] = [body.details, entry.details].map((each) => expectRecord(each, "details", answer));
        for (const field of ["format", "family", "parameter_size", "quantization_level"]) {
          expectEqual(there![field], here![field], `${field} of ${name} in a list`, answer);
        }
      }
    }
  }),
  check("details.capabilities.values", ["model"], async (context) => {
    for (const each of await shown(context)) {
      for (const name of capabilitiesOf(each)) expectShape(Capability, name, "a capability", each.answer);
    }
  }),
  check("details.capabilities.unique", ["model"], async (context) => {
    for (const each of await shown(context)) {
      const names = capabilitiesOf(each);
      expectEqual(names, [...new Set(names)], `capabilities of ${each.name}`, each.answer);
    }
  }),
  check("details.capabilities.completion", ["model"], async (context) => {
    await completed(context);
    await declared(context, "completion", ({ name }) => name === context.model);
  }),
  check("details.capabilities.embedding", ["embedding"], async (context) => {
    // A model that the user names for embeddings may be one that completes.
    const made = (await shown(context)).filter(
      (each) => architectureInfo(each, "pooling_type") !== undefined && !capabilitiesOf(each).includes("rerank"),
    );
    if (made.length === 0)
      throw new NotApplicable("no model of the server tells of its pooling, as those for embeddings do");
    for (const each of made) {
      const capabilities = capabilitiesOf(each);
      const right = capabilities.includes("embedding") && !capabilities.includes("completion");
      expectThat(right, `${each.name} has the capabilities ${show(capabilities)}`, each.answer);
    }
  }),
  check("details.capabilities.tools", ["model"], (context) =>
    declared(context, "tools", (each) => {
      const template = templateOf(each);
      return isJinja(template) ? /\btools\b/.test(template) : /\{\{[^}]*\.Tools\b/.test(template);
    }),
  ),
  check("details.capabilities.tools-kept", ["tools"], async ({ client, models }) => {
    const options = { num_predict: 1 };
    const messages = [{ role: "user", content: "What is the weather?" }];
    const body = { model: models.with("tools"), messages, tools: [weather], stream: false, options };
    expectStatus(await client.post("/api/chat", body), 200);
  }),
  check("details.capabilities.vision", ["vision"], async (context) => {
    await declaredByChosen(context, "vision");
    await declared(context, "vision", (each) => {
      const separate = each.body.projector_info !== undefined && each.body.projector_info !== null;
      return separate || Object.keys(modelInfoOf(each)).some((key) => key.endsWith(".vision.block_count"));
    });
  }),
  check("details.capabilities.thinking", ["model"], (context) =>
    declared(context, "thinking", (each) => {
      const template = templateOf(each);
      const tags = template.includes("<think>") && template.includes("</think>");
      return isJinja(template) ? tags : /\{\{[^}]*range[^}]*\.Messages.*\{\{[^}]*\.Thinking\b/s.test(template);
    }),
  ),
  check("details.capabilities.insert", ["model"], (context) =>
    declared(context, "insert", (each) => /\{\{[^}]*\.Suffix\b/.test(templateOf(each))),
  ),
];

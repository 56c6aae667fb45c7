import { ShownTensor, Timestamp } from "@cria/spec";
import { check } from "../check/check.ts";
import type { CheckContext } from "../check/context.ts";
import {
  expectArray,
  expectEqual,
  expectError,
  expectRecord,
  expectShape,
  expectStatus,
  expectThat,
  isRecord,
  show as print,
} from "../check/expect.ts";
import { absentModel } from "../target/absent-operations.ts";
import { unload } from "./inference/loaded.ts";
import { withTemporary } from "./inference/temporary.ts";
import {
  architectureInfo,
  show as ask,
  comparable,
  list,
  modelInfoOf,
  ps,
  type Shown,
  shown,
  wholeName,
} from "./store/entries.ts";

/** Looks at what show says of each model. */
async function each(context: CheckContext, verify: (shown: Shown) => void): Promise<void> {
  for (const one of await shown(context)) verify(one);
}

/** What a model is created with of which show tells. */
const stored = {
  system: "You are a llama.",
  license: ["The first licence.", "The second licence."],
  parameters: { stop: ["<|one|>", "two words"], temperature: 0.25, num_predict: 7 },
  messages: [
    { role: "user", content: "Who are you?" },
    { role: "assistant", content: "A llama." },
  ],
};

/** What show says of a model that was created with {@link stored}. */
function ofCreated(context: CheckContext): Promise<Shown> {
  return context.once("show of a created model", async () => {
    let made: Shown | undefined;
    await withTemporary(context, { from: context.model, ...stored }, async (name) => {
      made = await ask(context, name);
    });
    return made!;
  });
}

/** The lines of a text field, none if it is absent. */
function linesOf({ name, answer, body }: Shown, field: string): string[] {
  const text = body[field];
  if (text === undefined) return [];
  expectThat(typeof text === "string", `${field} of ${name} is not a string but ${print(text)}`, answer);
  return text.split("\n").filter((line) => line.trim() !== "");
}

/** A field is a text with something in it, or left out. */
function expectTextOrNothing({ name, answer, body }: Shown, field: string): void {
  if (body[field] === undefined) return;
  const holds = typeof body[field] === "string" && body[field] !== "";
  expectThat(holds, `${field} of ${name} is ${print(body[field])} rather than left out`, answer);
}

const positive = (value: unknown) => Number.isInteger(value) && Number(value) > 0;

/** A number of `model_info` under the name of the architecture. */
const architectureNumber = (key: string) => (context: CheckContext) =>
  each(context, (one) => {
    const value = architectureInfo(one, key);
    expectThat(positive(value), `${key} in model_info of ${one.name} is ${print(value)}`, one.answer);
  });

const missing =
  (text?: string) =>
  async ({ client }: CheckContext) => {
    for (const body of [{}, { model: "" }, { verbose: true }]) {
      expectError(await client.post("/api/show", body), 400, text);
    }
  };

export const show = [
  check("show.present", ["model"], async (context) => {
    await ask(context, context.model);
  }),
  check("show.key.model", ["model"], async ({ client, model }) => {
    expectStatus(await client.post("/api/show", { model }), 200);
  }),
  check("show.key.name", ["model"], async (context) => {
    const [byModel] = await shown(context);
    const answer = await context.client.post("/api/show", { name: byModel!.name });
    expectStatus(answer, 200);
    const byName = expectRecord(answer.json, "the answer of show", answer);
    expectEqual(comparable(byName), comparable(byModel!.body), "the answer to `name`", answer);
  }),
  check("show.key.model-first", ["model"], async (context) => {
    await ask(context, context.model, { name: absentModel });
    expectStatus(await context.client.post("/api/show", { model: absentModel, name: context.model }), 404);
  }),
  check("show.model-info.object", ["model"], (context) => each(context, (one) => void modelInfoOf(one))),
  check("show.model-info.architecture", ["model"], (context) =>
    each(context, (one) => {
      const name = modelInfoOf(one)["general.architecture"];
      expectThat(typeof name === "string" && name !== "", `general.architecture is ${print(name)}`, one.answer);
    }),
  ),
  check("show.model-info.context-length", ["model"], architectureNumber("context_length")),
  check("show.model-info.parameter-count", ["model"], (context) =>
    each(context, (one) => {
      const count = modelInfoOf(one)["general.parameter_count"];
      expectThat(positive(count), `general.parameter_count of ${one.name} is ${print(count)}`, one.answer);
    }),
  ),
  check("show.model-info.embedding-length", ["model"], architectureNumber("embedding_length")),
  check("show.model-info.no-name", ["model"], (context) =>
    each(context, (one) => {
      const info = modelInfoOf(one);
      for (const key of ["general.name", "tokenizer.chat_template"]) {
        expectThat(info[key] === undefined, `model_info of ${one.name} has ${key}`, one.answer);
      }
    }),
  ),
  check("show.model-info.basename-copilot", ["model"], async ({ client, model }) => {
    const answer = await client.post("/api/show", { model }, { headers: { "User-Agent": "GitHubCopilotChat/0.1" } });
    const info = expectRecord(expectRecord(answer.json, "the body", answer).model_info, "model_info", answer);
    expectEqual(info["general.basename"], model, "general.basename", answer);
  }),
  check("show.model-info.arrays-null", ["model"], (context) =>
    each(context, (one) => {
      const [key] = Object.entries(modelInfoOf(one)).find(([, value]) => Array.isArray(value)) ?? [];
      expectThat(key === undefined, `model_info of ${one.name} has the array ${key} without verbose`, one.answer);
    }),
  ),
  check("show.model-info.arrays-verbose", ["model"], async (context) => {
    const verbose = await ask(context, context.model, { verbose: true });
    const info = modelInfoOf(verbose);
    const [empty] = Object.entries(info).find(([, value]) => value === null) ?? [];
    expectThat(empty === undefined, `with verbose model_info still has null for ${empty}`, verbose.answer);
    const arrays = Object.values(info).some((value) => Array.isArray(value) && value.length > 0);
    expectThat(arrays, "with verbose model_info has no array", verbose.answer);
  }),
  check("show.details", ["model"], (context) =>
    each(context, ({ name, answer, body }) => {
      const details = expectRecord(body.details, `details of ${name}`, answer);
      for (const field of ["family", "parameter_size"]) {
        expectThat(typeof details[field] === "string", `${field} of ${name} is ${print(details[field])}`, answer);
      }
    }),
  ),
  check("show.capabilities", ["model"], (context) =>
    each(context, ({ name, answer, body }) => {
      const all = expectArray(body.capabilities, `capabilities of ${name}`, answer);
      expectThat(
        all.every((one) => typeof one === "string"),
        `capabilities of ${name} are ${print(all)}`,
        answer,
      );
    }),
  ),
  check("show.capabilities-independent", ["model"], async (context) => {
    const [plain] = await shown(context);
    const verbose = await ask(context, plain!.name, { verbose: true });
    const sorted = ({ body }: Shown) => (Array.isArray(body.capabilities) ? body.capabilities.toSorted() : []);
    expectEqual(sorted(verbose), sorted(plain!), "capabilities with verbose", verbose.answer);
  }),
  check("show.modified-at", ["model"], async (context) => {
    const { models } = await list(context);
    const second = (time: unknown) => Math.floor(Date.parse(String(time)) / 1000);
    for (const { name, answer, body } of await shown(context)) {
      expectShape(Timestamp, body.modified_at, "modified_at", answer);
      const entry = models.find((one) => wholeName(String(one.name)) === wholeName(name));
      if (entry === undefined) continue;
      expectEqual(second(body.modified_at), second(entry.modified_at), `the second of modified_at of ${name}`, answer);
    }
  }),
  check("show.template", ["model"], (context) =>
    each(context, ({ name, answer, body }) => {
      expectThat(typeof body.template === "string", `template of ${name} is ${print(body.template)}`, answer);
    }),
  ),
  check("show.parameters.text", ["model"], (context) =>
    each(context, (one) => {
      const wrong = linesOf(one, "parameters").find((line) => !/^\S+\s+\S/.test(line));
      expectThat(wrong === undefined, `parameters of ${one.name} has the line ${print(wrong)}`, one.answer);
    }),
  ),
  check("show.parameters.padding", ["model", "writes"], async (context) => {
    const made = await ofCreated(context);
    const wrong = linesOf(made, "parameters").find((line) => !/^(?=.{30} \S)\S+ +\S/.test(line));
    expectThat(wrong === undefined, `parameters has the line ${print(wrong)}`, made.answer);
  }),
  check("show.parameters.strings-quoted", ["model", "writes"], async (context) => {
    const made = await ofCreated(context);
    const stops = linesOf(made, "parameters").filter((line) => /^stop\s/.test(line));
    const values = stops.map((line) => line.replace(/^stop\s+/, "").trim());
    const wanted = stored.parameters.stop.map((stop) => JSON.stringify(stop));
    for (const value of values) expectThat(wanted.includes(value), `a stop is ${value}`, made.answer);
    expectThat(values.length > 0, "parameters has no line for stop", made.answer);
  }),
  check("show.parameters.list-lines", ["model", "writes"], async (context) => {
    const made = await ofCreated(context);
    const stops = linesOf(made, "parameters").filter((line) => /^stop\s/.test(line));
    expectEqual(stops.length, stored.parameters.stop.length, "the number of lines for stop", made.answer);
  }),
  check("show.parameters.omitted", ["model"], (context) =>
    each(context, (one) => expectTextOrNothing(one, "parameters")),
  ),
  check("show.system", ["model", "writes"], async (context) => {
    await each(context, (one) => expectTextOrNothing(one, "system"));
    const { answer, body } = await ofCreated(context);
    expectEqual(body.system, stored.system, "system", answer);
  }),
  check("show.system-override", ["model"], async (context) => {
    const { answer, body } = await ask(context, context.model, { system: "You are a cat." });
    expectEqual(body.system, "You are a cat.", "system", answer);
  }),
  check("show.options-in-modelfile", ["model"], async (context) => {
    const asked = await ask(context, context.model, { options: { top_k: 17 } });
    const inModelfile = linesOf(asked, "modelfile").some((line) => /^PARAMETER top_k 17\b/.test(line));
    expectThat(inModelfile, "modelfile lacks the option", asked.answer);
    const inParameters = linesOf(asked, "parameters").some((line) => /^top_k\s+17$/.test(line));
    expectThat(!inParameters, "parameters has the option", asked.answer);
  }),
  check("show.license", ["model", "writes"], async (context) => {
    await each(context, (one) => expectTextOrNothing(one, "license"));
    const { answer, body } = await ofCreated(context);
    expectThat(
      typeof body.license === "string" && body.license.endsWith(stored.license.join("\n")),
      `license is ${print(body.license)}`,
      answer,
    );
  }),
  check("show.messages", ["model", "writes"], async (context) => {
    await each(context, ({ answer, body, name }) => {
      expectThat(
        body.messages === undefined || (Array.isArray(body.messages) && body.messages.length > 0),
        `messages of ${name} is ${print(body.messages)} rather than left out`,
        answer,
      );
    });
    const { answer, body } = await ofCreated(context);
    const messages = expectArray(body.messages, "messages", answer).filter(isRecord);
    const plain = messages.map(({ role, content }) => ({ role, content }));
    expectEqual(plain, stored.messages, "messages", answer);
  }),
  check("show.modelfile.string", ["model"], (context) =>
    each(context, (one) => {
      expectThat(linesOf(one, "modelfile").length > 0, `${one.name} has no modelfile`, one.answer);
    }),
  ),
  check("show.modelfile.header", ["model"], (context) =>
    each(context, (one) => {
      const [first] = linesOf(one, "modelfile");
      expectEqual(first, '# Modelfile generated by "ollama show"', "the first line of modelfile", one.answer);
    }),
  ),
  check("show.modelfile.from", ["model"], (context) =>
    each(context, (one) => expectLine(one, /^FROM \S/, "a line that starts with FROM")),
  ),
  check("show.modelfile.parameter", ["model", "writes"], async (context) => {
    const made = await ofCreated(context);
    for (const name of Object.keys(stored.parameters)) {
      expectLine(made, new RegExp(`^PARAMETER ${name}\\s+\\S`), `PARAMETER ${name}`);
    }
  }),
  check("show.modelfile.system", ["model", "writes"], async (context) => {
    const made = await ofCreated(context);
    const modelfile = linesOf(made, "modelfile").join("\n");
    const found = new RegExp(`^SYSTEM\\s+"*${stored.system}"*$`, "m").test(modelfile);
    expectThat(found, "modelfile lacks the system message", made.answer);
  }),
  check("show.modelfile.template", ["model"], (context) =>
    each(context, (one) => expectLine(one, /^TEMPLATE\s/, "a line that starts with TEMPLATE")),
  ),
  check("show.tensors", ["model"], async (context) => {
    const { answer, body } = await ask(context, context.model, { verbose: true });
    const tensors = expectArray(body.tensors, "tensors", answer);
    expectThat(tensors.length > 0, "tensors is empty", answer);
    for (const tensor of tensors) expectShape(ShownTensor, tensor, "a tensor", answer);
  }),
  check("show.repeatable", ["model"], async (context) => {
    const [first] = await shown(context);
    const again = await ask(context, first!.name);
    expectEqual(comparable(again.body), comparable(first!.body), "the second answer", again.answer);
  }),
  check("show.not-loading", ["model"], async (context) => {
    const names = async () => (await ps(context)).models.map(({ name }) => wholeName(String(name)));
    const before = await names();
    const idle = (await shown(context)).find(({ name }) => !before.includes(wholeName(name)));
    if (idle === undefined) await unload(context);
    const name = idle?.name ?? context.model;
    const { answer } = await ask(context, name, { verbose: true });
    expectThat(!(await names()).includes(wholeName(name)), `show has loaded ${name}`, answer);
  }),
  check("show.missing-name.status", [], missing()),
  check("show.missing-name.text", [], missing("model is required")),
  check("show.not-found.status", [], async ({ client }) => {
    const answer = await client.post("/api/show", { model: absentModel });
    expectStatus(answer, 404);
    expectRecord(answer.json, "the body", answer);
  }),
  check("show.not-found.text", [], async ({ client }) => {
    for (const name of [absentModel, `${absentModel}:latest`, `${absentModel}:tag`]) {
      const whole = name.includes(":") ? name : `${name}:latest`;
      expectError(await client.post("/api/show", { model: name }), 404, `model '${whole}' not found`);
    }
  }),
  check("show.invalid-name.status", [], async ({ client }) => {
    expectError(await client.post("/api/show", { model: "a b" }), 400, "invalid model name");
  }),
];

function expectLine(shown: Shown, form: RegExp, what: string): void {
  const found = linesOf(shown, "modelfile").some((line) => form.test(line));
  expectThat(found, `modelfile of ${shown.name} lacks ${what}`, shown.answer);
}

import { ModelOptions } from "@cria/spec";
import type { TSchema } from "@sinclair/typebox";
import fc from "fast-check";
import { check } from "../check/check.ts";
import type { CheckContext } from "../check/context.ts";
import { expectEqual, expectError, expectStatus, expectThat, show as print } from "../check/expect.ts";
import { NotApplicable } from "../check/outcome.ts";
import type { BodyPart } from "../exchange/exchange.ts";
import { withTemporary } from "./inference/temporary.ts";
import { stopPlace } from "./options/stop-place.ts";
import { brief, type Completion, complete, completionOf } from "./store/completion.ts";
import { architectureInfo, ps, show, wholeName } from "./store/entries.ts";
import { until } from "./store/expiry.ts";

type Options = Readonly<Record<string, unknown>>;

/** Names of the options of a type that every version knows. */
function optionsOf(type: string): string[] {
  return Object.entries<TSchema>(ModelOptions.properties)
    .filter(([, schema]) => schema.type === type && schema["x-introduced-in"] === undefined)
    .map(([name]) => name);
}

const wrongFor = {
  integer: fc.constantFrom<unknown>("1", "x", true, [1], {}),
  number: fc.constantFrom<unknown>("0.5", "x", false, [0.5], {}),
  boolean: fc.constantFrom<unknown>("true", 1, [true], {}),
  array: fc.constantFrom<unknown>("a", 1, true, { a: 1 }),
} as const;
type OptionType = keyof typeof wrongFor;

/** Options of which one has a wrong type. */
const wrongOption = (type: OptionType) =>
  fc.tuple(fc.constantFrom(...optionsOf(type)), wrongFor[type]).map(([name, value]) => ({ name, value }));

/** A request that only loads the model, with options. */
const loading = ({ client, model }: CheckContext, options: Options) =>
  client.post("/api/generate", { model, stream: false, options });

/** An option of a wrong type is refused with a text. @param text of the option's name */
const refusesType = (type: OptionType, text: (name: string) => string) => (context: CheckContext) =>
  context.property(wrongOption(type), async ({ name, value }) => {
    const answer = await context.client.post("/api/generate", brief(context, { [name]: value }, { stream: false }));
    expectError(answer, [500, 400], text(name));
  });

/** Tokens that an answer says it has. */
function countOf({ body, answer }: Completion): number {
  const { eval_count: count } = body;
  expectThat(typeof count === "number", `eval_count is ${print(count)}`, answer);
  return count;
}

/** Two equal requests have the same text. */
const repeatable = (options: Options) => async (context: CheckContext) => {
  const first = await complete(context, options);
  const second = await complete(context, options);
  expectEqual(second.text, first.text, "the text of the second answer", second.answer);
};

/** Context that the model was trained for. */
async function trainedContext(context: CheckContext): Promise<number> {
  const length = architectureInfo(await show(context, context.model), "context_length");
  if (typeof length !== "number") throw new NotApplicable("the server does not say what context the model can have");
  return length;
}

/** More of a context than this takes a lot of memory. */
const SMALL = 8192;

async function smallContext(context: CheckContext): Promise<number> {
  const trained = await trainedContext(context);
  if (trained > SMALL) throw new NotApplicable("the model's whole context may need more memory than there is");
  return trained;
}

/** The context that the loaded model has, as soon as that is what is expected. */
async function expectContext(context: CheckContext, expected: number): Promise<void> {
  let found: unknown;
  const right = await until(async () => {
    const { models } = await ps(context);
    const name = wholeName(context.model);
    found = (models.find((each) => wholeName(String(each.name)) === name) ?? models[0])?.context_length;
    return found === expected;
  });
  expectThat(right, `context_length of the loaded model is ${print(found)}, and should be ${expected}`);
}

/** A request whose options JavaScript can't write, such as whole numbers with a fraction. */
function withOptionsText(context: CheckContext, options: string) {
  const body = JSON.stringify(brief(context, {}, { stream: false }));
  const raw = body.replace(/"options":\{[^}]*\}/, `"options":${options}`);
  return context.client.post("/api/generate", undefined, { raw });
}

export const options = [
  check("options.unknown-ignored", ["model"], async (context) => {
    const names = fc.dictionary(fc.stringMatching(/^cria_[a-z]{1,8}$/), fc.jsonValue({ maxDepth: 1 }), { minKeys: 1 });
    await context.property(names, async (more) => expectStatus(await loading(context, more), 200));
    await complete(context, { num_predict: 1, useMLock: true, numCtx: 7, cria: { a: [null] } });
  }),
  check("options.removed-ignored", ["model"], async (context) => {
    const numbers = {
      mirostat: 1,
      mirostat_tau: 0.8,
      mirostat_eta: 0.6,
      tfs_z: 0.5,
      num_gqa: 1,
      rope_frequency_base: 1.1,
    };
    const flags = [
      "numa",
      "low_vram",
      "f16_kv",
      "vocab_only",
      "use_mlock",
      "logits_all",
      "penalize_newline",
      "embedding_only",
    ];
    const wanted = { ...numbers, ...Object.fromEntries(flags.map((name) => [name, true])) };
    await complete(context, { num_predict: 1, ...wanted });
  }),
  check("options.null-ignored", ["model"], async (context) => {
    const nulls = Object.fromEntries(Object.keys(ModelOptions.properties).map((name) => [name, null]));
    await complete(context, { ...nulls, num_predict: 1 });
  }),
  check("options.names-case-sensitive", ["model"], async (context) => {
    await complete(context, { Temperature: "hot", NUM_PREDICT: "few", num_predict: 1 });
  }),
  check("options.empty-object", ["model"], async (context) => {
    const { client, model } = context;
    for (const options of [{}, null]) {
      expectStatus(await client.post("/api/generate", { model, stream: false, options }), 200);
      expectStatus(await client.post("/api/show", { model, options }), 200);
    }
  }),
  check("options.integer.from-float", ["model"], async (context) => {
    const texts = [
      '{"num_predict":2.0}',
      '{"num_predict":1e0}',
      '{"num_ctx":2048.0,"num_predict":1.0,"top_k":40.0,"seed":1.0}',
    ];
    for (const text of texts) expectStatus(await withOptionsText(context, text), 200);
  }),
  check("options.integer.truncates", ["model"], async (context) => {
    const few = completionOf(await withOptionsText(context, '{"num_predict":2.9}'));
    expectThat(countOf(few) <= 2, `num_predict 2.9 gave ${countOf(few)} tokens`, few.answer);
  }),
  check("options.type.status", ["model"], async (context) => {
    const types = (Object.keys(wrongFor) as OptionType[]).map(wrongOption);
    await context.property(fc.oneof(...types), async ({ name, value }) => {
      const answer = await context.client.post("/api/generate", brief(context, { [name]: value }, { stream: false }));
      expectStatus(answer, 500, 400);
    });
  }),
  check(
    "options.type.integer-text",
    ["model"],
    refusesType("integer", (name) => `option "${name}" must be of type integer`),
  ),
  check(
    "options.type.float-text",
    ["model"],
    refusesType("number", (name) => `option "${name}" must be of type float32`),
  ),
  check(
    "options.type.boolean-text",
    ["model"],
    refusesType("boolean", (name) => `option "${name}" must be of type boolean`),
  ),
  check("options.type.array-text", ["model"], async (context) => {
    const values = wrongFor.array.filter((value) => typeof value !== "string");
    await context.property(values, async (stop) => {
      const answer = await context.client.post("/api/generate", brief(context, { stop }, { stream: false }));
      expectError(answer, [500, 400], 'option "stop" must be of type array');
    });
  }),
  check("options.type.array-element-text", ["model"], async (context) => {
    const values = fc.constantFrom([1], ["a", 1], [null], [{}], [["a"]]);
    await context.property(values, async (stop) => {
      const answer = await context.client.post("/api/generate", brief(context, { stop }, { stream: false }));
      expectError(answer, [500, 400], 'option "stop" must be of an array of strings');
    });
  }),
  check("options.type.on-load", ["model"], async (context) => {
    expectStatus(await loading(context, { num_ctx: "many" }), 500, 400);
  }),
  check("options.type.not-on-unload", ["model"], async ({ client, model }) => {
    expectStatus(await client.post("/api/generate", { model, keep_alive: 0, options: { num_ctx: "many" } }), 200);
  }),
  check("options.merge.request-wins", ["model", "writes"], (context) =>
    withTemporary(context, { from: context.model, parameters: { num_predict: 2 } }, async (model) => {
      const long = await complete(context, { num_predict: 4 });
      if (countOf(long) < 4) throw new NotApplicable("the model ends its answers too early");
      const own = await complete(context, { num_predict: 4 }, { model });
      expectEqual(countOf(own), 4, "eval_count with num_predict 4 over the model's own 2", own.answer);
    }),
  ),
  check("options.merge.model-applies", ["model", "writes"], (context) =>
    withTemporary(context, { from: context.model, parameters: { num_predict: 2 } }, async (model) => {
      const long = await complete(context, { num_predict: 4 });
      if (countOf(long) < 4) throw new NotApplicable("the model ends its answers too early");
      const own = await complete(context, { num_predict: undefined }, { model });
      expectEqual(countOf(own), 2, "eval_count with the model's own num_predict 2", own.answer);
    }),
  ),
  check("options.num-ctx.effective", ["model"], async (context) => {
    const trained = await trainedContext(context);
    // Models that see images have no less than 2048.
    const length = trained > 2048 ? 2048 : Math.floor(trained / 2);
    await complete(context, { num_predict: 1, num_ctx: length });
    await expectContext(context, length);
  }),
  check("options.num-ctx.capped", ["model"], async (context) => {
    const trained = await smallContext(context);
    await complete(context, { num_predict: 1, num_ctx: 2 * trained });
    await expectContext(context, trained);
  }),
  check("options.num-ctx.minimum", ["model"], async (context) => {
    for (const length of [0, -1]) expectStatus(await loading(context, { num_ctx: length }), 200);
    await until(async () => (await ps(context)).models.length > 0);
    for (const { context_length: length } of (await ps(context)).models) {
      expectThat(Number.isInteger(length) && Number(length) > 0, `context_length is ${print(length)}`);
    }
  }),
  check("options.num-ctx.huge", ["model"], async (context) => {
    await smallContext(context);
    for (const length of ["2147483648", "4294967297", "9007199254740993", "1e18"]) {
      await withOptionsText(context, `{"num_predict":1,"num_ctx":${length}}`);
      expectStatus(await context.client.get("/api/version"), 200);
    }
    await complete(context, { num_predict: 1 });
  }),
  check("options.num-predict.limits", ["model"], (context) =>
    context.property(
      fc.integer({ min: 1, max: 6 }),
      async (limit) => {
        const answered = await complete(context, { num_predict: limit });
        expectThat(
          countOf(answered) <= limit,
          `num_predict ${limit} gave ${countOf(answered)} tokens`,
          answered.answer,
        );
      },
      { weight: 5 },
    ),
  ),
  check("options.num-predict.length", ["model"], async (context) => {
    const long = await complete(context, { num_predict: 8 });
    if (countOf(long) < 8) throw new NotApplicable("the model ends its answers too early");
    const { body, answer } = await complete(context, { num_predict: 3 });
    expectEqual(body.done_reason, "length", "done_reason", answer);
  }),
  check("options.num-predict.negative", ["model"], async (context) => {
    const usual = await complete(context, { num_predict: 8 });
    if (countOf(usual) < 8) throw new NotApplicable("the model ends its answers too early");
    const lines = (parts: readonly BodyPart[]) =>
      Buffer.concat(parts.map(({ bytes }) => bytes))
        .toString()
        .split("\n").length - 1;
    // The client leaves as soon as it has seen enough: the answer may be long.
    const body = brief(context, { num_predict: -1 }, { stream: true });
    const until = (parts: readonly BodyPart[]) => lines(parts) > 10;
    const { response } = await context.client.exchange("POST", "/api/generate", body, { until });
    expectThat(response?.status === 200, `num_predict -1 got status ${response?.status}`);
    const frames = lines(response.parts);
    expectThat(frames > 8, `with num_predict -1 the answer ended after ${frames} frames`);
  }),
  check("options.stop.cuts", ["model"], async (context) => {
    const { text, stop, at } = await stopPlace(context);
    const cut = await complete(context, { stop: [stop], num_predict: 16 });
    expectThat(cut.text.length <= at, `${print(cut.text)} goes on behind ${print(stop)} in ${print(text)}`, cut.answer);
  }),
  check("options.stop.not-in-text", ["model"], async (context) => {
    const { stop } = await stopPlace(context);
    const { text, answer } = await complete(context, { stop: [stop], num_predict: 16 });
    expectThat(!text.includes(stop), `the text ${print(text)} has the stop string ${print(stop)}`, answer);
  }),
  check("options.stop.across-tokens", ["model"], async (context) => {
    const { across } = await stopPlace(context);
    if (across === undefined) throw new NotApplicable("the model's text has no two tokens that could be told apart");
    const stream = await context.client.post(
      "/api/generate",
      brief(context, { stop: [across.stop], num_predict: 16 }, { stream: true }),
    );
    expectStatus(stream, 200);
    const text = stream.frames.map((frame) => (frame as { response?: unknown }).response ?? "").join("");
    expectThat(text.length <= across.at, `the stream ${print(text)} goes on behind ${print(across.stop)}`, stream);
    expectThat(!text.includes(across.stop), `the stream ${print(text)} has ${print(across.stop)} in it`, stream);
  }),
  check("options.stop.done-reason", ["model"], async (context) => {
    const { stop } = await stopPlace(context);
    const { body, answer } = await complete(context, { stop: [stop], num_predict: 16 });
    expectEqual(body.done_reason, "stop", "done_reason", answer);
  }),
  check("options.seed.repeatable", ["model"], repeatable({ temperature: 1, seed: 7 })),
  check("options.temperature.zero-repeatable", ["model"], repeatable({ temperature: 0, seed: undefined })),
  check("options.temperature.no-range-check", ["model"], async (context) => {
    for (const temperature of [-1, 100]) await complete(context, { temperature, num_predict: 1 });
  }),
  check("options.top-k.one-is-greedy", ["model"], repeatable({ temperature: 1, top_k: 1, seed: undefined })),
  check("options.num-keep.accepted", ["model"], async (context) => {
    await complete(context, { num_keep: -1, num_predict: 1 });
  }),
  check("options.draft-num-predict.accepted", ["model"], async (context) => {
    await complete(context, { draft_num_predict: 2, num_predict: 1 });
  }),
];

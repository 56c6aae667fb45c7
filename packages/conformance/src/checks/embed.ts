import fc from "fast-check";
import { check } from "../check/check.ts";
import type { CheckContext } from "../check/context.ts";
import {
  expectArray,
  expectEqual,
  expectError,
  expectRecord,
  expectStatus,
  expectThat,
  show,
} from "../check/expect.ts";
import { absentModel } from "../target/absent-operations.ts";
import { embed as ask, cosine, embedding, embedOne, expectSameVector, lengthOf } from "./embedding/vectors.ts";
import { ps, wholeName } from "./store/entries.ts";
import { serverTime, until } from "./store/expiry.ts";

const texts = ["A llama walks over a hill.", "The sea is wide.", "One, two, three"] as const;

/** The answer that many checks look at. */
const several = (context: CheckContext) => context.once("embeddings of texts", () => ask(context, texts));

/** Texts such as people embed, and some that they do not. */
const anyText = fc.oneof(
  fc.constantFrom(...texts, "naïve café", "🦙", "你好", "a\nb", "  spaces  ", "1 + 1 = 2"),
  fc.stringMatching(/^[a-z]{1,8}( [a-z]{1,8}){0,3}$/),
);

/** Costly, as it takes a model. */
const weight = { weight: 4 };

/** A context that is small, and texts that are too long for it, with a beginning in common. */
const small = { num_ctx: 64 };
const long = "llama hill sea green wide ".repeat(60);

/** A wrong `input` is refused. */
const refusesInput = (text: string | undefined, ...inputs: readonly unknown[]) =>
  async function refuse(context: CheckContext): Promise<void> {
    for (const input of inputs) {
      expectError(await context.client.post("/api/embed", embedding(context, { input })), 400, text);
    }
  };

/** Each body gives no vectors. */
async function expectEmpty(context: CheckContext, verify: (body: Readonly<Record<string, unknown>>) => void) {
  for (const more of [{ input: "" }, { input: [] }, { input: null }, {}]) {
    const answer = await context.client.post("/api/embed", embedding(context, more));
    expectStatus(answer, 200);
    const body = expectRecord(answer.json, "the body", answer);
    expectEqual(body.embeddings, [], `embeddings of ${show(more)}`, answer);
    verify(body);
  }
}

/** Milliseconds that the model for embeddings stays loaded. */
async function remaining(context: CheckContext): Promise<number | undefined> {
  const { answer, models } = await ps(context);
  const name = wholeName(context.models.with("embedding"));
  const entry = models.find((each) => wholeName(String(each.name)) === name);
  return entry === undefined ? undefined : Date.parse(String(entry.expires_at)) - serverTime(answer);
}

export const embed = [
  check("embed.present", ["embedding"], async (context) => {
    const answer = await context.client.post("/api/embed", embedding(context, { input: texts[0] }));
    expectStatus(answer, 200);
    expectRecord(answer.json, "the body", answer);
  }),
  check("embed.embeddings.two-dimensional", ["embedding"], async (context) => {
    for (const input of [texts[0], [texts[0]], texts]) {
      const answer = await context.client.post("/api/embed", embedding(context, { input }));
      const { embeddings } = expectRecord(answer.json, "the body", answer);
      for (const vector of expectArray(embeddings, "embeddings", answer)) {
        const numbers = expectArray(vector, "an element of embeddings", answer);
        const flat = numbers.every((number) => typeof number === "number") && numbers.length > 0;
        expectThat(flat, `an element of embeddings is ${show(numbers)}`, answer);
      }
    }
  }),
  check("embed.embeddings.count", ["embedding"], (context) =>
    context.property(
      fc.array(anyText, { minLength: 1, maxLength: 6 }),
      async (input) => {
        const { vectors, answer } = await ask(context, input);
        expectEqual(vectors.length, input.length, "the number of vectors", answer);
      },
      weight,
    ),
  ),
  check("embed.embeddings.order", ["embedding"], async (context) => {
    const { vectors, answer } = await several(context);
    for (const [index, text] of texts.entries()) {
      const alone = await embedOne(context, text);
      const likeness = vectors.map((vector) => cosine(vector, alone));
      const best = likeness.indexOf(Math.max(...likeness));
      expectEqual(best, index, `the place of the vector for ${show(text)}`, answer);
    }
  }),
  check("embed.embeddings.same-length", ["embedding"], async (context) => {
    const { vectors, answer } = await several(context);
    const single = await embedOne(context, "x");
    expectEqual(
      [...new Set([...vectors, single].map(({ length }) => length))].length,
      1,
      "the number of lengths",
      answer,
    );
  }),
  check("embed.embeddings.normalised", ["embedding"], async (context) => {
    const { vectors, answer } = await several(context);
    for (const vector of vectors) {
      const length = lengthOf(vector);
      expectThat(length === 0 || Math.abs(length - 1) < 1e-3, `a vector has the length ${length}`, answer);
    }
  }),
  check("embed.embeddings.finite", ["embedding"], async (context) => {
    await ask(context, [...texts, "", " ", "\n\n", "🦙", "e\u0301", "a".repeat(200)]);
  }),
  check("embed.embeddings.batch-equals-single", ["embedding"], (context) =>
    context.property(
      fc.array(anyText, { minLength: 2, maxLength: 4 }),
      async (input) => {
        const { vectors, answer } = await ask(context, input);
        expectEqual(vectors.length, input.length, "the number of vectors", answer);
        for (const [index, text] of input.entries()) {
          const alone = await embedOne(context, text);
          expectSameVector(vectors[index]!, alone, `the vector of ${show(text)} among others`, answer);
        }
      },
      weight,
    ),
  ),
  check("embed.embeddings.repeatable", ["embedding"], async (context) => {
    const { vectors } = await several(context);
    const again = await ask(context, texts);
    for (const [index, vector] of again.vectors.entries()) {
      expectSameVector(vector, vectors[index]!, `the second vector of ${show(texts[index])}`, again.answer);
    }
  }),
  check("embed.embeddings.float32-digits", ["embedding"], async (context) => {
    const { vectors, answer } = await several(context);
    const long = vectors
      .flat()
      .find((number) => Math.fround(number) !== number && String(number).replace(/^-?0\.0*|e.*$/g, "").length > 9);
    expectThat(long === undefined, `the number ${long} has more digits than a 32-bit float needs`, answer);
  }),
  check("embed.no-embedding-field", ["embedding"], async (context) => {
    const { body, answer } = await several(context);
    expectThat(!("embedding" in body), "the answer has embedding", answer);
  }),
  check("embed.model-echo", ["embedding"], async (context) => {
    const { body, answer } = await several(context);
    expectEqual(body.model, context.models.with("embedding"), "model", answer);
  }),
  check("embed.input.string", ["embedding"], async (context) => {
    const { vectors, answer } = await ask(context, texts[0]);
    expectEqual(vectors.length, 1, "the number of vectors", answer);
    expectSameVector(vectors[0]!, await embedOne(context, texts[0]), "the vector of a string", answer);
  }),
  check("embed.input.array", ["embedding"], async (context) => {
    const { vectors, answer } = await several(context);
    expectEqual(vectors.length, texts.length, "the number of vectors", answer);
  }),
  check("embed.input.empty-text", ["embedding"], async (context) => {
    const { vectors, answer } = await ask(context, [""]);
    expectEqual(vectors.length, 1, "the number of vectors", answer);
  }),
  check("embed.input.empty", ["embedding"], (context) => expectEmpty(context, () => {})),
  check("embed.input.empty-no-metrics", ["embedding"], (context) =>
    expectEmpty(context, (body) => expectEqual(Object.keys(body).toSorted(), ["embeddings", "model"], "the fields")),
  ),
  check("embed.input.type-status", ["embedding"], refusesInput(undefined, 5, true, { text: "a" })),
  check("embed.input.type-text", ["embedding"], refusesInput("invalid input type", 5, true, { text: "a" })),
  check("embed.input.element-type", ["embedding"], refusesInput("invalid input type", ["a", 5], [null], [["a"]], [{}])),
  check("embed.input.type-before-lookup", [], async ({ client }) => {
    expectStatus(await client.post("/api/embed", { model: absentModel, input: 5 }), 400);
  }),
  check("embed.truncate.default", ["embedding"], async (context) => {
    const { vectors, answer } = await ask(context, [long], { options: small });
    expectEqual(vectors.length, 1, "the number of vectors", answer);
  }),
  check("embed.truncate.keeps-start", ["embedding"], async (context) => {
    const { answer } = await ask(context, [long], { options: small });
    const cut = await embedOne(context, long, { options: small });
    const longer = await embedOne(context, `${long}and something else at the end`, { options: small });
    expectSameVector(longer, cut, "the vector of a longer text with the same start", answer);
  }),
  check("embed.truncate.at-limit", ["embedding"], async (context) => {
    const { body, answer } = await ask(context, [long], { options: small });
    const count = Number(body.prompt_eval_count);
    // Some tokens may become others when a text that was cut is read again.
    const holds = count <= small.num_ctx && count >= small.num_ctx - 8;
    expectThat(holds, `prompt_eval_count of a cut text is ${count}, with num_ctx ${small.num_ctx}`, answer);
  }),
  check("embed.truncate.false-fits", ["embedding"], async (context) => {
    const words = long.split(" ");
    for (const count of [1, 5, 10]) {
      const input = words.slice(0, count).join(" ");
      const { body } = await ask(context, input);
      if (Number(body.prompt_eval_count) > small.num_ctx) continue;
      const { vectors, answer } = await ask(context, input, { truncate: false, options: small });
      expectSameVector(vectors[0] ?? [], await embedOne(context, input), `the vector of ${show(input)}`, answer);
    }
  }),
  check("embed.truncate.false", ["embedding"], async (context) => {
    const body = embedding(context, { input: [long], truncate: false, options: small });
    expectError(await context.client.post("/api/embed", body), 400);
  }),
  check("embed.truncate.false-text", ["embedding"], async (context) => {
    const body = embedding(context, { input: long, truncate: false, options: small });
    expectError(await context.client.post("/api/embed", body), 400, "the input length exceeds the context length");
  }),
  check("embed.dimensions.cut", ["embedding"], async (context) => {
    const whole = await embedOne(context, texts[0]);
    await context.property(
      fc.integer({ min: 1, max: Math.max(1, whole.length - 1) }),
      async (dimensions) => {
        const { vectors, answer } = await ask(context, texts[0], { dimensions });
        const [cut] = vectors;
        expectEqual(cut?.length, dimensions, "the numbers of a cut vector", answer);
        const likeness = cosine(cut!, whole.slice(0, dimensions));
        expectThat(likeness > 0.999, `the vector is not the start of the whole one: cosine ${likeness}`, answer);
      },
      weight,
    );
  }),
  check("embed.dimensions.normalised", ["embedding"], async (context) => {
    const whole = await embedOne(context, texts[0]);
    const { vectors, answer } = await ask(context, texts[0], { dimensions: Math.ceil(whole.length / 2) });
    const length = lengthOf(vectors[0] ?? []);
    expectThat(Math.abs(length - 1) < 1e-3, `a cut vector has the length ${length}`, answer);
  }),
  check("embed.dimensions.ignored", ["embedding"], async (context) => {
    const whole = await embedOne(context, texts[0]);
    for (const dimensions of [0, -1, whole.length, whole.length + 1]) {
      const { vectors, answer } = await ask(context, texts[0], { dimensions });
      expectSameVector(vectors[0] ?? [], whole, `the vector with dimensions ${dimensions}`, answer);
    }
  }),
  check("embed.metrics.prompt-eval-count", ["embedding"], async (context) => {
    const { body, answer } = await several(context);
    const counts = [];
    for (const text of texts) counts.push(Number((await ask(context, [text])).body.prompt_eval_count));
    const sum = counts.reduce((total, count) => total + count, 0);
    expectEqual(body.prompt_eval_count, sum, "prompt_eval_count of several texts", answer);
    expectThat(sum > 0, "prompt_eval_count is 0", answer);
  }),
  check("embed.metrics.total-duration", ["embedding"], async (context) => {
    const { body, answer } = await several(context);
    const { total_duration: total } = body;
    const holds =
      Number.isInteger(total) && Number(total) > 0 && Number(total) / 1e6 <= answer.exchange.duration + 1000;
    expectThat(holds, `total_duration is ${show(total)} ns, of an exchange of ${answer.exchange.duration} ms`, answer);
  }),
  check("embed.keep-alive", ["embedding"], async (context) => {
    for (const [keepAlive, minutes] of [
      ["13m", 13],
      [900, 15],
    ] as const) {
      await ask(context, [texts[0]], { keep_alive: keepAlive });
      const right = await until(async () => {
        const left = await remaining(context);
        return left !== undefined && Math.abs(left - minutes * 60_000) < 3000;
      }, 500);
      expectThat(right, `after keep_alive ${keepAlive} the model has ${await remaining(context)} ms left`);
    }
  }),
  check("embed.options", ["embedding"], async (context) => {
    await ask(context, texts[0], { options: { temperature: 0, cria_unknown: 1, num_ctx: null } });
    const body = embedding(context, { input: texts[0], options: { num_ctx: "many" } });
    expectStatus(await context.client.post("/api/embed", body), 500, 400);
  }),
  check("embed.keep-alive-zero-empty", ["embedding"], async (context) => {
    const answer = await context.client.post("/api/embed", embedding(context, { keep_alive: 0 }));
    expectStatus(answer, 200);
    expectThat(!("done" in expectRecord(answer.json, "the body", answer)), "the answer has done", answer);
  }),
  check("embed.failure-fails-all", ["embedding"], async (context) => {
    const body = embedding(context, { input: [texts[0], long], truncate: false, options: small });
    expectError(await context.client.post("/api/embed", body), 400);
  }),
  check("embed.stream-ignored", ["embedding"], async (context) => {
    const { answer } = await ask(context, texts[0], { stream: true });
    expectEqual(answer.mediaType, "application/json", "content-type", answer);
  }),
  check("embed.model.empty", [], async ({ client }) => {
    for (const body of [{ input: "hi" }, { model: "", input: "hi" }]) {
      expectError(await client.post("/api/embed", body), 404, "model '' not found");
    }
  }),
  check("embed.model.not-found", [], async ({ client }) => {
    expectError(await client.post("/api/embed", { model: absentModel, input: "hi" }), 404);
  }),
  check("embed.model.not-found-text", [], async ({ client }) => {
    const text = `model "${absentModel}" not found, try pulling it first`;
    expectError(await client.post("/api/embed", { model: absentModel, input: "hi" }), 404, text);
  }),
  check("embed.model.invalid", [], async ({ client }) => {
    expectError(await client.post("/api/embed", { model: "a b", input: "hi" }), 400, "invalid model name");
  }),
];

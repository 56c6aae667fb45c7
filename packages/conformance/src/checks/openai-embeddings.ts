import type { RequirementId } from "@cria/spec";
import fc from "fast-check";
import { type Check, check } from "../check/check.ts";
import type { CheckContext } from "../check/context.ts";
import { expectArray, expectEqual, expectStatus, expectThat, show } from "../check/expect.ts";
import { NotApplicable } from "../check/outcome.ts";
import type { Answer } from "../exchange/answer.ts";
import { ask, askObject, type Fields, untagged } from "./v1/ask.ts";
import { expectMessage } from "./v1/errors.ts";
import { at, expectCount, expectText, objectsAt } from "./v1/json.ts";

const path = "/v1/embeddings";
const texts = ["The sky is blue.", "A llama walks over a hill.", "Numbers: 1, 2, 3."];

function body(context: CheckContext, input: unknown, more: Fields = {}): Fields {
  return { model: context.models.with("embedding"), input, ...more };
}

function embed(context: CheckContext, input: unknown, more: Fields = {}) {
  return askObject(context, path, body(context, input, more));
}

function entriesOf(said: { readonly body: Record<string, unknown> }): Record<string, unknown>[] {
  return objectsAt(said.body, "data");
}

/** The vectors of an answer in numbers. */
async function vectors(context: CheckContext, input: unknown, more: Fields = {}): Promise<number[][]> {
  const said = await embed(context, input, more);
  return entriesOf(said).map(({ embedding }) => numbersOf(embedding, said.answer));
}

function numbersOf(embedding: unknown, answer: Answer): number[] {
  const list = expectArray(embedding, "embedding", answer);
  expectThat(list.length > 0, "an embedding is empty", answer);
  return list.map((value) => {
    expectThat(typeof value === "number", `an embedding has the element ${show(value)}`, answer);
    return value;
  });
}

/** The float32 numbers of base64. */
function decoded(embedding: unknown, answer: Answer): number[] {
  const bytes = Buffer.from(expectText(embedding, "embedding", answer), "base64");
  expectThat(bytes.length > 0 && bytes.length % 4 === 0, `the base64 holds ${bytes.length} bytes`, answer);
  return Array.from({ length: bytes.length / 4 }, (_, i) => bytes.readFloatLE(4 * i));
}

function expectNear(received: readonly number[], expected: readonly number[], what: string, tolerance: number): void {
  expectEqual(received.length, expected.length, `the length of ${what}`);
  const worst = Math.max(...received.map((value, i) => Math.abs(value - expected[i]!)));
  expectThat(worst <= tolerance, `${what} differs by ${worst}`);
}

function expectNormal(vector: readonly number[], what: string): void {
  const length = Math.hypot(...vector);
  expectThat(Math.abs(length - 1) < 1e-3, `${what} has the length ${length}`);
}

/** Requests that are refused with 400. */
function refused(id: RequirementId, ...cases: readonly (readonly [input: unknown, more?: Fields])[]): Check {
  return check(id, ["embedding"], async (context) => {
    for (const [input, more] of cases) expectStatus(await ask(context, path, body(context, input, more)), 400);
  });
}

function told(id: RequirementId, text: string, ...cases: readonly (readonly [input: unknown, more?: Fields])[]): Check {
  return check(id, ["embedding"], async (context) => {
    for (const [input, more] of cases) expectMessage(await ask(context, path, body(context, input, more)), text);
  });
}

const unknownFormat = "Invalid value for 'encoding_format' = hex. Supported values: ['float', 'base64'].";

export const openaiEmbeddings = [
  check("openai-embeddings.list-object", ["embedding"], async (context) => {
    const { answer, body } = await embed(context, texts);
    expectEqual(body.object, "list", "object", answer);
  }),
  check("openai-embeddings.entry-object", ["embedding"], async (context) => {
    const said = await embed(context, texts);
    for (const { object } of entriesOf(said)) expectEqual(object, "embedding", "object of an entry", said.answer);
  }),
  check("openai-embeddings.one-per-input", ["embedding"], (context) =>
    context.property(
      fc.array(fc.constantFrom(...texts), { minLength: 1, maxLength: 5 }),
      async (input) => {
        const said = await embed(context, input);
        expectEqual(entriesOf(said).length, input.length, "the number of entries", said.answer);
      },
      { weight: 4 },
    ),
  ),
  check("openai-embeddings.order", ["embedding"], async (context) => {
    const [forth, back] = [await vectors(context, texts), await vectors(context, texts.toReversed())];
    for (const [i, vector] of forth.entries()) expectNear(back.at(-1 - i) ?? [], vector, `vector ${i}`, 1e-3);
  }),
  check("openai-embeddings.index", ["embedding"], async (context) => {
    const said = await embed(context, texts);
    const indexes = entriesOf(said).map(({ index }) => index);
    expectEqual(
      indexes,
      texts.map((_, i) => i),
      "the indexes",
      said.answer,
    );
  }),
  check("openai-embeddings.string-input", ["embedding"], async (context) => {
    const said = await embed(context, texts[0]);
    expectEqual(entriesOf(said).length, 1, "the number of entries", said.answer);
  }),
  check("openai-embeddings.string-equals-list", ["embedding"], async (context) => {
    expectEqual(await vectors(context, texts[0]), await vectors(context, [texts[0]]), "the vector");
  }),
  check("openai-embeddings.batch-equals-singles", ["embedding"], async (context) => {
    const batch = await vectors(context, texts);
    for (const [i, text] of texts.entries()) {
      const [single] = await vectors(context, text);
      expectNear(batch[i] ?? [], single ?? [], `the vector of text ${i} in a list`, 1e-3);
    }
  }),
  check("openai-embeddings.model-echo", ["embedding"], async (context) => {
    const model = untagged(context.models.with("embedding"));
    const { answer, body } = await embed(context, texts, { model });
    expectEqual(body.model, model, "model", answer);
  }),
  check("openai-embeddings.base64", ["embedding"], async (context) => {
    const said = await embed(context, texts, { encoding_format: "base64" });
    expectEqual(entriesOf(said).length, texts.length, "the number of entries", said.answer);
    for (const { embedding } of entriesOf(said)) decoded(embedding, said.answer);
  }),
  check("openai-embeddings.base64-padded", ["embedding"], async (context) => {
    const said = await embed(context, texts, { encoding_format: "base64" });
    for (const { embedding } of entriesOf(said)) {
      const standard = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;
      const text = expectText(embedding, "embedding", said.answer);
      expectThat(standard.test(text), `an embedding is no standard base64: ${show(text)}`, said.answer);
    }
  }),
  check("openai-embeddings.base64-equals-float", ["embedding"], async (context) => {
    const said = await embed(context, texts, { encoding_format: "base64" });
    const floats = await vectors(context, texts);
    for (const [i, { embedding }] of entriesOf(said).entries()) {
      expectNear(decoded(embedding, said.answer), floats[i] ?? [], `vector ${i} in base64`, 1e-6);
    }
  }),
  check("openai-embeddings.float", ["embedding"], async (context) => {
    await vectors(context, texts, { encoding_format: "float" });
  }),
  check("openai-embeddings.float-default", ["embedding"], async (context) => void (await vectors(context, texts))),
  check("openai-embeddings.encoding-format-any-case", ["embedding"], async (context) => {
    const said = await embed(context, texts, { encoding_format: "BASE64" });
    for (const { embedding } of entriesOf(said)) decoded(embedding, said.answer);
  }),
  refused("openai-embeddings.encoding-format-unknown-400", ["x", { encoding_format: "hex" }]),
  told("openai-embeddings.encoding-format-unknown-text", unknownFormat, ["x", { encoding_format: "hex" }]),
  check("openai-embeddings.normalised", ["embedding"], async (context) => {
    for (const vector of await vectors(context, texts)) expectNormal(vector, "a vector");
  }),
  check("openai-embeddings.dimension-constant", ["embedding"], async (context) => {
    const sizes = (await vectors(context, [...texts, "x"])).map(({ length }) => length);
    expectEqual(new Set(sizes).size, 1, `the number of different lengths of ${show(sizes)}`);
  }),
  check("openai-embeddings.not-flattened", ["embedding"], async (context) => {
    const [[one], several] = [await vectors(context, texts[0]), await vectors(context, texts)];
    expectEqual(
      several.map(({ length }) => length),
      texts.map(() => one?.length),
      "the lengths of three vectors",
    );
  }),
  check("openai-embeddings.dimensions", ["embedding"], async (context) => {
    const [whole = []] = await vectors(context, texts[0]);
    const dimensions = Math.ceil(whole.length / 2);
    const [cut = []] = await vectors(context, texts[0], { dimensions });
    const head = whole.slice(0, dimensions);
    const [from, to] = [Math.hypot(...head), Math.hypot(...cut)];
    expectNear(
      cut.map((value) => value / to),
      head.map((value) => value / from),
      "the direction of a cut vector",
      1e-3,
    );
  }),
  check("openai-embeddings.dimensions-normalised", ["embedding"], async (context) => {
    const [whole = []] = await vectors(context, texts[0]);
    const [cut = []] = await vectors(context, texts[0], { dimensions: Math.ceil(whole.length / 2) });
    expectNormal(cut, "a cut vector");
  }),
  check("openai-embeddings.dimensions-out-of-range", ["embedding"], async (context) => {
    const [whole = []] = await vectors(context, texts[0]);
    for (const dimensions of [0, -1, whole.length + 1]) {
      const answer = await ask(context, path, body(context, texts[0], { dimensions }));
      expectStatus(answer, 200, 400);
    }
  }),
  check("openai-embeddings.usage", ["embedding"], async (context) => {
    const { answer, body } = await embed(context, texts);
    for (const field of ["prompt_tokens", "total_tokens"]) expectCount(at(body, "usage", field), field, answer);
  }),
  check("openai-embeddings.usage-equal", ["embedding"], async (context) => {
    const { answer, body } = await embed(context, texts);
    expectEqual(at(body, "usage", "total_tokens"), at(body, "usage", "prompt_tokens"), "usage.total_tokens", answer);
  }),
  check("openai-embeddings.empty-string", ["embedding"], async (context) => {
    const said = await embed(context, "");
    expectEqual(entriesOf(said).length, 1, "the number of entries", said.answer);
  }),
  refused("openai-embeddings.absent-input-400", [undefined], [null], [[]]),
  told("openai-embeddings.absent-input-text", "invalid input", [undefined], [[]]),
  refused("openai-embeddings.wrong-input-400", [5], [{}]),
  check("openai-embeddings.tokens-input", ["embedding"], async (context) => {
    for (const input of [[1, 2], [[1, 2]]]) expectStatus(await ask(context, path, body(context, input)), 200, 400);
  }),
  told("openai-embeddings.wrong-input-text", "invalid input type", [5], [{}]),
  refused("openai-embeddings.wrong-element-400", [["x", 5]], [["x", null]]),
  check("openai-embeddings.long-input-truncated", ["embedding"], async (context) => {
    const { body: shown } = await askObject(context, "/api/show", { model: context.models.with("embedding") });
    const info = Object.entries(at(shown, "model_info") ?? {});
    const length = info.find(([key]) => key.endsWith(".context_length"))?.[1];
    if (typeof length !== "number" || length > 8192) throw new NotApplicable("the model's context is too long to fill");
    const answer = await context.client.post(path, body(context, "llama ".repeat(length + 100)));
    expectStatus(answer, 200);
  }),
  check("openai-embeddings.user-ignored", ["embedding"], async (context) => {
    expectEqual(await vectors(context, texts[0], { user: "someone" }), await vectors(context, texts[0]), "the vector");
  }),
  check("openai-embeddings.agrees-with-native", ["embedding"], async (context) => {
    const native = await askObject(context, "/api/embed", body(context, texts[0]));
    const [vector = []] = await vectors(context, texts[0]);
    expectNear(vector, numbersOf(at(native.body, "embeddings", 0), native.answer), "the vector", 1e-3);
  }),
];

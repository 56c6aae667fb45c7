import { gzipSync } from "node:zlib";
import type { OperationId } from "@cria/spec";
import fc from "fast-check";
import { check } from "../check/check.ts";
import type { CheckContext } from "../check/context.ts";
import { expectEqual, expectError, expectRecord, expectStatus, expectThat } from "../check/expect.ts";
import { NotApplicable } from "../check/outcome.ts";
import type { Answer } from "../exchange/answer.ts";
import { absentModel } from "../target/absent-operations.ts";
import { prompt, question } from "./inference/ask.ts";
import { type Attempt, attempts, send, usual } from "./request/attempts.ts";
import { wrongTypes } from "./request/wrong-types.ts";
import { complete, completionOf } from "./store/completion.ts";
import { comparable, show } from "./store/entries.ts";

/** Two answers say the same. */
function expectSame(answer: Answer, other: Answer, what: string): void {
  expectEqual(answer.status, other.status, `the status ${what}`, answer);
  expectEqual(answer.text, other.text, `the body ${what}`, answer);
}

/** Each operation answers a body, as it goes out, with status 400. @param text what the error must say */
const refuses = (body: string | Uint8Array, text?: string | RegExp, which?: readonly OperationId[]) =>
  async function refuse(context: CheckContext): Promise<void> {
    for (const attempt of attempts(context, which)) expectError(await send(context, attempt, body), 400, text);
  };

/** Each operation answers a body as it answers its usual one. @param change makes it from the usual one */
const takes = (what: string, change: (body: Attempt["body"]) => Attempt["body"] | string | Uint8Array) =>
  async function take(context: CheckContext): Promise<void> {
    for (const attempt of attempts(context)) {
      expectSame(await send(context, attempt, change(attempt.body)), await usual(context, attempt), what);
    }
  };

const anyAttempt = (context: CheckContext) => fc.constantFrom(...attempts(context));

/** An object with its keys in another order. */
function reordered(body: Readonly<Record<string, unknown>>): fc.Arbitrary<Record<string, unknown>> {
  const entries = Object.entries(body);
  return fc.shuffledSubarray(entries, { minLength: entries.length }).map((shuffled) => Object.fromEntries(shuffled));
}

/** A word with some of its letters in upper case. */
function inAnyCase(word: string): fc.Arbitrary<string> {
  return fc
    .array(fc.boolean(), { minLength: word.length, maxLength: word.length })
    .map((upper) => [...word].map((letter, i) => (upper[i] ? letter.toUpperCase() : letter)).join(""));
}

/** The model is shown as ever, with a body that goes out as it is. */
async function expectShown(context: CheckContext, raw: string | Uint8Array, what: string): Promise<void> {
  const usually = await show(context, context.model);
  const answer = await context.client.post("/api/show", undefined, { raw });
  expectStatus(answer, 200);
  const body = expectRecord(answer.json, "the answer of show", answer);
  expectEqual(comparable(body), comparable(usually.body), `the answer ${what}`, answer);
}

/** Any text that only a longer one could make JSON. */
const truncated = fc
  .nat()
  .map((at) => JSON.stringify({ model: absentModel, options: { stop: ["a", "b"], seed: 12 } }).slice(0, (at % 70) + 1));

/** Texts that are no JSON, nor begin with any. */
const malformed = [
  "not json",
  "{'model':'x'}",
  '{"model"}',
  '{"model":}',
  '{"model":"x",}',
  '{"a":1 "b":2}',
  "{model:1}",
  "<xml/>",
  '{"model":"\\x"}',
  '{"model":"a\nb"}',
  "model=x",
  "[1,]",
  '{"a":01}',
  '{"a":.5}',
  '{"a":tru}',
  "\u0001",
];

export const request = [
  check("request.headers.content-type-ignored", [], async (context) => {
    const part = fc.stringMatching(/^[a-z][a-z0-9.+-]{0,12}$/);
    const usualTypes = ["", "text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"];
    const types = fc.oneof(
      fc.constantFrom(...usualTypes),
      fc.tuple(part, part).map((parts) => parts.join("/")),
    );
    await context.property(fc.tuple(anyAttempt(context), types), async ([attempt, type]) => {
      const { method, path, body } = attempt;
      const headers: Record<string, string> = type === "" ? {} : { "Content-Type": type };
      const answer = await context.client.call(method, path, undefined, { raw: JSON.stringify(body), headers });
      expectSame(answer, await usual(context, attempt), `with the content type ${JSON.stringify(type)}`);
    });
  }),
  check("request.headers.accept-ignored", [], async (context) => {
    for (const accept of ["text/html", "application/xml", "text/event-stream", "image/*"]) {
      for (const attempt of attempts(context)) {
        const answer = await send(context, attempt, attempt.body, { headers: { Accept: accept } });
        expectSame(answer, await usual(context, attempt), `with Accept: ${accept}`);
      }
    }
  }),
  check("request.headers.authorization-ignored", [], async (context) => {
    const plain = await context.client.get("/api/version");
    if (plain.exchange.request.headers.some(([name]) => name.toLowerCase() === "authorization")) {
      throw new NotApplicable("the server asks for credentials");
    }
    for (const authorization of ["Bearer ollama", "Basic YTpi"]) {
      for (const attempt of attempts(context)) {
        const answer = await send(context, attempt, attempt.body, { headers: { Authorization: authorization } });
        expectSame(answer, await usual(context, attempt), `with Authorization: ${authorization}`);
      }
    }
  }),
  check("request.headers.content-encoding-ignored", [], async (context) => {
    const [attempt] = attempts(context);
    const headers = { "Content-Encoding": "gzip" };
    const answer = await send(context, attempt, gzipSync(JSON.stringify(attempt.body)), { headers });
    expectError(answer, 400, /^invalid character/);
  }),
  check("request.size.large-bodies", [], async (context) => {
    const [attempt] = attempts(context, ["generate", "chat"]);
    const large = { ...attempt.body, images: ["A".repeat(20 * 1024 * 1024)] };
    expectStatus(await send(context, attempt, large), 404);
  }),
  check("request.transfer.chunked", [], async (context) => {
    for (const attempt of attempts(context)) {
      const text = JSON.stringify(attempt.body);
      const parts = [text.slice(0, 5), text.slice(5, 6), text.slice(6)].filter((part) => part !== "");
      const chunked = [...parts, ""].map((part) => `${part.length.toString(16)}\r\n${part}\r\n`).join("");
      const answer = await send(context, attempt, chunked, { headers: { "Transfer-Encoding": "chunked" } });
      expectSame(answer, await usual(context, attempt), "with a body in chunks");
    }
  }),
  check(
    "request.json.first-value-only",
    [],
    takes("with text behind", (body) => `${JSON.stringify(body)} {"more":1} x`),
  ),
  check(
    "request.json.duplicate-key",
    [],
    takes("with a key twice", (body) => {
      const text = JSON.stringify(body);
      const [key] = Object.keys(body);
      return `{"${key}":"cria-conformance-other",${text.slice(1)}`;
    }),
  ),
  check("request.json.invalid-utf8", ["model"], async (context) => {
    const ignored = Buffer.from([0xff, 0xc3, 0x28]);
    const [before, after] = [`{"model":${JSON.stringify(context.model)},"system":"`, '"}'];
    const raw = Buffer.concat([Buffer.from(before), ignored, Buffer.from(after)]);
    const answer = await context.client.post("/api/show", undefined, { raw });
    expectStatus(answer, 200);
    expectThat(answer.text.includes("\ufffd"), "the answer has no U+FFFD for what is no UTF-8", answer);
  }),
  check("request.json.bom", [], refuses(Buffer.from("\ufeff{}"), /^invalid character/)),
  check("request.json.key-order-ignored", ["model"], async (context) => {
    const cases = fc.constantFrom(...attempts(context)).chain((attempt) => {
      return reordered(attempt.body).map((body) => ({ attempt, body }));
    });
    await context.property(cases, async ({ attempt, body }) => {
      expectSame(await send(context, attempt, body), await usual(context, attempt), "with keys in another order");
    });
    const body = question(context, "generate", prompt, { stream: false, options: { num_predict: 4 } });
    const backwards = Object.fromEntries(Object.entries(body).toReversed());
    const [one, other] = [body, backwards].map((each) => context.client.post("/api/generate", each));
    const [text, again] = [completionOf(await one!).text, completionOf(await other!)];
    expectEqual(again.text, text, "the text with keys in another order", again.answer);
  }),
  check("request.json.null-body", [], async (context) => {
    for (const attempt of attempts(context)) {
      expectSame(await send(context, attempt, "null"), await send(context, attempt, "{}"), "to the body null");
    }
  }),
  check("request.fields.case-insensitive", ["model"], async (context) => {
    const keys = fc.tuple(inAnyCase("model"), inAnyCase("verbose"));
    await context.property(keys, ([model, verbose]) =>
      expectShown(context, JSON.stringify({ [model]: context.model, [verbose]: false }), `to the key ${model}`),
    );
    const cases = anyAttempt(context).chain((attempt) =>
      fc.tuple(...Object.keys(attempt.body).map(inAnyCase)).map((names) => ({
        attempt,
        body: Object.fromEntries(names.map((name, i) => [name, Object.values(attempt.body)[i]])),
      })),
    );
    await context.property(cases, async ({ attempt, body }) => {
      expectSame(await send(context, attempt, body), await usual(context, attempt), "with keys in another case");
    });
  }),
  check("request.fields.unknown-ignored", ["model"], async (context) => {
    const unknown = fc.dictionary(fc.stringMatching(/^cria_[a-z]{1,8}$/), fc.jsonValue({ maxDepth: 2 }), {
      minKeys: 1,
      maxKeys: 3,
    });
    await context.property(fc.tuple(anyAttempt(context), unknown), async ([attempt, more]) => {
      const answer = await send(context, attempt, { ...more, ...attempt.body });
      expectSame(answer, await usual(context, attempt), "with unknown fields");
    });
    const fields = { cria_unknown: { a: [1] }, keepAlive: "5m", max_tokens: 3, user: "me", stream_options: null };
    await show(context, context.model, fields);
    await complete(context, { num_predict: 1 }, fields);
  }),
  check("request.fields.null-is-absent", ["model"], async (context) => {
    const cases = anyAttempt(context).chain((attempt) => {
      const rest = Object.keys(attempt.schema.properties).filter((name) => !(name in attempt.body));
      return fc.subarray(rest).map((names) => ({ attempt, nulls: nullsFor(names) }));
    });
    await context.property(cases, async ({ attempt, nulls }) => {
      const answer = await send(context, attempt, { ...attempt.body, ...nulls });
      expectSame(answer, await usual(context, attempt), "with fields that are null");
    });
    for (const attempt of attempts(context, ["generate", "chat"])) {
      const kind = attempt.operation as "generate" | "chat";
      const body = question(context, kind, prompt, { stream: false, options: { num_predict: 1 } });
      const rest = Object.keys(attempt.schema.properties).filter((name) => !(name in body));
      expectStatus(await send(context, attempt, { ...body, ...nullsFor(rest) }), 200);
    }
  }),
  check("request.missing.status", [], async (context) => {
    for (const { method, path } of attempts(context)) expectStatus(await context.client.call(method, path), 400);
  }),
  check("request.missing.text", [], refuses("", "missing request body")),
  check("request.missing.whitespace", [], refuses(" \n\t ", "missing request body")),
  check("request.syntax.status", [], async (context) => {
    const texts = fc.oneof(fc.constantFrom(...malformed), truncated);
    await context.property(fc.tuple(anyAttempt(context), texts), async ([attempt, text]) => {
      expectStatus(await send(context, attempt, text), 400);
    });
  }),
  check("request.syntax.truncated", [], async (context) => {
    await context.property(fc.tuple(anyAttempt(context), truncated), async ([attempt, text]) => {
      expectError(await send(context, attempt, text), 400, "unexpected EOF");
    });
  }),
  check("request.syntax.text", [], async (context) => {
    await context.property(fc.tuple(anyAttempt(context), fc.constantFrom(...malformed)), async ([attempt, text]) => {
      expectError(await send(context, attempt, text), 400, /^invalid character/);
    });
  }),
  check("request.syntax.literal", [], refuses("not json", "invalid character 'o' in literal null (expecting 'u')")),
  check(
    "request.syntax.trailing-comma",
    [],
    refuses('{"model":"x",}', "invalid character '}' looking for beginning of object key string"),
  ),
  check(
    "request.syntax.missing-comma",
    [],
    refuses('{"a":1 "b":2}', "invalid character '\"' after object key:value pair"),
  ),
  check("request.type.array-body", [], refuses("[]", /^json: cannot unmarshal array into Go value of type api\./)),
  check("request.type.array-body-names-request", [], async (context) => {
    for (const attempt of attempts(context)) {
      const type: unknown = attempt.schema["x-go-type"];
      const text = `json: cannot unmarshal array into Go value of type ${type}`;
      expectError(await send(context, attempt, "[]"), 400, text);
    }
  }),
  check("request.type.status", [], async (context) => {
    await context.property(wrongTypes(attempts(context)), async ({ attempt, body }) => {
      expectStatus(await send(context, attempt, body), 400);
    });
  }),
  check("request.type.text", [], async (context) => {
    await context.property(wrongTypes(attempts(context)), async ({ attempt, body }) => {
      expectError(await send(context, attempt, body), 400, /^json: cannot unmarshal/);
    });
  }),
  check("request.type.names-field", [], async (context) => {
    await context.property(wrongTypes(attempts(context)), async ({ attempt, field, body }) => {
      const struct = String(attempt.schema["x-go-type"]).replace(/^.*\./, "");
      const named = new RegExp(`\\b${struct}\\.${field}\\b`);
      expectError(await send(context, attempt, body), 400, named);
    });
  }),
  check("request.type.exact-text", [], async (context) => {
    const text = "json: cannot unmarshal number into Go struct field GenerateRequest.prompt of type string";
    for (const attempt of attempts(context, ["generate"])) {
      expectError(await send(context, attempt, { ...attempt.body, prompt: 5 }), 400, text);
    }
  }),
  check("request.type.bool-from-string", [], async (context) => {
    for (const attempt of attempts(context, ["generate", "chat", "create", "pull", "push"])) {
      for (const stream of ["false", "true", ""]) {
        expectStatus(await send(context, attempt, { ...attempt.body, stream }), 400);
      }
    }
  }),
  check("request.type.integer-from-fraction", [], async (context) => {
    for (const attempt of attempts(context, ["generate", "chat"])) {
      expectStatus(await send(context, attempt, { ...attempt.body, top_logprobs: 1.5 }), 400);
    }
  }),
  check("request.type.before-lookup", [], async (context) => {
    for (const attempt of attempts(context, ["show", "generate", "chat", "embed", "embeddings"])) {
      expectStatus(await send(context, attempt, { ...attempt.body, options: "none" }), 400);
    }
  }),
  check("request.type.number-range", [], async (context) => {
    for (const attempt of attempts(context, ["generate", "chat"])) {
      const text = JSON.stringify({ ...attempt.body, options: { temperature: 0 } });
      expectStatus(await send(context, attempt, text.replace('"temperature":0', '"temperature":1e400')), 400);
    }
  }),
];

function nullsFor(names: readonly string[]): Record<string, null> {
  return Object.fromEntries(names.map((name) => [name, null]));
}

import { operations, type RequirementId } from "@cria/spec";
import type { TSchema } from "@sinclair/typebox";
import fc from "fast-check";
import { type Check, check } from "../check/check.ts";
import type { CheckContext } from "../check/context.ts";
import { expectEqual, expectStatus, expectThat } from "../check/expect.ts";
import type { Answer } from "../exchange/answer.ts";
import { absentModel } from "../target/absent-operations.ts";
import { type Fields, user } from "./v1/ask.ts";
import { body as chatBody, path as chatPath } from "./v1/chat.ts";
import { errorOf } from "./v1/errors.ts";
import { at, textOr } from "./v1/json.ts";
import { offeredOf } from "./v1/offered.ts";
import { least, type Posted, pathOf, posted, streaming } from "./v1/requests.ts";

const undeclared: Readonly<Record<string, string>> = {};
const jsonHeaders = { "Content-Type": "application/json" };

/** Sends bytes to each operation. */
async function sendEach(
  context: CheckContext,
  make: (id: Posted) => string,
  verify: (answer: Answer) => void,
  ids: readonly Posted[] = posted,
): Promise<void> {
  for (const id of offeredOf(context, ids)) verify(await sendRaw(context, pathOf(id), make(id)));
}

function sendRaw(
  { client }: CheckContext,
  path: string,
  raw: string,
  headers: Readonly<Record<string, string>> = jsonHeaders,
): Promise<Answer> {
  return client.call("POST", path, undefined, { headers, raw });
}

/** The answer to the least of a request, for a model that is not there: nothing is generated. */
function plain(context: CheckContext, id: Posted): Promise<Answer> {
  return context.once(`least ${id}`, () => context.client.post(pathOf(id), least(id, absentModel)));
}

/** A body means what the least of a request means: it has the same status. */
async function expectSame(
  context: CheckContext,
  id: Posted,
  raw: string,
  headers?: Readonly<Record<string, string>>,
): Promise<void> {
  const answer = await sendRaw(context, pathOf(id), raw, headers);
  expectEqual(answer.status, (await plain(context, id)).status, `the status of ${pathOf(id)}`, answer);
}

/** Bodies that mean what the least of a request means. */
function same(id: RequirementId, make: (fields: Fields) => string, headers?: Readonly<Record<string, string>>): Check {
  return check(id, [], async (context) => {
    for (const operation of offeredOf(context, posted)) {
      await expectSame(context, operation, make(least(operation, absentModel)), headers);
    }
  });
}

/** Bodies that are refused with 400. */
function refused(id: RequirementId, make: (fields: Fields) => string, ids: readonly Posted[] = posted): Check {
  return check(id, [], (context) =>
    sendEach(
      context,
      (operation) => make(least(operation, absentModel)),
      (answer) => expectStatus(answer, 400),
      ids,
    ),
  );
}

/** What is said of a body that is refused. */
function told(id: RequirementId, text: RegExp, make: (fields: Fields) => string): Check {
  return check(id, [], (context) =>
    sendEach(
      context,
      (operation) => make(least(operation, absentModel)),
      (answer) => {
        const message = textOr(errorOf(answer).message);
        expectThat(text.test(message), `error.message is ${JSON.stringify(message)}`, answer);
      },
    ),
  );
}

/** Fields of a request that may be absent. */
function optionalFields(id: Posted): string[] {
  const { properties, required = [] } = operations[id].request as TSchema & { required?: string[] };
  return Object.keys(properties as object).filter((name) => !required.includes(name) && !(name in least(id, "")));
}

const truncated = (fields: Fields) => JSON.stringify(fields).slice(0, -1);
const notJson = () => "model=llama";
const mistyped = (fields: Fields) => JSON.stringify({ ...fields, model: 5 });
const withRaw = (id: Posted, number: string) => {
  const field = id === "openaiResponses" ? "max_output_tokens" : "max_tokens";
  const { max_tokens: _, ...fields } = least(id, absentModel) as Fields & { max_tokens?: number };
  return `${JSON.stringify(fields).slice(0, -1)},"${field}":${number}}`;
};

export const v1Decoding = [
  check("v1-decoding.unknown-keys-ignored", [], (context) => {
    const ids = offeredOf(context, posted);
    const key = fc.string({ minLength: 1 }).map((name) => `x_${name}`);
    return context.property(fc.tuple(fc.constantFrom(...ids), key, fc.jsonValue()), async ([id, name, value]) => {
      await expectSame(context, id, JSON.stringify({ ...least(id, absentModel), [name]: value }));
    });
  }),
  check("v1-decoding.content-type-ignored", [], async (context) => {
    for (const id of offeredOf(context, posted)) {
      const raw = JSON.stringify(least(id, absentModel));
      for (const headers of [undeclared, { "Content-Type": "text/plain" }]) await expectSame(context, id, raw, headers);
    }
  }),
  check("v1-decoding.null-is-absent", [], async (context) => {
    for (const id of offeredOf(context, posted)) {
      const nulls = Object.fromEntries(optionalFields(id).map((name) => [name, null]));
      await expectSame(context, id, JSON.stringify({ ...least(id, absentModel), ...nulls }));
    }
  }),
  same("v1-decoding.keys-any-case", (fields) =>
    JSON.stringify(Object.fromEntries(Object.entries(fields).map(([name, value]) => [name.toUpperCase(), value]))),
  ),
  same("v1-decoding.last-duplicate-wins", (fields) => `{"model":"x@y",${JSON.stringify(fields).slice(1)}`),
  same("v1-decoding.trailing-bytes-ignored", (fields) => `${JSON.stringify(fields)} and more`),
  check("v1-decoding.key-order-ignored", [], (context) => {
    const orders = fc.constantFrom(...offeredOf(context, posted)).chain((id) => {
      const entries = Object.entries(least(id, absentModel));
      return fc.tuple(fc.constant(id), fc.shuffledSubarray(entries, { minLength: entries.length }));
    });
    return context.property(orders, ([id, entries]) =>
      expectSame(context, id, JSON.stringify(Object.fromEntries(entries))),
    );
  }),
  refused("v1-decoding.empty-body-400", () => ""),
  told("v1-decoding.empty-body-text", /^EOF$/, () => ""),
  refused("v1-decoding.truncated-body-400", truncated),
  told("v1-decoding.truncated-body-text", /^unexpected EOF$/, truncated),
  refused("v1-decoding.syntax-error-400", notJson),
  told("v1-decoding.syntax-error-text", /^invalid character /, notJson),
  refused("v1-decoding.wrong-type-400", mistyped),
  told("v1-decoding.wrong-type-text", /^json: cannot unmarshal /, mistyped),
  check("v1-decoding.integers-without-fraction", [], (context) =>
    sendEach(
      context,
      (id) => withRaw(id, "10.5"),
      (answer) => expectStatus(answer, 400),
      streaming,
    ),
  ),
  check("v1-decoding.whole-floats", [], (context) =>
    sendEach(
      context,
      (id) => withRaw(id, "10.0"),
      (answer) => expectStatus(answer, 400, 404),
      streaming,
    ),
  ),
  check("v1-decoding.empty-object-400-or-404", [], (context) =>
    sendEach(
      context,
      () => "{}",
      (answer) => expectStatus(answer, 400, 404),
      posted.filter((id) => id !== "openaiResponses"),
    ),
  ),
  check("v1-decoding.large-body", [], async (context) => {
    const text = "llama ".repeat(600_000);
    for (const id of offeredOf(context, posted)) {
      const fields = least(id, absentModel);
      const [field] = ["prompt", "input", "messages"].filter((name) => name in fields);
      await expectSame(
        context,
        id,
        JSON.stringify({ ...fields, [field!]: field === "messages" ? [user(text)] : text }),
      );
    }
  }),
  check("v1-decoding.unicode", ["model"], async (context) => {
    offeredOf(context, ["openaiChatCompletions"]);
    const raw = JSON.stringify(chatBody(context, { messages: [user("Grüße, 🦙!")] }));
    const escaped = raw.replace(/[^\x20-\x7e]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`);
    const texts: unknown[] = [];
    for (const each of [raw, escaped]) {
      const answer = await sendRaw(context, chatPath, each);
      expectStatus(answer, 200);
      texts.push([at(answer.json, "choices", 0, "message"), at(answer.json, "usage", "prompt_tokens")]);
    }
    expectEqual(texts[1], texts[0], "the answer to a text with escapes");
  }),
];

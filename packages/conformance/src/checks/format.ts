import { type TSchema, Type } from "@sinclair/typebox";
import fc from "fast-check";
import { check } from "../check/check.ts";
import type { CheckContext } from "../check/context.ts";
import { errorText, expectEqual, expectShape, expectStatus, expectThat, isRecord, show } from "../check/expect.ts";
import { NotApplicable } from "../check/outcome.ts";
import { type Answer, parseJson } from "../exchange/answer.ts";
import { ask, askWhole, type Kind, kinds, type More, prompt } from "./inference/ask.ts";
import { type Frame, framesOf, joinedText, objectOf, textOf, thinkingOf } from "./inference/frames.ts";

/** Tokens that a small object takes. */
const room = { num_predict: 64 };

const small = Type.Object({ ok: Type.Boolean(), color: Type.Union([Type.Literal("red"), Type.Literal("green")]) });

/** TypeBox writes literals as `anyOf`; most people write `enum`. */
const color = Type.Unsafe<string>({ type: "string", enum: ["red", "green", "blue"] });

const nested = Type.Object({
  cat: Type.Object({ old: Type.Boolean() }),
  toys: Type.Array(Type.Object({ new: Type.Boolean() }), { minItems: 1, maxItems: 2 }),
});

/** Asks for an answer in a format, with words that say so to the model. */
function formatted(context: CheckContext, kind: Kind, format: unknown, more: More = {}): Promise<Answer> {
  return askWhole(context, kind, "Is the cat red? Answer as JSON.", { format, options: room, ...more });
}

/** The JSON value of an answer. Throws {@link NotApplicable} if the model was cut off before its end. */
function answeredJson(kind: Kind, object: Frame): unknown {
  const { done, done_reason: reason } = object;
  // Without `done` it was cut for its repetitions, such as white space.
  if (reason === "length" || done !== true) throw new NotApplicable("the model did not come to the end of its JSON");
  return parseJson(textOf(kind, object), "the answer");
}

/** Values of each endpoint's answers in a format. */
async function eachValue(
  context: CheckContext,
  format: unknown,
  verify: (value: unknown, answer: Answer) => void,
): Promise<void> {
  for (const kind of kinds) {
    const answer = await context.once(`${kind} as ${JSON.stringify(format)}`, () => formatted(context, kind, format));
    verify(answeredJson(kind, objectOf(answer)), answer);
  }
}

const plain = (schema: TSchema): unknown => JSON.parse(JSON.stringify(schema));

function eachOf(context: CheckContext, schema: TSchema): Promise<void> {
  return eachValue(context, plain(schema), (value, answer) =>
    expectShape(withEnums(schema), value, "the answer", answer),
  );
}

/** The schema with `enum` in the form that the validator knows. */
function withEnums(schema: TSchema): TSchema {
  return Array.isArray(schema.enum) ? Type.Union(schema.enum.map((item: string) => Type.Literal(item))) : schema;
}

/** Small objects of what every engine knows. */
const schemas = fc
  .dictionary(
    fc.constantFrom("a", "b", "name", "is_new"),
    fc.constantFrom<TSchema>(Type.Boolean(), Type.Null(), color, Type.Array(Type.Boolean(), { maxItems: 2 })),
    { minKeys: 1, maxKeys: 3 },
  )
  .map((properties) => Type.Object(properties));

/** What is neither empty, `json` nor an object. */
const wrong = ["xml", [], 5, true];

/** A format that means none has an answer in words. */
async function expectFree(context: CheckContext, format: unknown): Promise<void> {
  for (const kind of kinds) {
    const answer = await askWhole(context, kind, prompt, { format });
    const text = textOf(kind, objectOf(answer));
    const json = /^\s*(?:[[{"\d-]|(?:true|false|null)\b)/.test(text);
    expectThat(text !== "" && !json, `with format ${show(format)} the answer is ${show(text)}`, answer);
  }
}

export const format = [
  check("format.empty-string", ["model"], (context) => expectFree(context, "")),
  check("format.null", ["model"], (context) => expectFree(context, null)),
  check("format.json.valid", ["model"], (context) => eachValue(context, "json", () => {})),
  check("format.json.object", ["model"], (context) =>
    eachValue(context, "json", (value, answer) => {
      expectThat(isRecord(value), `the answer is not a JSON object but ${show(value)}`, answer);
    }),
  ),
  check("format.schema.valid", ["model"], async (context) => {
    await eachOf(context, small);
    await context.property(
      fc.record({ kind: fc.constantFrom(...kinds), schema: schemas }),
      async ({ kind, schema }) => {
        const answer = await formatted(context, kind, plain(schema));
        const value = answeredJson(kind, objectOf(answer));
        const properties = Object.entries(schema.properties).map(([name, each]) => [name, withEnums(each)] as const);
        expectShape(Type.Object(Object.fromEntries(properties)), value, "the answer", answer);
      },
      { weight: 7 },
    );
  }),
  check("format.schema.required", ["model"], (context) =>
    eachValue(context, plain(small), (value, answer) => {
      const missing = small.required?.filter((name) => !isRecord(value) || !(name in value));
      expectEqual(missing, [], "required properties that are missing", answer);
    }),
  ),
  check("format.schema.enum", ["model"], (context) => eachOf(context, color)),
  check("format.schema.nested", ["model"], (context) => eachOf(context, nested)),
  check("format.schema.empty", ["model"], async (context) => {
    for (const kind of kinds) expectStatus(await formatted(context, kind, {}, { options: { num_predict: 2 } }), 200);
  }),
  check("format.content-string", ["model"], async (context) => {
    for (const kind of kinds) {
      const key = `${kind} as ${JSON.stringify(plain(small))}`;
      const answer = await context.once(key, () => formatted(context, kind, plain(small)));
      const object = objectOf(answer);
      const content = kind === "generate" ? object.response : isRecord(object.message) && object.message.content;
      expectThat(typeof content === "string", `the answer is not a string but ${show(content)}`, answer);
    }
  }),
  check("format.streams", ["model"], async (context) => {
    for (const kind of kinds) {
      const more = { format: plain(small), options: room };
      const answer = await ask(context, kind, "Is the cat red? Answer as JSON.", more);
      const frames = framesOf(answer);
      const texts = frames.filter((frame) => textOf(kind, frame) !== "");
      expectThat(texts.length > 1, "the answer came as one frame rather than as a stream", answer);
      if (frames.at(-1)!.done_reason === "length") throw new NotApplicable("the model did not come to the end");
      const value = parseJson(joinedText(kind, frames), "the joined texts");
      expectThat(isRecord(value), `the joined texts are ${show(value)}`, answer);
    }
  }),
  check("format.invalid.refused", ["model"], async (context) => {
    for (const kind of kinds) {
      for (const each of wrong) {
        const answer = await formatted(context, kind, each, { options: { num_predict: 1 } });
        expectThat(answer.status >= 400, `the format ${show(each)} got status ${answer.status}`, answer);
      }
    }
  }),
  check("format.invalid.text", ["model"], async (context) => {
    for (const kind of kinds) {
      for (const each of wrong) {
        const answer = await formatted(context, kind, each, { options: { num_predict: 1 } });
        const text = errorText(answer);
        const right = /^invalid format:.*expected "json" or a valid JSON Schema object$/s.test(text ?? "");
        expectThat(right, `the format ${show(each)} got the error ${show(text)}`, answer);
      }
    }
  }),
  check("format.thinking.unrestricted", ["thinking"], async (context) => {
    const model = context.models.with("thinking");
    const more = { model, think: true, options: { num_predict: 128 } };
    const answer = await formatted(context, "chat", plain(small), more);
    const object = objectOf(answer);
    const thinking = thinkingOf("chat", object);
    if (thinking === "") throw new NotApplicable("the model did not think");
    expectThat(!isJson(thinking), `the thinking is JSON: ${show(thinking)}`, answer);
    expectShape(small, answeredJson("chat", object), "the answer", answer);
  }),
];

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

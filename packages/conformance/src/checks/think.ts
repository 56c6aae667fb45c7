import fc from "fast-check";
import { check } from "../check/check.ts";
import type { CheckContext } from "../check/context.ts";
import { expectEqual, expectError, expectStatus, expectThat } from "../check/expect.ts";
import { NotApplicable } from "../check/outcome.ts";
import type { Answer } from "../exchange/answer.ts";
import { ask, askNothing, askWhole, type Kind, kinds, modelWithout, prompt } from "./inference/ask.ts";
import {
  eachObject,
  type Frame,
  framesOf,
  joinedText,
  joinedThinking,
  messageOf,
  objectOf,
  textOf,
  thinkingOf,
} from "./inference/frames.ts";
import { persistently } from "./inference/steady.ts";
import { thinkingFrames } from "./inference/thoughts-and-calls.ts";

const levels = '"high", "medium", "low", "max", true, or false';

/** Values that a model which thinks takes. Nothing is generated. */
async function expectAccepted(context: CheckContext, values: readonly unknown[]): Promise<void> {
  const model = context.models.with("thinking");
  for (const kind of kinds) {
    for (const think of values) expectStatus(await askNothing(context, kind, { model, think }), 200);
  }
}

/** Texts that are no level. */
const strings = fc.oneof(
  fc.constantFrom("HIGH", "", "yes", "true", " low"),
  fc.string().filter((text) => !["high", "medium", "low", "max"].includes(text)),
);
const others = fc.oneof(
  fc.integer(),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.constantFrom([], {}, [true]),
);

/** Sends values of `think` that are none. */
function eachInvalid<Value>(
  context: CheckContext,
  values: fc.Arbitrary<Value>,
  verify: (answer: Answer, think: Value) => void,
): Promise<void> {
  return context.property(fc.record({ kind: fc.constantFrom(...kinds), think: values }), async ({ kind, think }) => {
    verify(await askNothing(context, kind, { think }), think);
  });
}

/** Frames of an answer of a model with `think` false. */
async function unthinking(context: CheckContext, kind: Kind) {
  const model = context.models.with("thinking");
  if (/gpt-?oss/i.test(model)) throw new NotApplicable("gpt-oss can't stop thinking");
  const answer = await context.once(`unthinking stream of ${kind}`, () =>
    ask(context, kind, prompt, { model, think: false }),
  );
  return { frames: framesOf(answer), answer };
}

const holder = (kind: Kind, frame: Frame) => (kind === "generate" ? frame : messageOf(frame));

/** Looks at the frames of each endpoint's stream with thinking. */
async function eachThinking(
  context: CheckContext,
  verify: (frames: readonly Frame[], answer: Answer, kind: Kind) => void,
  which: readonly Kind[] = kinds,
): Promise<void> {
  for (const kind of which) {
    const { frames, answer } = await thinkingFrames(context, kind);
    verify(frames, answer, kind);
  }
}

export const think = [
  check("think.values.bool", ["thinking"], (context) => expectAccepted(context, [true, false])),
  check("think.values.levels", ["thinking"], (context) => expectAccepted(context, ["low", "medium", "high"])),
  check("think.values.max", ["thinking"], (context) => expectAccepted(context, ["max"])),
  check("think.values.null", ["model"], async (context) => {
    for (const kind of kinds) expectStatus(await askNothing(context, kind, { think: null }), 200);
  }),
  check("think.invalid.string", ["model"], (context) =>
    eachInvalid(context, strings, (answer) => expectError(answer, 400)),
  ),
  check("think.invalid.string-text", ["model"], (context) =>
    eachInvalid(context, fc.constantFrom("HIGH", "", "yes", "true"), (answer, value) =>
      expectError(answer, 400, `invalid think value: "${value}" (must be ${levels})`),
    ),
  ),
  check("think.invalid.type", ["model"], (context) =>
    eachInvalid(context, others, (answer) => expectError(answer, 400)),
  ),
  check("think.invalid.type-text", ["model"], (context) =>
    eachInvalid(context, others, (answer) => expectError(answer, 400, `think must be a boolean or string (${levels})`)),
  ),
  check("think.unsupported.status", ["model"], async (context) => {
    const model = modelWithout(context, "thinking");
    for (const kind of kinds) {
      for (const value of [true, "low"]) {
        const more = { model, think: value, options: { num_predict: 1 } };
        expectStatus(await askWhole(context, kind, prompt, more), 400);
      }
    }
  }),
  check("think.unsupported.text", ["model"], async (context) => {
    const model = modelWithout(context, "thinking");
    for (const kind of kinds) {
      const answer = await askWhole(context, kind, prompt, { model, think: true, options: { num_predict: 1 } });
      expectError(answer, 400, `"${model}" does not support thinking`);
    }
  }),
  check("think.unsupported.false-fine", ["model"], async (context) => {
    const model = modelWithout(context, "thinking");
    for (const kind of kinds) {
      expectStatus(await askWhole(context, kind, prompt, { model, think: false, options: { num_predict: 1 } }), 200);
    }
  }),
  check("think.default.on", ["thinking"], async (context) => {
    const model = context.models.with("thinking");
    for (const kind of kinds) {
      const asked = (value: unknown) =>
        askWhole(context, kind, prompt, { model, think: value, options: { num_predict: 16 } });
      const said = (answer: Answer) => {
        const object = objectOf(answer);
        return { thinking: thinkingOf(kind, object), text: textOf(kind, object) };
      };
      await persistently(async () => {
        const answer = await asked(undefined);
        expectEqual(said(answer), said(await asked(true)), "the answer without think, as with think true", answer);
      });
    }
  }),
  check("think.false.no-thinking", ["thinking"], async (context) => {
    for (const kind of kinds) {
      const { frames, answer } = await unthinking(context, kind);
      const thinking = joinedThinking(kind, frames);
      expectThat(thinking === "", `with think false the answer has thinking: ${JSON.stringify(thinking)}`, answer);
    }
  }),
  check("think.field.string", ["thinking"], (context) =>
    eachThinking(context, (frames, answer, kind) => {
      for (const frame of frames) {
        const { thinking = "" } = holder(kind, frame);
        expectThat(typeof thinking === "string", `thinking is ${JSON.stringify(thinking)}`, answer);
      }
    }),
  ),
  check("think.field.omitted", ["model"], (context) =>
    eachObject(context, (frame, answer, kind) => {
      const { thinking = "-" } = holder(kind, frame);
      const empty = thinking === "" || thinking === null;
      expectThat(!empty, `thinking is ${JSON.stringify(thinking)} rather than left out`, answer);
    }),
  ),
  check("think.field.not-in-content", ["thinking"], (context) =>
    eachThinking(context, (frames, answer, kind) => {
      const [thinking, text] = [joinedThinking(kind, frames).trim(), joinedText(kind, frames)];
      expectThat(!text.includes(thinking), `the text repeats the thinking: ${JSON.stringify(text)}`, answer);
    }),
  ),
  check("think.field.no-tags", ["thinking"], (context) =>
    eachThinking(context, (frames, answer, kind) => {
      const thinking = joinedThinking(kind, frames);
      expectThat(!/<\/?think(?:ing)?>/.test(thinking), `thinking has tags: ${JSON.stringify(thinking)}`, answer);
    }),
  ),
  check("think.stream.before-content", ["thinking"], (context) =>
    eachThinking(context, (frames, answer, kind) => {
      const text = frames.findIndex((frame) => textOf(kind, frame) !== "");
      const thinking = frames.findLastIndex((frame) => thinkingOf(kind, frame) !== "");
      expectThat(text < 0 || thinking <= text, "frames with thinking come after frames with text", answer);
    }),
  ),
  check("think.stream.content-empty", ["thinking"], (context) =>
    eachThinking(
      context,
      (frames, answer, kind) => {
        for (const frame of frames.filter((each) => thinkingOf(kind, each) !== "")) {
          const { content } = messageOf(frame);
          expectThat(
            typeof content === "string",
            `a frame with thinking has content ${JSON.stringify(content)}`,
            answer,
          );
        }
      },
      ["chat"],
    ),
  ),
  check("think.stream.partial-tags", ["thinking"], (context) =>
    eachThinking(context, (frames, answer, kind) => {
      for (const text of [joinedText(kind, frames), joinedThinking(kind, frames)]) {
        expectThat(!/<\/?thi?n?k?/.test(text), `a part of a tag is in ${JSON.stringify(text)}`, answer);
      }
    }),
  ),
  check("think.counts.included", ["thinking"], async (context) => {
    const model = context.models.with("thinking");
    for (const kind of kinds) {
      const answer = await askWhole(context, kind, prompt, { model, think: true, options: { num_predict: 3 } });
      const object = objectOf(answer);
      const { eval_count: count, done_reason: reason } = object;
      if (reason !== "length") throw new NotApplicable("the model ended its answer by itself");
      expectEqual(count, 3, "eval_count of an answer with thinking that num_predict 3 cut", answer);
    }
  }),
];

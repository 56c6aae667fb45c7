import { check } from "../check/check.ts";
import type { CheckContext } from "../check/context.ts";
import { expectArray, expectEqual, expectError, expectRecord, expectThat } from "../check/expect.ts";
import { NotApplicable } from "../check/outcome.ts";
import type { Answer } from "../exchange/answer.ts";
import { ask, askWhole, type Kind, kinds, pathOf, prompt } from "./inference/ask.ts";
import { eachObject, type Frame, framesOf, objectOf, textOf, thinkingOf } from "./inference/frames.ts";

/** How many alternatives are asked for. */
const TOP = 3;

/** An answer with log probabilities. */
function withLogprobs(context: CheckContext, kind: Kind): Promise<Answer> {
  return context.once(`logprobs of ${kind}`, () =>
    askWhole(context, kind, prompt, { logprobs: true, top_logprobs: TOP, options: { num_predict: 6 } }),
  );
}

/** The entries of `logprobs` or `top_logprobs`. */
function entriesOf(value: unknown, answer: Answer): Frame[] {
  return expectArray(value ?? [], "the entries", answer).map((entry) => expectRecord(entry, "an entry", answer));
}

/** Looks at the entries of each endpoint's answer. */
async function eachEntries(
  context: CheckContext,
  verify: (entries: readonly Frame[], object: Frame, answer: Answer, kind: Kind) => void,
): Promise<void> {
  for (const kind of kinds) {
    const answer = await withLogprobs(context, kind);
    const object = objectOf(answer);
    const entries = entriesOf(object.logprobs, answer);
    expectThat(entries.length > 0, "the answer has no logprobs", answer);
    verify(entries, object, answer, kind);
  }
}

/** Looks at every entry, those of alternatives as well. */
function eachEntry(context: CheckContext, verify: (entry: Frame, answer: Answer) => void): Promise<void> {
  return eachEntries(context, (entries, _, answer) => {
    for (const entry of entries) {
      for (const each of [entry, ...entriesOf(entry.top_logprobs, answer)]) verify(each, answer);
    }
  });
}

/** The texts of the tokens, joined. Parts of characters can't be joined as texts: NotApplicable. */
function joinedTokens(entries: readonly Frame[]): string {
  const text = entries.map(({ token }) => (typeof token === "string" ? token : "")).join("");
  if (text.includes("\uFFFD")) throw new NotApplicable("the model's tokens are parts of characters");
  return text;
}

const chance = (entry: Frame | undefined) => (typeof entry?.logprob === "number" ? entry.logprob : Number.NaN);

export const logprobs = [
  check("logprobs.default.off", ["model"], (context) =>
    eachObject(context, (frame, answer) => {
      expectThat(!("logprobs" in frame), "the answer has logprobs that were not asked for", answer);
    }),
  ),
  check("logprobs.on.per-token", ["model"], (context) =>
    eachEntries(context, (entries, { eval_count: count, done_reason: reason }, answer) => {
      if (typeof count !== "number") return;
      // The token that ends an answer has no text.
      const right = entries.length === count || (reason !== "length" && entries.length === count - 1);
      expectThat(right, `${entries.length} entries for ${count} tokens`, answer);
    }),
  ),
  check("logprobs.on.joined-tokens", ["model"], (context) =>
    eachEntries(context, (entries, object, answer, kind) => {
      expectEqual(joinedTokens(entries).trim(), textOf(kind, object).trim(), "the joined tokens", answer);
    }),
  ),
  check("logprobs.thinking.joined", ["thinking"], async (context) => {
    const model = context.models.with("thinking");
    const more = { model, think: true, logprobs: true, options: { num_predict: 96 } };
    const answer = await askWhole(context, "chat", prompt, more);
    const object = objectOf(answer);
    const thinking = thinkingOf("chat", object);
    if (thinking === "") throw new NotApplicable("the model did not think");
    const seen = `${thinking}${textOf("chat", object)}`.replace(/\s+/g, "");
    const joined = joinedTokens(entriesOf(object.logprobs, answer)).replace(/\s+/g, "");
    expectEqual(joined, seen, "the joined tokens, without white space", answer);
  }),
  check("logprobs.entry.fields", ["model"], (context) =>
    eachEntry(context, ({ token, logprob }, answer) => {
      expectThat(typeof token === "string", `token is ${JSON.stringify(token)}`, answer);
      expectThat(typeof logprob === "number", `logprob is ${JSON.stringify(logprob)}`, answer);
    }),
  ),
  check("logprobs.entry.not-positive", ["model"], (context) =>
    eachEntry(context, (entry, answer) => {
      expectThat(!(chance(entry) > 0), `logprob is ${chance(entry)}`, answer);
    }),
  ),
  check("logprobs.entry.bytes", ["model"], (context) =>
    eachEntry(context, ({ token, bytes }, answer) => {
      // Of part of a character only the bytes are known.
      if (typeof token !== "string" || token === "" || token.includes("\uFFFD")) return;
      expectEqual(bytes, [...new TextEncoder().encode(token)], `the bytes of ${JSON.stringify(token)}`, answer);
    }),
  ),
  check("logprobs.top.count", ["model"], (context) =>
    eachEntries(context, (entries, _, answer) => {
      for (const { top_logprobs: top } of entries) {
        expectEqual(entriesOf(top, answer).length, TOP, "the number of top_logprobs", answer);
      }
    }),
  ),
  check("logprobs.top.sorted", ["model"], (context) =>
    eachEntries(context, (entries, _, answer) => {
      for (const { top_logprobs: top } of entries) {
        const chances = entriesOf(top, answer).map(chance);
        const falls = chances.every((each, index) => index === 0 || each <= chances[index - 1]!);
        expectThat(falls, `top_logprobs are not sorted: ${chances.join(", ")}`, answer);
      }
    }),
  ),
  check("logprobs.top.has-greedy", ["model"], (context) =>
    eachEntries(context, (entries, _, answer) => {
      for (const { token, logprob, top_logprobs: top } of entries) {
        const [likeliest] = entriesOf(top, answer);
        // Two tokens may be equally likely.
        const tied = typeof logprob === "number" && Math.abs(chance(likeliest) - logprob) < 1e-6;
        const right = likeliest?.token === token || tied;
        expectThat(right, `the token ${JSON.stringify(token)} is not the first of its top_logprobs`, answer);
      }
    }),
  ),
  check("logprobs.top.zero", ["model"], async (context) => {
    for (const kind of kinds) {
      const more = { logprobs: true, top_logprobs: 0, options: { num_predict: 2 } };
      const answer = await askWhole(context, kind, prompt, more);
      for (const entry of entriesOf(objectOf(answer).logprobs, answer)) {
        expectThat(!("top_logprobs" in entry), "an entry has top_logprobs", answer);
      }
    }
  }),
  check("logprobs.top.range", ["model"], async (context) => {
    for (const kind of kinds) {
      for (const top of [-1, 21, 1000]) {
        const body = { model: context.model, logprobs: true, top_logprobs: top };
        const answer = await context.client.post(pathOf[kind], body);
        expectError(answer, 400, "top_logprobs must be between 0 and 20");
      }
    }
  }),
  check("logprobs.stream.own-frame", ["model"], async (context) => {
    for (const kind of kinds) {
      const answer = await ask(context, kind, prompt, { logprobs: true, options: { num_predict: 6 } });
      const frames = framesOf(answer);
      expectThat(frames.filter((frame) => "logprobs" in frame).length > 0, "no frame has logprobs", answer);
      for (const frame of frames) {
        const entries = entriesOf(frame.logprobs, answer);
        expectEqual(joinedTokens(entries).trim(), textOf(kind, frame).trim(), "the tokens of a frame", answer);
      }
    }
  }),
];

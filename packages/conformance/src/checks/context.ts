import { check } from "../check/check.ts";
import type { CheckContext } from "../check/context.ts";
import { expectEqual, expectError, expectRecord, expectStatus, expectThat, isRecord } from "../check/expect.ts";
import { NotApplicable, Violation } from "../check/outcome.ts";
import type { Answer } from "../exchange/answer.ts";
import { ask, askWhole, kinds, type More } from "./inference/ask.ts";
import { type Frame, objectOf, textOf } from "./inference/frames.ts";

/** A context that a page of text does not fit. */
const CONTEXT = 64;

/** Words that are a token or more each. */
const words = (count: number, word: string) => Array.from({ length: count }, () => word).join(" ");

/** Several times the context; its parts can be told apart. */
const page = (start = "Lily", middle = "dog", end = "cat") =>
  `${start} saw ${words(8, start)} ${words(120, "ball")} ${words(60, middle)} ${words(120, "ball")} ${words(12, end)}`;

/** Completes a prompt in a small context. */
function complete(context: CheckContext, text: string, { options = {}, ...more }: More = {}): Promise<Answer> {
  const small = { num_ctx: CONTEXT, num_predict: 4, num_keep: 4, ...options };
  return askWhole(context, "generate", text, { options: small, ...more });
}

/** The model's effective context can be larger than asked for: long prompts show nothing then. */
function requireSmall(answer: Answer): void {
  const { prompt_eval_count: count } = objectOf(answer);
  if (typeof count === "number" && count > CONTEXT) {
    throw new NotApplicable(`the model's context is larger than ${CONTEXT}, however small it is asked to be`);
  }
}

/** A context for long answers: some engines round smaller ones up to this. */
const ROUND = 256;

/** A list that a model can't end before it has filled the context. */
const long = { type: "array", items: { type: "boolean" }, minItems: ROUND, maxItems: ROUND };

/** Tokens of a long answer; with its prompt it is longer than the context. */
const ANSWER = 220;

/** An answer that is longer than what its prompt leaves of the context. */
function longAnswer(context: CheckContext, more: More = {}): Promise<Answer> {
  const options = { num_ctx: ROUND, num_predict: ANSWER };
  return complete(context, words(60, "ball"), { format: long, options, ...more });
}

/** Two answers have the same beginning, of tokens that were as likely. */
function alike(one: Frame, other: Frame): boolean {
  const [a, b] = [textOf("generate", one), textOf("generate", other)];
  if (!a.startsWith(b) && !b.startsWith(a)) return false;
  const [these, those] = [chances(one), chances(other)];
  // What a cache holds is not computed in the same order as what is new.
  return these.every((chance, index) => Math.abs(chance - (those[index] ?? chance)) < 0.01);
}

/** The log probabilities of an answer's tokens. */
function chances({ logprobs }: Frame): number[] {
  const entries = Array.isArray(logprobs) ? logprobs.filter(isRecord) : [];
  return entries.map(({ logprob }) => (typeof logprob === "number" ? logprob : 0));
}

export const context = [
  check("context.long-prompt.answers", ["model"], async (context) => {
    const answer = await complete(context, page());
    expectEqual(objectOf(answer).done, true, "done", answer);
  }),
  check("context.long-prompt.shift-keeps-tail", ["model"], async (context) => {
    const answerTo = async (text: string) => {
      const answer = await complete(context, text, { raw: true, logprobs: true, options: { num_predict: 8 } });
      requireSmall(answer);
      return objectOf(answer);
    };
    const first = await answerTo(page());
    // What so small a difference does shows in the probabilities alone.
    if (!("logprobs" in first))
      throw new NotApplicable("the server has no log probabilities, which tell prompts apart");
    const same = async (text: string) => alike(first, await answerTo(text));
    if (!(await same(page()))) throw new NotApplicable("the same request is answered in different ways");
    expectThat(await same(page(undefined, "sun")), "another middle part of a long prompt changed the answer");
    expectThat(!(await same(page(undefined, undefined, "seven"))), "another end of a long prompt changed nothing");
    // A model may be so sure what follows a word that nothing far away changes it; not of every word.
    for (const end of ["cat", "saw", "and"]) {
      const one = await answerTo(page(undefined, undefined, end));
      if (!alike(one, await answerTo(page("Tom", undefined, end)))) return;
    }
    throw new Violation("another start of a long prompt changed nothing");
  }),
  check("context.long-prompt.shift-off-status", ["model"], async (context) => {
    const answer = await complete(context, page(), { shift: false });
    if (answer.status === 200) requireSmall(answer);
    expectError(answer, 400);
  }),
  check("context.long-answer.shift", ["model"], async (context) => {
    const answer = await longAnswer(context);
    const { done_reason: reason, eval_count: count } = objectOf(answer);
    if (reason !== "length") throw new NotApplicable("the model ended its answer by itself");
    expectEqual(count, ANSWER, "eval_count of an answer that is longer than the context", answer);
  }),
  check("context.long-answer.shift-off", ["model"], async (context) => {
    const answer = await longAnswer(context, { shift: false });
    const { done_reason: reason, eval_count: made = 0, prompt_eval_count: read = 0 } = objectOf(answer);
    const all = Number(made) + Number(read);
    if (all < ROUND / 2) throw new NotApplicable("the model ended its answer by itself");
    expectEqual(reason, "length", "done_reason", answer);
    // The token that does not fit any more may count.
    expectThat(all <= ROUND + 1, `${all} tokens in a context of ${ROUND}`, answer);
  }),
  check("context.debug.single-object", ["model"], async (context) => {
    for (const kind of kinds) {
      for (const stream of [undefined, true, false]) {
        const answer = await ask(context, kind, "hi", { stream, _debug_render_only: true });
        expectStatus(answer, 200);
        const { _debug_info: info } = expectRecord(answer.json, "the body", answer);
        expectRecord(info, "_debug_info", answer);
      }
    }
  }),
];

import { check } from "../check/check.ts";
import type { CheckContext } from "../check/context.ts";
import { expectEqual, expectError, expectRecord, expectStatus, expectThat } from "../check/expect.ts";
import { NotApplicable } from "../check/outcome.ts";
import type { Answer } from "../exchange/answer.ts";
import { ask, askWhole, kinds, type More } from "./inference/ask.ts";
import { objectOf } from "./inference/frames.ts";

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

/** An answer that is longer than the context. */
function longAnswer(context: CheckContext, more: More = {}): Promise<Answer> {
  const options = { num_predict: CONTEXT + 32, stop: [] };
  return complete(context, "Tell me, on and on, about a cat.", { options, ...more });
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
      const { response, logprobs = [] } = objectOf(answer);
      return { response, logprobs };
    };
    const first = await answerTo(page());
    const same = async (text: string) => JSON.stringify(await answerTo(text)) === JSON.stringify(first);
    expectThat(await same(page(undefined, "sun")), "another middle part of a long prompt changed the answer");
    expectThat(!(await same(page(undefined, undefined, "seven"))), "another end of a long prompt changed nothing");
    expectThat(!(await same(page("Tom"))), "another start of a long prompt changed nothing");
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
    expectEqual(count, CONTEXT + 32, "eval_count of an answer that is longer than the context", answer);
  }),
  check("context.long-answer.shift-off", ["model"], async (context) => {
    const answer = await longAnswer(context, { shift: false });
    const { done_reason: reason, eval_count: count } = objectOf(answer);
    if (typeof count === "number" && count < CONTEXT / 2) {
      throw new NotApplicable("the model ended its answer by itself");
    }
    expectEqual(reason, "length", "done_reason", answer);
    expectThat(typeof count === "number" && count <= CONTEXT, `${count} tokens in a context of ${CONTEXT}`, answer);
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

import { check } from "../check/check.ts";
import type { CheckContext } from "../check/context.ts";
import { expectEqual, expectThat } from "../check/expect.ts";
import { NotApplicable } from "../check/outcome.ts";
import type { Answer } from "../exchange/answer.ts";
import { askNothing, askWhole, kinds, prompt } from "./inference/ask.ts";
import { eachEnd, type Frame, objectOf } from "./inference/frames.ts";

/** A field at the end of each answer is a positive number. */
function expectAtEnd(context: CheckContext, name: string): Promise<void> {
  return eachEnd(context, (end, answer) => {
    const value = end[name];
    expectThat(typeof value === "number" && value > 0, `the end has no ${name} but ${JSON.stringify(value)}`, answer);
  });
}

/** Milliseconds by which clocks may differ. */
const SLACK = 20;

const number = (frame: Frame, name: string) => (typeof frame[name] === "number" ? frame[name] : 0);
const promptCount = (answer: Answer) => number(objectOf(answer), "prompt_eval_count");

export const metrics = [
  check("metrics.final.eval-count", ["model"], (context) => expectAtEnd(context, "eval_count")),
  check("metrics.final.prompt-eval-count", ["model"], (context) => expectAtEnd(context, "prompt_eval_count")),
  check("metrics.final.eval-duration", ["model"], (context) => expectAtEnd(context, "eval_duration")),
  check("metrics.final.prompt-eval-duration", ["model"], (context) => expectAtEnd(context, "prompt_eval_duration")),
  check("metrics.final.total-duration", ["model"], (context) => expectAtEnd(context, "total_duration")),
  check("metrics.final.load-duration", ["model"], (context) => expectAtEnd(context, "load_duration")),
  check("metrics.total.at-least-parts", ["model"], (context) =>
    eachEnd(context, (end, answer) => {
      const total = number(end, "total_duration");
      for (const name of ["load_duration", "eval_duration"]) {
        expectThat(total >= number(end, name), `total_duration is ${total}, below ${name} ${end[name]}`, answer);
      }
    }),
  ),
  check("metrics.total.plausible", ["model"], (context) =>
    eachEnd(context, (end, answer) => {
      const [total, took] = [number(end, "total_duration") / 1e6, answer.exchange.duration];
      const message = `total_duration is ${total} ms, and the whole request took ${Math.round(took)} ms`;
      expectThat(total <= took + SLACK, message, answer);
    }),
  ),
  check("metrics.count.generated", ["model"], async (context) => {
    for (const kind of kinds) {
      const answer = await askWhole(context, kind, prompt, { options: { num_predict: 3 } });
      const end = objectOf(answer);
      if (end.done_reason !== "length") throw new NotApplicable("the model ended its answer by itself");
      expectEqual(end.eval_count, 3, "eval_count of an answer that num_predict 3 cut", answer);
    }
  }),
  check("metrics.count.within-limit", ["model"], async (context) => {
    for (const kind of kinds) {
      const answer = await askWhole(context, kind, prompt, { options: { num_predict: 2 } });
      const count = number(objectOf(answer), "eval_count");
      expectThat(count <= 2, `eval_count is ${count} with num_predict 2`, answer);
    }
  }),
  check("metrics.count.prompt-cached", ["model"], async (context) => {
    for (const kind of kinds) {
      const again = () => askWhole(context, kind, prompt, { options: { num_predict: 1 } });
      const first = promptCount(await again());
      const answer = await again();
      expectEqual(promptCount(answer), first, "prompt_eval_count of the same request again", answer);
    }
  }),
  check("metrics.count.prompt-grows", ["model"], async (context) => {
    for (const kind of kinds) {
      const of = (text: string) => askWhole(context, kind, text, { options: { num_predict: 1 } });
      const short = promptCount(await of("Hello."));
      const answer = await of(`Hello. ${"One more word. ".repeat(10)}`);
      const long = promptCount(answer);
      expectThat(long > short, `prompt_eval_count is ${short} for a short prompt and ${long} for a long one`, answer);
    }
  }),
  check("metrics.load-answer.none", ["model"], async (context) => {
    for (const kind of kinds) {
      for (const more of [{}, { keep_alive: 0 }]) {
        const answer = await askNothing(context, kind, more);
        const found = Object.keys(objectOf(answer)).filter((name) => /_(?:count|duration)$/.test(name));
        expectEqual(found, [], "counts and durations of an answer that only loads or unloads", answer);
      }
    }
  }),
];

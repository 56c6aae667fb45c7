import { isRecord } from "../check/expect.ts";
import { without } from "./changes.ts";
import { type Fields, fieldsOf, onFields, onFrames } from "./inference.ts";
import type { Mutant } from "./mutant.ts";

/** Changes the end of an answer that has counts. */
const ends = (change: (end: Fields) => unknown) =>
  onFrames((frame) => ("prompt_eval_count" in frame ? change(frame) : frame));

/** Mutants of counts and durations. */
export const metrics: readonly Mutant[] = [
  {
    id: "no-eval-duration",
    bug: "The end of an answer has no `eval_duration`.",
    seenIn: "stackblitz-labs/bolt.diy#2035",
    killedBy: ["metrics.final.eval-duration"],
    answer: onFrames((frame) => without(frame, "eval_duration")),
  },
  {
    id: "no-prompt-eval-count",
    bug: "The end of an answer has no `prompt_eval_count`.",
    seenIn: "vercel/modelfusion#235",
    killedBy: ["metrics.final.prompt-eval-count"],
    answer: onFrames((frame) => without(frame, "prompt_eval_count")),
  },
  {
    id: "no-eval-count",
    bug: "The end of an answer has no `eval_count`.",
    killedBy: ["metrics.final.eval-count", "metrics.count.generated"],
    answer: onFrames((frame) => without(frame, "eval_count")),
  },
  {
    id: "no-durations",
    bug: "The end of an answer has counts and no durations.",
    killedBy: ["metrics.final.prompt-eval-duration", "metrics.final.total-duration", "metrics.final.load-duration"],
    answer: onFrames((frame) => without(frame, "prompt_eval_duration", "total_duration", "load_duration")),
  },
  {
    id: "openai-usage",
    bug: "Counts stand in `usage`, as in OpenAI's protocol.",
    killedBy: ["metrics.final.eval-count", "metrics.final.prompt-eval-count"],
    answer: ends(({ eval_count: made, prompt_eval_count: read, ...end }) => ({
      ...end,
      usage: { prompt_tokens: read, completion_tokens: made },
    })),
  },
  {
    id: "total-without-load",
    bug: "`total_duration` leaves out the time of loading and of generating.",
    killedBy: ["metrics.total.at-least-parts"],
    answer: ends((end) => ({ ...end, total_duration: 1000 })),
  },
  {
    id: "total-since-start",
    bug: "`total_duration` is the time since the server was started.",
    killedBy: ["metrics.total.plausible"],
    answer: ends((end) => ({ ...end, total_duration: 3_600_000_000_000 })),
  },
  {
    id: "eval-count-of-characters",
    bug: "`eval_count` counts characters.",
    killedBy: ["metrics.count.generated"],
    answer: ends((end) => ({ ...end, eval_count: 4 * Number(end.eval_count) })),
  },
  {
    id: "num-predict-ignored",
    bug: "`num_predict` is ignored, since the engine calls it `max_tokens`.",
    killedBy: ["metrics.count.within-limit"],
    request: onFields((fields) =>
      isRecord(fields.options) ? { ...fields, options: without(fields.options, "num_predict") } : fields,
    ),
  },
  {
    id: "num-predict-plus-one",
    bug: "One token more than `num_predict` is generated.",
    killedBy: ["metrics.count.within-limit", "metrics.count.generated"],
    request: onFields((fields) => {
      const { options } = fields;
      if (!isRecord(options) || typeof options.num_predict !== "number") return fields;
      return { ...fields, options: { ...options, num_predict: options.num_predict + 1 } };
    }),
  },
  {
    id: "cached-prompt-uncounted",
    bug: "Prompt tokens that were cached do not count.",
    killedBy: ["metrics.count.prompt-cached"],
    answer: (() => {
      const seen = new Set<string>();
      return onFrames((frame, { request }) => {
        if (!("prompt_eval_count" in frame)) return frame;
        const { prompt, messages, model } = fieldsOf(request);
        const key = JSON.stringify([prompt, messages, model]);
        const known = seen.has(key);
        seen.add(key);
        return known ? { ...frame, prompt_eval_count: 1 } : frame;
      });
    })(),
  },
  {
    id: "prompt-count-constant",
    bug: "`prompt_eval_count` is a guess that does not depend on the prompt.",
    killedBy: ["metrics.count.prompt-grows"],
    answer: ends((end) => ({ ...end, prompt_eval_count: 26 })),
  },
  {
    id: "metrics-on-load",
    bug: "The answer to a request that only loads has durations.",
    killedBy: ["metrics.load-answer.none"],
    answer: onFrames((frame) => (frame.done_reason === "load" ? { ...frame, load_duration: 5_000_000 } : frame)),
  },
];

import { chapter, may, must, observed, should } from "./chapter.ts";

/** Rules of counts and durations. */
export const metrics = chapter(
  {
    id: "metrics",
    title: "Metrics",
    about: "Counts and durations at the end of an answer.",
    operations: ["generate", "chat"],
  },
  {
    "final.eval-count": must("The end of an answer with at least one token has `eval_count`.", [
      observed,
      "client:cline",
      "client:anythingllm",
    ]),
    "final.prompt-eval-count": must("The end of a generated answer has `prompt_eval_count`.", [
      observed,
      "client:ai-sdk",
      "client:modelfusion",
      "client:cline",
    ]),
    "final.eval-duration": must("The end of an answer with at least one token has `eval_duration`.", [
      observed,
      "client:ai-sdk",
      "client:bolt-diy",
    ]),
    "final.prompt-eval-duration": should("The end of a generated answer has `prompt_eval_duration`.", [observed]),
    "final.total-duration": should("The end of a generated answer has `total_duration`.", [observed]),
    "final.load-duration": should("The end of a generated answer has `load_duration`.", [observed]),
    "total.at-least-parts": should(
      "`total_duration` is no less than `load_duration`, and no less than `eval_duration`.",
      ["handler"],
    ),
    "total.plausible": should("`total_duration` is no longer than the request took.", ["handler"]),
    "load.loaded": may("`load_duration` is small but present for a model that was loaded already.", [observed]),
    "count.generated": should("`eval_count` is the number of generated tokens.", [observed]),
    "count.within-limit": should("`eval_count` is no more than a positive `num_predict`.", [observed]),
    "count.prompt-cached": should(
      "`prompt_eval_count` counts prompt tokens that came from a cache too, so that equal requests have equal counts.",
      ["handler"],
      { introducedIn: "0.30.1" },
    ),
    "count.prompt-grows": should("A longer prompt has a larger `prompt_eval_count`, as far as the context holds it.", [
      "handler",
    ]),
    "load-answer.none": should("An answer that only loads or unloads a model has no counts and no durations.", [
      observed,
    ]),
    "two-pass": may("Counts of a structured answer after thinking may be of the second part alone.", [observed], {
      operations: ["chat"],
    }),
  },
);

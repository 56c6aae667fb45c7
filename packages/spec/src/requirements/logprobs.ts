import { chapter, may, must, observed, should } from "./chapter.ts";

/** Rules of log probabilities. */
export const logprobs = chapter(
  {
    id: "logprobs",
    title: "Log probabilities",
    about: "Probabilities of generated tokens.",
    operations: ["generate", "chat"],
  },
  {
    "default.off": should("Without `logprobs` answers have no `logprobs`.", [observed], { introducedIn: "0.12.11" }),
    "on.per-token": should("With `logprobs` true the answer has one entry for each token of its text.", [observed], {
      introducedIn: "0.12.11",
    }),
    "on.joined-tokens": should("The joined `token`s of `logprobs` are the text.", [observed], {
      introducedIn: "0.12.11",
    }),
    "thinking.joined": should(
      "With thinking on, the joined `token`s of `logprobs` are the thinking and the text, without the tags around them.",
      [observed],
      { introducedIn: "0.12.11", operations: ["chat"] },
    ),
    "entry.fields": must(
      "An entry has a string `token` and a number `logprob`.",
      [observed, "go-types", "client:ollama-python"],
      { introducedIn: "0.12.11" },
    ),
    "entry.not-positive": should("A `logprob` is never above 0.", ["handler"], { introducedIn: "0.12.11" }),
    "entry.bytes": should("The `bytes` of an entry are the UTF-8 bytes of its `token`.", [observed], {
      introducedIn: "0.12.11",
    }),
    "entry.bytes-empty": may("An entry of an empty token has no `bytes`.", [observed], { introducedIn: "0.12.11" }),
    "top.count": should(
      "With `top_logprobs` n each entry has the n likeliest tokens, as far as there are as many.",
      [observed],
      { introducedIn: "0.12.11" },
    ),
    "top.sorted": should("The entries of `top_logprobs` begin with the likeliest.", [observed], {
      introducedIn: "0.12.11",
    }),
    "top.has-greedy": should(
      "With `temperature` 0 the generated token is the first of its `top_logprobs`.",
      [observed],
      { introducedIn: "0.12.11" },
    ),
    "top.zero": should("With `top_logprobs` 0 entries have no `top_logprobs`.", [observed], {
      introducedIn: "0.12.11",
    }),
    "top.alone": may("`top_logprobs` without `logprobs` has no effect.", [observed], { introducedIn: "0.12.11" }),
    "top.range": should(
      "`top_logprobs` below 0 or above 20 gets 400 `top_logprobs must be between 0 and 20`.",
      [observed],
      { introducedIn: "0.12.11" },
    ),
    "top.range-before-lookup": may("The range of `top_logprobs` is checked before the model's name.", [observed], {
      introducedIn: "0.12.11",
    }),
    "stream.own-frame": should("In a stream each frame has the entries of its own text.", [observed], {
      introducedIn: "0.12.11",
    }),
    "stream.final-none": may("The last frame of a stream has no `logprobs`.", [observed], { introducedIn: "0.12.11" }),
  },
);

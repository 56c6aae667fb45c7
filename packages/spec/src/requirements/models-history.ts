import { chapter, may, observed, should } from "./chapter.ts";

/** What is left of a chat that is longer than the context. */
export const modelsHistory = chapter(
  {
    id: "models-history",
    title: "Long chats",
    about: "What is left of a chat that is longer than the context.",
    operations: ["chat"],
  },
  {
    "oldest-dropped": should(
      "Of a chat longer than `num_ctx`, as many of the oldest messages are left out of the prompt as are needed to fit.",
      ["handler"],
    ),
    "last-kept": should("The last message is always in the prompt.", ["handler"]),
    "system-kept": should("System messages are in the prompt, even those older than what is left out.", ["handler"]),
    "single-messages": should("Messages are left out one by one: what is left may begin with an assistant message.", [
      "handler",
    ]),
    "shorter-untouched": should("A chat that fits is in the prompt whole.", ["handler"]),
    "long-answer-200": should("A chat longer than the context answers 200 unless the request forbids to shorten it.", [
      "handler",
      "client:cline",
    ]),
    "truncate-false": may(
      "`truncate` false with a prompt longer than the context answers an error of 400 or more, not a shortened answer.",
      ["handler"],
      { introducedIn: "0.12.6" },
    ),
    "shift-false-400": should(
      "A last message that alone is longer than the context answers 400 if `shift` is false.",
      ["handler", observed],
      { introducedIn: "0.30.9" },
    ),
    "shift-false-text": may(
      "The error of a prompt that is too long with `shift` false begins with `the prompt is longer than the context length`.",
      ["handler", observed],
      { introducedIn: "0.30.9" },
    ),
    "shift-true-200": should(
      "A last message that alone is longer than the context answers 200 by default: tokens are left out of its middle.",
      ["handler", observed],
    ),
    "stops-at-context": may(
      "With `shift` false an answer that reaches the end of the context ends with `done_reason` `length`.",
      ["handler"],
    ),
    "prompt-count-bounded": should("`prompt_eval_count` is never above `num_ctx`.", ["handler"]),
  },
);

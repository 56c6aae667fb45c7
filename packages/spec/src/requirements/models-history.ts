import { chapter, may, should } from "./chapter.ts";

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
    "prompt-count-bounded": should("`prompt_eval_count` is never above `num_ctx`.", ["handler"]),
  },
);

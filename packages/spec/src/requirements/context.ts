import { chapter, may, must, observed, should } from "./chapter.ts";

/** Rules of prompts and answers that are longer than the context. */
export const context = chapter(
  {
    id: "context",
    title: "Context limits",
    about: "Prompts and answers that are longer than the context, and rendering without generating.",
    operations: ["generate", "chat"],
  },
  {
    "long-prompt.answers": must(
      "A completion whose prompt is longer than the context is answered by default.",
      [observed, "client:continue"],
      { operations: ["generate"] },
    ),
    "long-prompt.shift-keeps-tail": should(
      "Of a prompt that is too long the start and the end are kept and a middle part is dropped.",
      [observed],
      { operations: ["generate"] },
    ),
    "long-prompt.num-keep": may(
      "`num_keep` is the number of tokens kept at the start of a prompt that is too long.",
      [observed],
      { operations: ["generate"] },
    ),
    "long-prompt.shift-off-status": should(
      "With `shift` false a prompt longer than the context gets 400.",
      [observed],
      { introducedIn: "0.30.9" },
    ),
    "long-prompt.shift-off-text": may(
      "With `shift` false a prompt longer than the context gets a text that starts with `the prompt is longer than the context length currently available to the model`.",
      ["handler"],
      { introducedIn: "0.30.9" },
    ),
    "long-prompt.truncate-off-text": may(
      "With `truncate` false the error of a prompt that is too long may be the engine's own JSON as a string.",
      [observed],
      { introducedIn: "0.30.0" },
    ),
    "long-answer.shift": should(
      "An answer that reaches the end of the context goes on by default, up to the limit of tokens.",
      ["handler"],
    ),
    "long-answer.shift-off": should(
      "With `shift` false an answer that reaches the end of the context ends with `done_reason` `length`.",
      ["handler"],
      { introducedIn: "0.12.6" },
    ),
    "debug.single-object": should(
      "With `_debug_render_only` the answer is one JSON object whatever `stream` says.",
      [observed],
      { introducedIn: "0.11.5" },
    ),
    "debug.not-done": may("With `_debug_render_only` the answer has `done` false.", [observed], {
      introducedIn: "0.11.5",
    }),
    "debug.generate-empty": may("With `_debug_render_only` a completion has an empty `response`.", [observed], {
      operations: ["generate"],
      introducedIn: "0.11.5",
    }),
    "debug.chat-empty": may(
      "With `_debug_render_only` a chat has a `message` with empty role and content.",
      [observed],
      { operations: ["chat"], introducedIn: "0.11.5" },
    ),
    "debug.stored-messages-order": may(
      "In a chat whose first message is of the role `system` the stored messages stand before it.",
      [observed],
      { operations: ["chat"], introducedIn: "0.11.5" },
    ),
    "shift.reload": may("A request with another `shift` than the one before may load the model anew.", [observed], {
      introducedIn: "0.12.6",
    }),
  },
);

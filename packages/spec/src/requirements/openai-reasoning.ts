import { chapter, may, must, should } from "./chapter.ts";

/** Reasoning effort of chat completions and responses. */
export const openaiReasoning = chapter(
  {
    id: "openai-reasoning",
    title: "OpenAI: reasoning",
    about: "Reasoning effort of chat completions and responses.",
    operations: ["openaiChatCompletions", "openaiResponses"],
  },
  {
    "on-by-default": should("A model that can think does so if the request does not mention reasoning.", ["handler"], {
      introducedIn: "0.12.4",
    }),
    "none-turns-off": should(
      "With the effort `none` a model that can switch thinking off answers without reasoning text.",
      ["handler"],
      { introducedIn: "0.12.4" },
    ),
    low: should("The effort `low` is accepted for a model that can think.", ["handler"], { introducedIn: "0.17.7" }),
    medium: should("The effort `medium` is accepted for a model that can think.", ["handler"], {
      introducedIn: "0.17.7",
    }),
    high: should("The effort `high` is accepted for a model that can think.", ["handler"], { introducedIn: "0.17.7" }),
    minimal: should("The effort `minimal` is accepted for a model that can think.", ["handler"], {
      introducedIn: "0.32.11",
    }),
    "minimal-means-low": may("The effort `minimal` gives the prompt that `low` gives.", ["handler"], {
      introducedIn: "0.32.11",
    }),
    xhigh: should("The effort `xhigh` is accepted for a model that can think.", ["handler"], {
      introducedIn: "0.32.11",
    }),
    "xhigh-means-max": may("The effort `xhigh` gives the prompt that `max` gives.", ["handler"], {
      introducedIn: "0.32.11",
    }),
    ultra: may("The effort `ultra` is accepted for a model that can think.", ["handler"], { introducedIn: "0.32.11" }),
    "ultra-means-max": may("The effort `ultra` gives the prompt that `max` gives.", ["handler"], {
      introducedIn: "0.32.11",
    }),
    max: should("The effort `max` is accepted for a model that can think.", ["handler"], { introducedIn: "0.22.0" }),
    "empty-is-unset": should('An effort of `""` is read as if it were absent.', ["handler"], {
      introducedIn: "0.22.0",
    }),
    "invalid-400": should(
      "An effort outside the known words, also one in another case such as `High`, answers 400.",
      ["handler"],
      { introducedIn: "0.12.4" },
    ),
    "invalid-text": may(
      '`error.message` for an unknown effort begins with `invalid reasoning value: "<value>"`.',
      ["handler"],
      { introducedIn: "0.12.4" },
    ),
    "field-name": must(
      "Reasoning text of a chat stands in `reasoning` beside `content`; `reasoning_content` may repeat it but does not replace it.",
      ["handler", "client:openai-sdk"],
      { operations: ["openaiChatCompletions"], introducedIn: "0.11.4" },
    ),
    "omitted-when-empty": should(
      "An answer without reasoning text has no key `reasoning`, or an empty text or null there.",
      ["handler"],
      { operations: ["openaiChatCompletions"], introducedIn: "0.9.0" },
    ),
    "not-in-content": should(
      "Reasoning text of a model that can think does not appear in `content`, nor do the tags around it.",
      ["handler", "client:openai-sdk"],
      { operations: ["openaiChatCompletions"], introducedIn: "0.9.0" },
    ),
    "object-wins": may("If `reasoning` is an object, `reasoning_effort` is ignored.", ["handler"], {
      operations: ["openaiChatCompletions"],
      introducedIn: "0.12.4",
    }),
    "effort-object": should(
      "`reasoning.effort` and `reasoning_effort` with the same word give the same answer for one seed.",
      ["handler"],
      { operations: ["openaiChatCompletions"], introducedIn: "0.17.7" },
    ),
  },
);

import { chapter, may, must, observed, should } from "./chapter.ts";

/** Rules of `think` and `thinking`. */
export const think = chapter(
  {
    id: "think",
    title: "Thinking",
    about: "How thinking is switched and where it is found.",
    operations: ["generate", "chat"],
  },
  {
    "values.bool": must("`think` accepts `true` and `false`.", [observed, "client:home-assistant"], {
      introducedIn: "0.9.0",
    }),
    "values.levels": should('`think` accepts `"low"`, `"medium"` and `"high"`.', [observed, "docs"], {
      introducedIn: "0.17.7",
    }),
    "values.max": should('`think` accepts `"max"`.', [observed], { introducedIn: "0.22.0" }),
    "values.null": must("`think` that is `null` counts as absent.", [observed, "client:zed"], {
      introducedIn: "0.9.0",
    }),
    "invalid.string": should('Another string, such as `"HIGH"` or an empty one, gets 400.', [observed], {
      introducedIn: "0.11.0",
    }),
    "invalid.string-text": should(
      'Another string gets `invalid think value: "x" (must be "high", "medium", "low", "max", true, or false)` with the string.',
      [observed],
      { introducedIn: "0.22.0" },
    ),
    "invalid.type": should("A number, array or object as `think` gets 400.", [observed], { introducedIn: "0.9.0" }),
    "invalid.type-text": should(
      'A number, array or object as `think` gets `think must be a boolean or string ("high", "medium", "low", "max", true, or false)`.',
      [observed],
      { introducedIn: "0.22.0" },
    ),
    "unsupported.status": should(
      "`think` true or a level gets 400 from a model without the capability `thinking`.",
      [observed],
      { introducedIn: "0.9.0" },
    ),
    "unsupported.text": should(
      '`think` true gets `"m" does not support thinking`, with the name as sent in quotes, from a model that can\'t.',
      [observed],
      { introducedIn: "0.9.0" },
    ),
    "unsupported.false-fine": must(
      "`think` false is accepted by a model without the capability `thinking`.",
      [observed, "client:home-assistant"],
      { introducedIn: "0.9.0" },
    ),
    "unsupported.on-load": may("`think` true is refused for a request that only loads such a model too.", [observed], {
      introducedIn: "0.9.0",
    }),
    "unsupported.not-on-unload": may("`think` true is not refused for a request that unloads the model.", [observed], {
      introducedIn: "0.9.0",
    }),
    "default.on": should("A model with the capability `thinking` thinks unless `think` is false.", [observed], {
      introducedIn: "0.12.4",
    }),
    "false.no-thinking": must(
      "With `think` false answers have no `thinking`, except of models that can't stop thinking.",
      ["handler", observed, "client:home-assistant"],
      { introducedIn: "0.9.0" },
    ),
    "harmony.always": may("A gpt-oss model thinks even with `think` false.", [observed], { introducedIn: "0.11.0" }),
    "field.string": must(
      "`thinking` is a string, in `message` of a chat and beside `response` of a completion.",
      [observed, "client:ollama-js", "client:open-webui"],
      { introducedIn: "0.9.0" },
    ),
    "field.omitted": should("`thinking` is left out where there is none.", [observed], { introducedIn: "0.9.0" }),
    "field.not-in-content": must(
      "What stands in `thinking` does not stand in `content` or `response` too.",
      [observed, "client:open-webui"],
      { introducedIn: "0.9.0" },
    ),
    "field.no-tags": should("`thinking` does not have the model's tags such as `<think>` in it.", [observed], {
      introducedIn: "0.9.0",
    }),
    "field.trimmed": may("White space around the tags of thinking is dropped.", [observed], { introducedIn: "0.9.0" }),
    "stream.before-content": should("Frames with `thinking` come before those with content.", [observed], {
      introducedIn: "0.9.0",
    }),
    "stream.content-empty": must(
      "A frame of a chat with `thinking` has `content` that is an empty string rather than none.",
      [observed, "client:zed", "client:litellm"],
      { operations: ["chat"], introducedIn: "0.9.0" },
    ),
    "stream.partial-tags": should(
      "No part of a tag of thinking appears in the text while it is not yet complete.",
      [observed],
      { introducedIn: "0.9.0" },
    ),
    "stream.generate-empty-frames": may(
      "A completion may send frames with neither text nor thinking while a tag is incomplete.",
      [observed],
      { operations: ["generate"], introducedIn: "0.9.0" },
    ),
    "counts.included": should("Tokens of thinking count in `eval_count` and against `num_predict`.", ["handler"], {
      introducedIn: "0.9.0",
    }),
  },
);

import { chapter, may, must, observed, should } from "./chapter.ts";

/** Rules of `format`. */
export const format = chapter(
  {
    id: "format",
    title: "Structured output",
    about: "How `format` restricts an answer.",
    operations: ["generate", "chat"],
  },
  {
    "empty-string": must("`format` that is the empty string means free text.", [
      observed,
      "client:home-assistant",
      "client:llamaindex",
    ]),
    null: must("`format` that is `null` means free text.", [observed, "client:ollama-js"]),
    "json.valid": must(
      "With `format` `json` a complete answer is a JSON value.",
      [observed, "docs", "client:langchain"],
      { introducedIn: "0.1.9" },
    ),
    "json.object": should("With `format` `json` a complete answer is a JSON object.", [observed], {
      introducedIn: "0.1.9",
    }),
    "schema.valid": must(
      "With a JSON Schema as `format` a complete answer is JSON that the schema accepts.",
      [observed, "docs", "client:langchain", "client:ollama-js"],
      { introducedIn: "0.5.0" },
    ),
    "schema.required": must(
      "An answer to a JSON Schema has all of its required properties.",
      [observed, "client:ollama-python"],
      { introducedIn: "0.5.0" },
    ),
    "schema.enum": should("An answer to a JSON Schema takes the value of an `enum` from its list.", ["handler"], {
      introducedIn: "0.5.0",
    }),
    "schema.nested": should("An answer to a JSON Schema follows nested objects and arrays.", ["handler"], {
      introducedIn: "0.5.0",
    }),
    "schema.property-order": may("Properties of an answer to a JSON Schema stand in the schema's order.", ["handler"], {
      introducedIn: "0.5.0",
    }),
    "schema.empty": should("The schema `{}` is accepted.", [observed], { introducedIn: "0.5.0" }),
    "content-string": must("A structured answer is a string in `response` or `content`, not a JSON object.", [
      observed,
      "client:ollama-js",
      "client:langchain",
    ]),
    streams: should("A structured answer streams like any other, and its joined texts are the JSON.", ["handler"]),
    "invalid.status": may(
      'A `format` that is neither `json` nor an object, such as `"xml"`, `[]`, `5` or `true`, gets an error with status 500 or 400.',
      [observed, "docs"],
      { introducedIn: "0.5.0" },
    ),
    "invalid.refused": should(
      "A `format` that is neither empty, `json` nor an object gets an error rather than free text.",
      [observed],
    ),
    "invalid.text": should(
      'A wrong `format` gets a text that starts with `invalid format:` and ends in `expected "json" or a valid JSON Schema object`.',
      [observed],
      { introducedIn: "0.5.0" },
    ),
    "invalid.not-on-load": may("A wrong `format` is not reported for a request that only loads the model.", [observed]),
    "thinking.unrestricted": should(
      "With thinking on, `format` restricts the answer and not the thinking.",
      [observed],
      { operations: ["chat"], introducedIn: "0.12.4" },
    ),
    "thinking.empty-chunk": may("Between thinking and structured answer a frame without text may appear.", [observed], {
      operations: ["chat"],
      introducedIn: "0.12.4",
    }),
  },
);

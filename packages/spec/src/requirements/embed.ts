import { chapter, may, must, observed, should } from "./chapter.ts";

/** Rules of `POST /api/embed`. */
export const embed = chapter(
  { id: "embed", title: "Embed", about: "Embeddings of one or more texts.", operations: ["embed"] },
  {
    present: must(
      "`POST /api/embed` with an embedding model and a text answers 200.",
      ["handler", "client:continue", "client:langchain"],
      { presence: true },
    ),
    "embeddings.two-dimensional": must("`embeddings` is an array of arrays of numbers, also for a single text.", [
      observed,
      "client:new-api",
      "client:ollama-js",
    ]),
    "embeddings.count": must("`embeddings` has one vector for each text of `input`.", [
      "handler",
      "client:langchain",
      "client:continue",
    ]),
    "embeddings.order": must("Vectors stand in the order of the texts.", ["handler", "client:langchain"]),
    "embeddings.same-length": must("All vectors of a model have the same length.", ["handler", "client:langchain"]),
    "embeddings.normalised": should("Vectors have the length 1, but for one that is all zeros.", [observed]),
    "embeddings.finite": must("Vectors have no `null`, `NaN` or infinity in them.", ["handler", "client:ollama-go"]),
    "embeddings.batch-equals-single": should("A text has the same vector alone as among others, up to rounding.", [
      "handler",
    ]),
    "embeddings.repeatable": should("The same text has the same vector each time, up to rounding.", ["handler"]),
    "embeddings.float32-digits": may("Numbers have no more digits than a 32-bit float needs.", [observed]),
    "no-embedding-field": should("Answers have no `embedding`.", [observed, "go-types"]),
    "model-echo": should("`model` is the name as the request had it.", [observed]),
    "input.string": must("`input` may be a string.", [observed, "client:ollama-js"]),
    "input.array": must("`input` may be an array of strings.", [observed, "client:langchain"]),
    "input.empty-text": should('`[""]` gives one vector.', [observed]),
    "input.empty": should(
      '`input` that is `""`, `[]`, `null` or absent loads the model and gives `embeddings` that is `[]`.',
      [observed],
    ),
    "input.empty-no-metrics": may("The answer to an empty input has `model` and `embeddings` alone.", [observed]),
    "input.type-status": should("`input` that is a number, boolean or object gets 400.", [observed]),
    "input.type-text": should("`input` of a wrong type gets the error `invalid input type`.", [observed]),
    "input.element-type": should("An array with an element that is no string gets 400 `invalid input type`.", [
      "handler",
    ]),
    "input.type-before-lookup": may("A wrong `input` is reported before the model is looked up.", ["handler"]),
    "input.prompt-alias": may("`prompt` in place of `input` is ignored or accepted.", ["go-types"]),
    "truncate.default": should("A text that is longer than the context is cut by default, without an error.", [
      "handler",
      "docs",
    ]),
    "truncate.keeps-start": should("Of a text that is cut the start is kept.", ["handler"]),
    "truncate.at-limit": should(
      "A text that is cut fills the context: `prompt_eval_count` is `num_ctx` at most, and nearly that.",
      ["handler"],
    ),
    "truncate.false-fits": should("With `truncate` false a text that fits the context is embedded whole.", ["handler"]),
    "truncate.false": should("With `truncate` false a text that is longer than the context gets 400.", [
      "handler",
      "docs",
    ]),
    "truncate.false-text": should(
      "With `truncate` false a text that is too long gets `the input length exceeds the context length`.",
      ["handler"],
      { introducedIn: "0.13.3" },
    ),
    "dimensions.cut": should("`dimensions` cuts each vector to its first numbers.", ["handler"], {
      introducedIn: "0.11.11",
    }),
    "dimensions.normalised": should("Vectors that were cut have the length 1 again.", ["handler"], {
      introducedIn: "0.11.11",
    }),
    "dimensions.ignored": may("`dimensions` of 0 or less, or beyond the model's, changes nothing.", ["handler"], {
      introducedIn: "0.11.11",
    }),
    "metrics.prompt-eval-count": should("`prompt_eval_count` is the number of tokens of all texts.", ["handler"]),
    "metrics.total-duration": should("`total_duration` is given in nanoseconds.", ["handler"]),
    "capability-unchecked": may("A model without the capability `embedding` is accepted or gets an error.", [observed]),
    "keep-alive": must("`keep_alive` is read as in a chat, numbers and strings alike.", [
      "handler",
      "docs",
      "client:langchainjs",
    ]),
    options: should("`options` are read as in a chat.", ["handler"]),
    "keep-alive-zero-empty": may("An empty input with `keep_alive` 0 does not get an object with `done`.", ["handler"]),
    "failure-fails-all": should("One text that can't be embedded makes the whole request fail.", ["handler"]),
    "nan-status": may("A vector with `NaN` in it gets 400 `embedding contains NaN or Inf values`.", ["handler"]),
    "stream-ignored": should("`stream` is ignored: the answer is one JSON object.", ["go-types"]),
    "model.empty": should("A request without a model gets 404 `model '' not found`.", ["handler"], {
      introducedIn: "0.18.0",
    }),
    "model.not-found": must("A model that is not in the store gets 404 from embed.", [
      observed,
      "client:ollama-python",
    ]),
    "model.not-found-text": should(
      'Embed with a model that is not in the store gets `model "nope" not found, try pulling it first`.',
      [observed],
    ),
    "model.invalid": should("Embed with a name that can't be a name gets 400 `invalid model name`.", ["handler"], {
      introducedIn: "0.18.0",
    }),
  },
);

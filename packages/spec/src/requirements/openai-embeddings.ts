import { chapter, may, must, should } from "./chapter.ts";

/** Embeddings. */
export const openaiEmbeddings = chapter(
  { id: "openai-embeddings", title: "OpenAI: embeddings", about: "Embeddings.", operations: ["openaiEmbeddings"] },
  {
    "list-object": must("`object` of the answer is `list`.", ["handler", "client:openai-sdk"]),
    "entry-object": should("`object` of every entry of `data` is `embedding`.", ["handler", "client:openai-sdk"]),
    "one-per-input": must("A list of n texts gives n entries in `data`.", [
      "handler",
      "client:openai-sdk",
      "client:llamaindex",
    ]),
    order: must("Entry i of `data` belongs to text i.", ["handler", "client:openai-sdk", "client:langchain"]),
    index: must("Entry i of `data` has the `index` i.", ["handler", "client:openai-sdk"]),
    "string-input": must("A string as `input` gives one entry.", ["handler", "client:openai-sdk"]),
    "string-equals-list": should("A string and a list of that string give the same vector.", ["handler"]),
    "batch-equals-singles": should(
      "The vector of a text is the same alone and in a list, within float32 rounding of the batch.",
      ["handler"],
    ),
    "model-echo": should("`model` is the name as the request gave it.", ["handler", "client:openai-sdk"]),
    base64: must(
      "`encoding_format` `base64` gives each vector as base64 of little-endian float32; the openai package asks for it unless told otherwise and decodes floats to garbage.",
      ["handler", "client:openai-sdk"],
      { introducedIn: "0.12.7" },
    ),
    "base64-padded": should("The base64 is of the standard alphabet with padding.", ["handler", "client:openai-sdk"], {
      introducedIn: "0.12.7",
    }),
    "base64-equals-float": must(
      "`base64` and `float` of one text decode to the same float32 numbers.",
      ["handler", "client:openai-sdk"],
      { introducedIn: "0.12.7" },
    ),
    float: must("`encoding_format` `float` gives each vector as a list of numbers.", ["handler", "client:openai-sdk"]),
    "float-default": must("Without `encoding_format` each vector is a list of numbers.", [
      "handler",
      "client:langchain",
    ]),
    "encoding-format-any-case": should("`encoding_format` is read in any case, such as `BASE64`.", ["handler"], {
      introducedIn: "0.12.7",
    }),
    "encoding-format-unknown-400": should("Another `encoding_format` answers 400.", ["handler"], {
      introducedIn: "0.12.7",
    }),
    "encoding-format-unknown-text": may(
      "`Invalid value for 'encoding_format' = <value>. Supported values: ['float', 'base64'].` is the `error.message` for another `encoding_format`.",
      ["handler"],
      { introducedIn: "0.12.7" },
    ),
    normalised: should("Every vector has the length 1, within 1e-3.", ["handler"]),
    "dimension-constant": should("All vectors of one model have as many numbers.", ["handler", "client:openai-sdk"]),
    "not-flattened": must("Several texts give several vectors, never one vector that holds them all.", [
      "handler",
      "client:openai-sdk",
    ]),
    dimensions: should(
      "`dimensions` n between 0 and the vector's length gives n numbers, in the ratio of the first n of the whole.",
      ["handler", "client:openai-sdk"],
      { introducedIn: "0.11.11" },
    ),
    "dimensions-normalised": should("A vector cut by `dimensions` has the length 1, within 1e-3.", ["handler"], {
      introducedIn: "0.11.11",
    }),
    "dimensions-out-of-range": may(
      "`dimensions` of 0, less, or more than the vector has is ignored, or answers 400.",
      ["handler"],
      { introducedIn: "0.11.11" },
    ),
    usage: should("`usage` has whole numbers `prompt_tokens` and `total_tokens`.", ["handler", "client:openai-sdk"], {
      introducedIn: "0.3.3",
    }),
    "usage-equal": should("`prompt_tokens` and `total_tokens` are equal.", ["handler"], { introducedIn: "0.3.3" }),
    "empty-string": should('`input` `""` gives one entry.', ["handler"]),
    "absent-input-400": should("An absent or null `input`, or an empty list, answers 400.", ["handler"]),
    "absent-input-text": may("`error.message` for an absent or empty `input` is `invalid input`.", ["handler"]),
    "wrong-input-400": should("`input` of a number or an object answers 400.", ["handler"]),
    "tokens-input": may("`input` as lists of token numbers answers 400, or is served.", ["handler"]),
    "wrong-input-text": may("`error.message` for `input` of another type is `invalid input type`.", ["handler"]),
    "wrong-element-400": should("A list of texts with one element that is none fails as a whole with 400.", [
      "handler",
    ]),
    "long-input-truncated": should("A text longer than the model's context is cut and answered with 200.", ["handler"]),
    "user-ignored": should("`user` changes nothing.", ["handler", "client:openai-sdk"]),
    "agrees-with-native": should("The vector of a text is that of `/api/embed`.", ["handler"], {
      operations: ["openaiEmbeddings", "embed"],
    }),
  },
);

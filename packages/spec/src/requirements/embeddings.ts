import { chapter, may, must, observed, should } from "./chapter.ts";

/** Rules of `POST /api/embeddings`. */
export const embeddings = chapter(
  {
    id: "embeddings",
    title: "Embeddings (deprecated)",
    about: "The older endpoint for the embedding of one text.",
    operations: ["embeddings"],
  },
  {
    present: must(
      "`POST /api/embeddings` with an embedding model and a `prompt` answers 200.",
      ["handler", "client:langchain", "client:open-webui"],
      { presence: true },
    ),
    shape: must("`embedding` is a flat array of numbers.", [observed, "client:langchain"]),
    "only-field": should("The answer has no field but `embedding`.", [observed]),
    "matches-embed": should(
      "The vector points in the direction of the one that `/api/embed` gives for the same text.",
      ["handler"],
      { operations: ["embeddings", "embed"] },
    ),
    "empty-prompt": should("An empty or absent `prompt` loads the model and gives `embedding` that is `[]`.", [
      observed,
    ]),
    "empty-vector": may("A vector without numbers is `null` or `[]`.", [observed]),
    "float64-digits": may(
      "Numbers are 32-bit floats written with the digits of 64-bit floats, such as `0.10000000149011612`.",
      [observed],
    ),
    "not-normalised": may("The vector need not have the length 1.", ["handler"]),
    "input-ignored": may("`input` in place of `prompt` is ignored.", ["handler"]),
    "model.empty": should("Embeddings without a model get 400 `model is required`.", ["handler"]),
    "model.not-found": must("A model that is not in the store gets 404 from embeddings.", [
      observed,
      "client:ollama-python",
    ]),
    "model.not-found-text": should(
      'Embeddings with a model that is not in the store get `model "nope" not found, try pulling it first`.',
      [observed],
    ),
    "model.invalid": should("Embeddings with a name that can't be a name get 400 `invalid model name`.", ["handler"], {
      introducedIn: "0.18.0",
    }),
    "model.case-sensitive": may("The model's name may be matched case-sensitively.", [observed]),
    "engine-errors": may("A text that can't be embedded, such as one that is too long, gets 500.", ["handler"]),
  },
);

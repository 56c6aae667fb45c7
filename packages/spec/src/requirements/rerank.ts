import { chapter, may, must, should } from "./chapter.ts";

/** Rules of ranking documents, which Ollama lacks: the paths and forms are those of other servers, whose clients exist. */
export const rerank = chapter(
  {
    id: "rerank",
    title: "Beyond Ollama: reranking",
    about: "How servers that rank documents do it: Ollama does not, and one that does as Ollama is not judged.",
    operations: ["rerank", "openaiRerank", "teiRerank"],
  },
  {
    results: must("`results` is an array of objects with a whole number `index` and a number `relevance_score`.", [
      "docs",
      "client:open-webui",
    ]),
    "each-once": must("Without `top_n` each document has one result, whose `index` is its place from 0.", [
      "client:open-webui",
    ]),
    sorted: should("Results stand in the order of their scores, highest first.", ["docs"]),
    "order-independent": should("A document's score does not depend on the order of the documents.", ["docs"]),
    "alone-as-among-others": should("A document has the same score alone as among others.", ["docs"]),
    repeatable: should("The same request gets the same scores each time.", ["docs"]),
    query: should("Scores depend on the query.", ["docs"]),
    "score-range": should("Scores lie between 0 and 1.", ["client:open-webui"]),
    "raw-scores": should("With `raw_scores` true scores are the model's own, and their order is the same.", ["docs"]),
    "top-n": should("`top_n` n gives the n best results, or all if there are no more.", ["docs"]),
    "top-n-ignored": may("`top_n` of 0 or less changes nothing, or answers 400.", ["docs"]),
    documents: should(
      "With `return_documents` true, and without it, each result has a `document` whose `text` is the document's.",
      ["docs"],
    ),
    "documents-left-out": should("With `return_documents` false results have no `document`.", ["docs"]),
    objects: should("A document may be an object with a `text`, and ranks as that text.", ["docs"]),
    "wrong-documents": should("`documents` that are neither texts nor objects with a text get 400.", ["docs"]),
    "no-documents": should("An empty list of documents gives an empty list of results.", ["docs"]),
    "documents-absent": should("A request without `documents` and `texts` gets 400.", ["docs"]),
    "query-absent": should("A request without a `query` gets 400.", ["docs"]),
    texts: should(
      "`texts` in place of `documents` are answered with an array of objects with `index` and `score`, highest first.",
      ["docs"],
    ),
    "return-text": should("With `return_text` true each element for `texts` has its `text`, and else none.", ["docs"]),
    "texts-as-documents": should("A text has the same score in `texts` as in `documents`.", ["docs"]),
    usage: should("`usage` has whole numbers `prompt_tokens` and `total_tokens`, which are equal and not 0.", ["docs"]),
    "usage-sum": should("`usage.prompt_tokens` is the sum of what each document takes alone.", ["docs"]),
    "model-echo": should("`model` is the name as the request had it.", ["docs"]),
    "same-everywhere": should("All paths that the server offers give the same scores.", ["docs"]),
    "odd-texts": must("Scores are numbers also for documents that are empty, white space or odd.", [
      "client:open-webui",
    ]),
    truncate: should("A document that is too long is cut, without an error.", ["docs"]),
    "truncate-false": should("With `truncate` false a document that is too long gets 400.", ["docs"]),
    "not-a-ranker": should("A model that does not rank gets a status of 400 or above.", ["docs"]),
    "model-not-found": should("A model that is not in the store gets 404.", ["docs"]),
    "keep-alive": may("`keep_alive` is read as in a chat.", ["docs"]),
  },
);

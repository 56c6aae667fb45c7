import { chapter, may, must, observed, should } from "./chapter.ts";

/** Rules of `DELETE /api/delete`. */
export const deletion = chapter(
  { id: "delete", title: "Delete", about: "Removal of models.", operations: ["delete"] },
  {
    success: must("`DELETE /api/delete` of a stored model answers 200.", [
      observed,
      "client:ollama-cli",
      "client:open-webui",
    ]),
    "empty-body": should("The answer to a deletion that succeeds has no body.", [observed]),
    "body-read": must("The JSON body of a DELETE request is read.", [
      observed,
      "client:ollama-js",
      "client:open-webui",
    ]),
    "key-model": must("The model is named in `model`.", ["handler", "client:ollama-js", "client:ollama-cli"], {
      introducedIn: "0.1.21",
    }),
    "key-name": should("The model may be named in `name` instead.", [observed, "client:open-webui"]),
    gone: must("After a deletion show, generate and chat answer 404.", ["handler", "client:ollama-cli"], {
      operations: ["delete", "show", "generate", "chat"],
    }),
    again: should("A second deletion of a model gets 404.", [observed]),
    "missing-name": should("A request without a name gets 400 `model is required`.", [observed], {
      introducedIn: "0.18.0",
    }),
    "invalid-name": should('A name that can\'t be a name gets 400 `name "…" is invalid`.', ["handler"]),
    "not-found-text": should(
      "A model that is not in the store gets `model 'nope' not found` with the name as it was sent.",
      [observed],
    ),
    "running-stays": may("A loaded model that is deleted stays loaded until its time is over.", ["handler"]),
    "other-tags-kept": should("Other tags of the deleted model stay.", ["handler"], { operations: ["delete", "list"] }),
  },
);

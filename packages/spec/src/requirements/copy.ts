import { chapter, may, must, observed, should } from "./chapter.ts";

/** Rules of `POST /api/copy`. */
export const copy = chapter(
  { id: "copy", title: "Copy", about: "A second name for a model.", operations: ["copy"] },
  {
    success: must("`POST /api/copy` of a stored model answers 200.", [
      observed,
      "client:ollama-cli",
      "client:open-webui",
    ]),
    "empty-body": should("The answer to a copy that succeeds has no body and no content type.", [observed]),
    "copy-usable": must(
      "A copied model is accepted by show, generate and chat under its new name.",
      ["handler", "client:open-webui"],
      { operations: ["copy", "show", "generate", "chat"] },
    ),
    "source-kept": must("A copy leaves its source as it was.", ["handler", "client:open-webui"], {
      operations: ["copy", "show"],
    }),
    "tag-added": should("A destination without a tag gets the tag `latest`.", [observed], {
      operations: ["copy", "list"],
    }),
    "source-missing-status": must("A source that is not in the store gets 404.", [observed, "client:ollama-python"]),
    "source-missing-text": should(
      'A source that is not in the store gets `model "nope" not found` with the source in double quotes.',
      [observed],
    ),
    "source-invalid": should('A source that is empty or can\'t be a name gets 400 `source "…" is invalid`.', [
      observed,
    ]),
    "destination-invalid": should(
      'A destination that is empty or can\'t be a name gets 400 `destination "…" is invalid`.',
      [observed],
    ),
    "source-checked-first": may("The source is checked before the destination.", [observed]),
    "source-case": should("The source is found whatever its case.", [observed], { introducedIn: "0.4.3" }),
    instant: should("A copy takes no second space for the weights, so that it is quick whatever the size.", [
      "handler",
    ]),
  },
);

import { chapter, may, must, observed, should } from "./chapter.ts";

/** Rules of `POST /api/push`. */
export const push = chapter(
  { id: "push", title: "Push", about: "Upload of models to a registry.", operations: ["push"] },
  {
    "name.missing": should("A request without a name gets 400 `model is required`.", [observed]),
    "name.alias": should("The model may be named in `name` instead of `model`.", ["handler"]),
    "progress.first": may("The first object of the stream has the status `retrieving manifest`.", ["handler"]),
    "progress.layers": should(
      "Objects about a layer have a `status` of `pushing` and the first twelve digits of its digest, with `digest`, `total` and `completed`.",
      ["handler"],
    ),
    "progress.manifest": may("`pushing manifest` comes before `success`.", ["handler"]),
    "missing-model.error": must("A push of a model that is not in the store ends in an error and not in `success`.", [
      "handler",
      "client:ollama-js",
      "client:ollama-cli",
    ]),
    "missing-model.events": may(
      "A push of a model that is not in the store says `couldn't retrieve manifest` before its error.",
      ["handler"],
    ),
    "invalid-name.error": should("A push of a name that can't be a name ends in an error.", [observed]),
    "unstreamed-error": should("With `stream` false an error of a push gets 500.", ["handler"]),
    "local-tag": may("`x:local` is the model `x` with the tag `local`.", ["handler"]),
  },
);

import { chapter, may, must, should } from "./chapter.ts";

/** Pulling models over HTTP. */
export const modelsPull = chapter(
  { id: "models-pull", title: "Pulling models", about: "Pulling models over HTTP.", operations: ["pull"] },
  {
    "digest-in-progress": must(
      "A frame about the download of a blob has `digest`, `total` and, once bytes have come, `completed`.",
      ["handler", "client:open-webui"],
    ),
    "completed-grows": should(
      "`completed` of one digest never falls nor exceeds `total`, unless a part is tried again.",
      ["handler", "client:open-webui"],
    ),
    "manifest-first": should("The first frame has the `status` `pulling manifest`.", ["handler"]),
    verifying: should("A frame `verifying sha256 digest` comes before `success`.", ["handler"]),
    "writing-manifest": should("A frame `writing manifest` comes between `verifying sha256 digest` and `success`.", [
      "handler",
    ]),
    unstreamed: must('`stream` false answers one object, `{"status":"success"}`, at the end.', [
      "handler",
      "client:curl",
    ]),
    "unstreamed-error": should('`stream` false answers a failure with a status of 500, or 400, and `{"error"}`.', [
      "handler",
    ]),
    listed: should("A pulled model is in `/api/tags` once `success` has come.", ["handler"], {
      operations: ["pull", "list"],
    }),
    "missing-is-error": should(
      "A model that the registry does not have gives an error that ends with `file does not exist`.",
      ["handler", "client:ollama-cli"],
    ),
    "name-alias": should("The model may be named by `name` instead of `model`.", ["handler", "client:ollama-js"]),
    twice: should("Pulling a model again that is up to date succeeds.", ["handler"]),
    "insecure-accepted": may("`insecure`, `username` and `password` are accepted.", ["handler"]),
  },
);

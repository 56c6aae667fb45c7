import { chapter, may, must, observed, should } from "./chapter.ts";

/** Rules of `POST /api/pull`: the request, its errors and its progress. */
export const pull = chapter(
  { id: "pull", title: "Pull", about: "Requests, errors and progress of `POST /api/pull`.", operations: ["pull"] },
  {
    "name.missing": should("A request without a name gets 400 `invalid model name`.", [observed]),
    "name.invalid": should("A name that can't be a name gets 400 `invalid model name` before the stream begins.", [
      observed,
    ]),
    "progress.default-stream": must("A request without `stream` streams its progress.", [
      "handler",
      "client:ollama-cli",
      "client:open-webui",
    ]),
    "progress.layer-status": should(
      "Objects about a layer have a `status` of `pulling` and the first twelve digits of its digest.",
      ["handler"],
    ),
    "progress.digest-prefix": must("`digest` of a progress object starts with `sha256:`.", [
      "handler",
      "client:ollama-cli",
      "client:open-webui",
    ]),
    "progress.numbers": must("`total` and `completed` are whole numbers of bytes.", [
      "handler",
      "client:open-webui",
      "client:ollama-cli",
    ]),
    "progress.present-layers": should(
      "A layer that is in the store already has an object with `completed` equal to `total`.",
      [observed],
    ),
    "progress.small-layers": may("A small layer may have no object of its own.", ["handler"]),
    "progress.unused-layers": may("`removing unused layers` comes only where there are any.", ["handler"], {
      introducedIn: "0.3.7",
    }),
    "error.in-stream": must("An error of the registry is a last line with `error`, after `pulling manifest`.", [
      "handler",
      "client:ollama-js",
      "client:open-webui",
    ]),
    "error.status-unstreamed": should("With `stream` false an error of the registry gets 500.", ["handler"]),
    "error.prefix": should("An error of the registry's manifest starts with `pull model manifest:`.", [observed]),
    "error.digest": should(
      "A download with a wrong hash ends in an error that starts with `digest mismatch, file must be downloaded again`.",
      ["handler"],
    ),
    "scheme-dropped": may("A scheme in the name is dropped, so that `http://` needs `insecure` too.", [observed]),
    resumes: should("A pull that broke off goes on where it was when it is asked for again.", ["handler"]),
    shared: should("Two pulls of one model at a time share their downloads, and both succeed.", ["handler"]),
    abort: should("A client that leaves during a pull does no harm to later requests.", ["handler"]),
    "failed-not-listed": should("A pull that failed leaves no new model in the list.", ["handler"], {
      operations: ["pull", "list"],
    }),
  },
);

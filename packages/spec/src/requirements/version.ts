import { chapter, may, must, observed, should } from "./chapter.ts";

/** Rules of `GET /api/version`. */
export const version = chapter(
  { id: "version", title: "Version", about: "What a server says about its version.", operations: ["version"] },
  {
    present: must(
      "`GET /api/version` answers 200 with a JSON object.",
      [observed, "client:copilot", "client:open-webui"],
      { presence: true },
    ),
    "string-field": must("The `version` of `GET /api/version` is a string that is not empty.", [
      observed,
      "go-types",
      "client:copilot",
    ]),
    semver: must("`version` is three numbers joined by dots, with a pre-release suffix such as `-rc2` at most.", [
      "handler",
      "client:copilot",
    ]),
    "no-prefix": must("`version` starts with a digit, not with `v` or a product's name.", [
      "handler",
      "client:copilot",
    ]),
    "client-gate": must("`version` is at least `0.6.4`, or exactly `0.0.0` for a development build.", [
      "client:copilot",
    ]),
    "only-field": may("The answer of `GET /api/version` has no field but `version`.", [observed]),
    head: should("`HEAD /api/version` answers with the status and headers of the GET and no body.", ["handler"], {
      introducedIn: "0.5.12",
    }),
    stable: should("`GET /api/version` gives the same answer each time while the server runs.", ["handler"]),
    "without-models": should("`GET /api/version` answers while no model is installed or while one is loading.", [
      "handler",
      "client:copilot",
    ]),
  },
);

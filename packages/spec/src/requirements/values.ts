import { chapter, may, must, observed, should } from "./chapter.ts";

const answers = ["generate", "chat"] as const;

/** Rules of how values are written in answers. */
export const values = chapter(
  { id: "values", title: "Values", about: "How times, durations, numbers and texts are written in answers." },
  {
    "time.rfc3339": must(
      "Times are RFC 3339 strings such as `2026-11-22T00:32:05.948628515Z`, not numbers and not seconds since an epoch.",
      [observed, "client:ollama-go", "client:ollama-python"],
      { operations: ["generate", "chat", "list", "show", "ps"] },
    ),
    "time.zone": must(
      "Each time has a zone, `Z` or an offset such as `+02:00`.",
      [observed, "client:ollama-go", "client:open-webui"],
      { operations: ["generate", "chat", "list", "show", "ps"] },
    ),
    "time.created-at-utc": should("`created_at` is in UTC with `Z`.", [observed], { operations: answers }),
    "time.created-at-now": should(
      "`created_at` is the time at which its frame was made, by the server's clock.",
      ["handler"],
      { operations: answers },
    ),
    "time.fraction-digits": should("Times have at most nine digits behind the point.", [observed], {
      operations: ["generate", "chat", "list", "show", "ps"],
    }),
    "time.trailing-zeros": may("Fractions of seconds have no zeros at their end.", [observed], {
      operations: ["generate", "chat", "list", "show", "ps"],
    }),
    "time.local-offset": may("`modified_at` and `expires_at` have the offset of the server's zone.", [observed], {
      operations: ["list", "show", "ps"],
    }),
    "duration.nanoseconds": must(
      "Durations are whole numbers of nanoseconds.",
      [observed, "client:ollama-go", "client:ollama-cli"],
      { operations: answers },
    ),
    "duration.not-negative": should("Durations are never negative.", ["handler"], { operations: answers }),
    "integer.no-fraction": must(
      "Counts and sizes are written without a fraction or an exponent.",
      [observed, "client:ollama-go", "client:zed"],
      { operations: ["generate", "chat", "list", "ps"] },
    ),
    "omit.zero": should("Counts and durations that are 0 may be left out, and are never `null`.", [observed], {
      operations: answers,
    }),
    "omit.empty": should("Optional fields without a value are left out rather than `null`.", [observed]),
    "json.keys-once": must("No object of an answer has a key twice.", ["handler", "client:ollama-go"]),
    "json.utf8": must("Answers are valid UTF-8.", ["handler", "client:ollama-python"]),
    "json.escapes": may("`<`, `>`, `&`, U+2028 and U+2029 are written as `\\u` escapes.", [observed]),
    "json.no-trailing-newline": may("A JSON answer that does not stream has no newline at its end.", [observed]),
    "json.key-order": may(
      "Keys of an answer stand in the order of Ollama's types, such as `model`, `created_at`, `response`, `done`.",
      [observed, "go-types"],
    ),
    "json.compact": may("JSON answers have no white space between tokens.", [observed]),
  },
);

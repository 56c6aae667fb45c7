import { chapter, may, must, observed, should } from "./chapter.ts";

/** Rules of `keep_alive`. */
export const keepAlive = chapter(
  { id: "keep-alive", title: "Keep alive", about: "How long a model stays loaded.", operations: ["generate", "chat"] },
  {
    "number.seconds": must("A positive number is a duration in seconds.", [observed, "client:llamaindex"], {
      introducedIn: "0.1.23",
    }),
    "number.fraction": should("A number of seconds may have a fraction.", [observed], { introducedIn: "0.11.8" }),
    "number.negative": must(
      "A negative number such as `-1` keeps the model loaded for ever.",
      [observed, "client:home-assistant", "client:zed"],
      { introducedIn: "0.1.23" },
    ),
    "number.zero": must("`0` unloads the model as soon as the request is answered.", [observed, "client:open-webui"], {
      introducedIn: "0.1.23",
    }),
    "string.duration": must(
      "A string such as `10m`, `1h30m` or `1.5s` is a duration.",
      [observed, "client:home-assistant"],
      { introducedIn: "0.1.23" },
    ),
    "string.units": should("Units of a duration are `ns`, `us`, `µs`, `ms`, `s`, `m` and `h`.", [observed]),
    "string.negative": should("A negative duration such as `-1s` keeps the model loaded for ever.", [observed]),
    "string.zero": should('`"0"` and `"0s"` mean the same as `0`.', [observed]),
    "absent.default": should(
      "Without `keep_alive` a model that is loaded by the request stays for five minutes, unless the server is told otherwise.",
      [observed, "docs"],
    ),
    "absent.sticky": should("Without `keep_alive` a loaded model keeps the duration of the request before.", [
      observed,
    ]),
    "null.absent": must("`null` counts as absent.", [observed, "client:langchainjs"]),
    "forever.expires-at": should(
      "A model that is kept for ever has an `expires_at` more than a hundred years ahead.",
      [observed],
      { operations: ["generate", "chat", "ps"] },
    ),
    "effective.expires-at": should(
      "After an answer `expires_at` is about the time of the answer plus the duration.",
      [observed],
      { operations: ["generate", "chat", "ps"] },
    ),
    "effective.renewed": should("Each request to a loaded model starts its duration anew.", ["handler"]),
    "effective.unloads": must(
      "A model leaves `GET /api/ps` when its duration is over.",
      ["handler", "client:open-webui"],
      { operations: ["generate", "chat", "ps"] },
    ),
    "invalid.no-unit": may(
      'A string without a unit such as `"10"` or `"-1"` gets 400 or is taken as the number that it is, since clients send it by mistake.',
      [observed, "client:karakeep", "client:langchainjs", "client:flowise"],
    ),
    "invalid.no-unit-text": may(
      'Where a string without a unit is refused the error is `time: missing unit in duration "10"` with the string.',
      [observed],
    ),
    "invalid.empty": should('An empty string gets 400 `time: invalid duration ""`.', [observed]),
    "invalid.unit": should('An unknown unit as in `"1d"` gets 400 `time: unknown unit "d" in duration "1d"`.', [
      observed,
    ]),
    "invalid.text": should('A string that is no duration, such as `"abc"`, gets 400 `time: invalid duration "abc"`.', [
      observed,
    ]),
    "invalid.status": should("A `keep_alive` that is no duration gets 400 before the model is looked up.", [observed]),
    "invalid.bool": should("`true` gets 400 `Unsupported type: 'bool'`.", [observed], { introducedIn: "0.1.34" }),
    "invalid.array": may("`[]` gets 400 `Unsupported type: '[]interface {}'`.", [observed], { introducedIn: "0.1.34" }),
    "invalid.object": may("`{}` gets 400 `Unsupported type: 'map[string]interface {}'`.", [observed], {
      introducedIn: "0.1.34",
    }),
    "number.overflow": may("A number of seconds beyond 292 years unloads the model at once or keeps it for ever.", [
      observed,
    ]),
  },
);

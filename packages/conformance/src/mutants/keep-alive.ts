import { failure } from "../fake/answer.ts";
import type { FakeState } from "../fake/state.ts";
import { without } from "./changes.ts";
import { type Fields, fieldsOf, onFields } from "./inference.ts";
import type { Mutant } from "./mutant.ts";
import { onEntries } from "./operations.ts";

/** Changes the `keep_alive` of requests that have one. */
const onKeepAlive = (change: (value: unknown) => unknown) =>
  onFields((fields) => ("keep_alive" in fields ? { ...fields, keep_alive: change(fields.keep_alive) } : fields));

/** Refuses a `keep_alive`. */
const refusing = (
  refused: (value: unknown) => boolean,
  error = "invalid keep_alive",
): NonNullable<Mutant["answer"]> => {
  return (answer, request) => (refused(fieldsOf(request).keep_alive) ? failure(400, error) : answer);
};

/** The error of a `keep_alive` in other words. */
const onError = (status: number, error: string): NonNullable<Mutant["answer"]> => {
  return (answer, request) =>
    answer.status === 400 && "keep_alive" in fieldsOf(request) ? failure(status, error) : answer;
};

const isText = (value: unknown): value is string => typeof value === "string";

/** Shows of each model the first time at which it ends that was seen after a `keep_alive`. */
function withoutRenewal(): NonNullable<Mutant["answer"]> {
  const seen = new WeakMap<FakeState, Map<unknown, unknown>>();
  return (answer, request, state) => {
    const first = seen.getOrInsertComputed(state, () => new Map());
    if ("keep_alive" in fieldsOf(request)) first.clear();
    return onEntries("ps", (entry) => ({
      ...entry,
      expires_at: first.getOrInsert(entry.name, entry.expires_at),
    }))(answer, request, state);
  };
}

/** Mutants of `keep_alive`. */
export const keepAlive: readonly Mutant[] = [
  {
    id: "keep-alive-ignored",
    bug: "`keep_alive` is ignored.",
    killedBy: [
      "keep-alive.number.seconds",
      "keep-alive.number.zero",
      "keep-alive.number.negative",
      "keep-alive.string.duration",
      "keep-alive.forever.expires-at",
      "keep-alive.effective.expires-at",
      "keep-alive.invalid.status",
    ],
    request: onFields((fields) => without(fields, "keep_alive")),
  },
  {
    id: "keep-alive-number-refused",
    bug: "A `keep_alive` that is a number is refused.",
    killedBy: ["keep-alive.number.seconds", "keep-alive.number.zero", "keep-alive.number.negative"],
    answer: refusing((value) => typeof value === "number"),
  },
  {
    id: "keep-alive-text-refused",
    bug: "A `keep_alive` that is a string is refused.",
    killedBy: ["keep-alive.string.duration", "keep-alive.string.negative", "keep-alive.string.zero"],
    answer: refusing(isText),
  },
  {
    id: "keep-alive-fraction-refused",
    bug: "A `keep_alive` with a fraction is refused.",
    killedBy: ["keep-alive.number.fraction"],
    answer: refusing((value) => typeof value === "number" && !Number.isInteger(value)),
  },
  {
    id: "keep-alive-minutes",
    bug: "A `keep_alive` that is a number counts minutes.",
    killedBy: ["keep-alive.number.seconds", "keep-alive.number.fraction"],
    request: onKeepAlive((value) => (typeof value === "number" ? value * 60 : value)),
  },
  {
    id: "keep-alive-milliseconds",
    bug: "A `keep_alive` that is a number counts milliseconds.",
    killedBy: ["keep-alive.number.seconds"],
    request: onKeepAlive((value) => (typeof value === "number" ? value / 1000 : value)),
  },
  {
    id: "keep-alive-negative-unloads",
    bug: "A negative `keep_alive` unloads the model.",
    killedBy: ["keep-alive.number.negative", "keep-alive.string.negative", "keep-alive.forever.expires-at"],
    request: onKeepAlive((value) => (Number.parseFloat(String(value)) < 0 ? 0 : value)),
  },
  {
    id: "keep-alive-forever-a-day",
    bug: "A model that is kept for ever is said to expire in a day.",
    killedBy: ["keep-alive.forever.expires-at"],
    request: onKeepAlive((value) => (Number.parseFloat(String(value)) < 0 ? "24h" : value)),
  },
  {
    id: "keep-alive-zero-is-default",
    bug: "A `keep_alive` of 0 counts as absent.",
    killedBy: ["keep-alive.number.zero", "ps.unloaded-gone"],
    request: onFields((fields: Fields) => (fields.keep_alive === 0 ? without(fields, "keep_alive") : fields)),
  },
  {
    id: "keep-alive-zero-text-is-default",
    bug: 'A `keep_alive` of `"0"` counts as absent.',
    killedBy: ["keep-alive.string.zero"],
    request: onFields((fields: Fields) =>
      isText(fields.keep_alive) && /^0s?$/.test(fields.keep_alive) ? without(fields, "keep_alive") : fields,
    ),
  },
  {
    id: "keep-alive-one-unit",
    bug: "Of a duration the first number and unit are read alone.",
    killedBy: ["keep-alive.string.duration"],
    request: onKeepAlive((value) => (isText(value) ? value.replace(/^([+-]?[\d.]+[a-zµμ]+).*$/, "$1") : value)),
  },
  {
    id: "keep-alive-whole-units",
    bug: "Fractions in durations are cut off.",
    killedBy: ["keep-alive.string.duration", "keep-alive.string.units"],
    request: onKeepAlive((value) => (isText(value) ? value.replace(/\.\d+/g, "") : value)),
  },
  {
    id: "keep-alive-small-units-unknown",
    bug: "Durations in milliseconds and less are refused.",
    killedBy: ["keep-alive.string.units", "keep-alive.effective.unloads"],
    answer: refusing((value) => isText(value) && /[mnuµ]s/.test(value)),
  },
  {
    id: "keep-alive-days",
    bug: "Days are a unit of durations.",
    killedBy: ["keep-alive.invalid.unit"],
    request: onKeepAlive((value) => (isText(value) ? value.replace(/^(\d+)d$/, "$1h") : value)),
  },
  {
    id: "keep-alive-anything",
    bug: "A `keep_alive` that can't be read counts as absent.",
    killedBy: [
      "keep-alive.invalid.status",
      "keep-alive.invalid.empty",
      "keep-alive.invalid.text",
      "keep-alive.invalid.unit",
      "keep-alive.invalid.bool",
    ],
    request: onKeepAlive((value) =>
      typeof value === "number" || (isText(value) && /^[+-]?(?:[\d.]+(?:ns|us|µs|ms|s|m|h))+$|^0$/.test(value))
        ? value
        : null,
    ),
  },
  {
    id: "keep-alive-error-500",
    bug: "A `keep_alive` that can't be read gets 500.",
    killedBy: ["keep-alive.invalid.status", "keep-alive.invalid.no-unit", "keep-alive.invalid.bool"],
    answer: onError(500, "invalid duration"),
  },
  {
    id: "keep-alive-other-error",
    bug: "The error of a `keep_alive` has words of the server's own.",
    killedBy: [
      "keep-alive.invalid.empty",
      "keep-alive.invalid.text",
      "keep-alive.invalid.unit",
      "keep-alive.invalid.no-unit-text",
    ],
    answer: onError(400, "keep_alive is no duration"),
  },
  {
    id: "keep-alive-default-hour",
    bug: "By default a model stays for an hour.",
    killedBy: ["keep-alive.absent.default"],
    request: onFields((fields) => ("keep_alive" in fields ? fields : { ...fields, keep_alive: "1h" })),
  },
  {
    id: "keep-alive-not-sticky",
    bug: "A request without `keep_alive` sets the default again.",
    killedBy: ["keep-alive.absent.sticky"],
    request: onFields((fields) => ("keep_alive" in fields ? fields : { ...fields, keep_alive: "5m" })),
  },
  {
    id: "keep-alive-null-unloads",
    bug: "A `keep_alive` that is `null` counts as 0.",
    killedBy: ["keep-alive.null.absent"],
    request: onKeepAlive((value) => value ?? 0),
  },
  {
    id: "expires-at-of-load",
    bug: "`expires_at` is reckoned when a request has a `keep_alive`, and stays so with those that have none.",
    killedBy: ["keep-alive.effective.renewed"],
    answer: withoutRenewal(),
  },
];

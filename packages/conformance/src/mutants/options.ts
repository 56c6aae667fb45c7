import { isRecord } from "../check/expect.ts";
import { failure } from "../fake/answer.ts";
import type { FakeRequest } from "../fake/request.ts";
import { without } from "./changes.ts";
import { asks, type Fields, fieldsOf, onFields, onFrames, refusing } from "./inference.ts";
import type { Mutant } from "./mutant.ts";
import { onBody } from "./operations.ts";

/** Changes the options of requests. */
const onOptions = (change: (options: Fields) => Fields) =>
  onFields((fields) => (isRecord(fields.options) ? { ...fields, options: change(fields.options) } : fields));

const ignoring = (...names: readonly string[]) => onOptions((options) => without(options, ...names));

/** Refuses requests with options of a kind. */
const refusingOptions = (refused: (options: Fields) => boolean, error?: string) =>
  refusing(({ options }) => isRecord(options) && refused(options), error);

const removed = ["mirostat", "numa", "low_vram", "f16_kv", "penalize_newline"];

/** The error of a wrong option, in other words. */
const otherText = (form: RegExp): NonNullable<Mutant["answer"]> => {
  return (answer) => {
    const { body } = answer;
    const error = body.kind === "json" && isRecord(body.value) ? body.value.error : undefined;
    return typeof error === "string" && form.test(error) ? failure(400, "invalid option") : answer;
  };
};

/** A number that no two answers share. */
let calls = 0;
const differs = (request: FakeRequest) => {
  calls += asks(request) ? 1 : 0;
  return calls;
};

/** Mutants of options. */
export const options: readonly Mutant[] = [
  {
    id: "unknown-options-refused",
    bug: "An option that the server does not know is an error.",
    seenIn: "Mintplex-Labs/anything-llm",
    killedBy: ["options.unknown-ignored"],
    answer: refusingOptions((given) => Object.keys(given).some((name) => /^cria|^useMLock$/.test(name))),
  },
  {
    id: "removed-options-refused",
    bug: "Options of older versions are errors.",
    killedBy: ["options.removed-ignored"],
    answer: refusingOptions((given) => removed.some((name) => name in given)),
  },
  {
    id: "null-options-typed",
    bug: "An option that is `null` is one of a wrong type.",
    killedBy: ["options.null-ignored"],
    answer: refusingOptions((given) => given.temperature === null),
  },
  {
    id: "option-names-any-case",
    bug: "Names of options are taken in any case.",
    killedBy: ["options.names-case-sensitive"],
    request: onOptions((given) =>
      Object.fromEntries(Object.entries(given).map(([name, value]) => [name.toLowerCase(), value])),
    ),
  },
  {
    id: "whole-floats-refused",
    bug: "`8192.0` is refused where an option takes an integer.",
    seenIn: "mudler/LocalAI#9837",
    killedBy: ["options.integer.from-float"],
    answer: (answer, { bytes }) =>
      /"num_\w+":\d+\.0/.test(new TextDecoder().decode(bytes)) ? failure(400, "json: cannot unmarshal number") : answer,
  },
  {
    id: "fractions-rounded-up",
    bug: "A fraction where an option takes an integer is rounded up.",
    killedBy: ["options.integer.truncates"],
    request: onOptions((given) =>
      typeof given.num_predict === "number" ? { ...given, num_predict: Math.ceil(given.num_predict) } : given,
    ),
  },
  {
    id: "option-types-ignored",
    bug: "An option of a wrong type is ignored.",
    killedBy: [
      "options.type.status",
      "options.type.integer-text",
      "options.type.float-text",
      "options.type.array-text",
    ],
    request: onOptions((given) =>
      Object.fromEntries(
        Object.entries(given).filter(
          ([name, value]) => typeof value === "number" || (name === "stop" && isTexts(value)),
        ),
      ),
    ),
  },
  {
    id: "option-errors-unnamed",
    bug: "The error of a wrong option does not name it.",
    killedBy: [
      "options.type.integer-text",
      "options.type.float-text",
      "options.type.boolean-text",
      "options.type.array-text",
      "options.type.array-element-text",
    ],
    answer: otherText(/^option "/),
  },
  {
    id: "options-unchecked-without-prompt",
    bug: "Options are not looked at when a model is only loaded.",
    killedBy: ["options.type.on-load"],
    request: (request, state) =>
      asks(request) ? request : onFields((fields) => without(fields, "options"))(request, state),
  },
  {
    id: "options-checked-on-unload",
    bug: "Wrong options keep a model from being unloaded.",
    killedBy: ["options.type.not-on-unload"],
    answer: refusing(
      ({ keep_alive: keepAlive, options: given }) =>
        keepAlive === 0 && isRecord(given) && typeof given.num_ctx === "string",
    ),
  },
  {
    id: "model-parameters-win",
    bug: "The parameters of a model win over the options of a request.",
    killedBy: ["options.merge.request-wins"],
    request: (request, state) =>
      String(fieldsOf(request).model).startsWith("cria-conformance")
        ? ignoring("num_predict")(request, state)
        : request,
  },
  {
    id: "model-parameters-ignored",
    bug: "The parameters of a model are stored and never used.",
    killedBy: ["options.merge.model-applies", "show.modelfile.parameter"],
    request: onBody((fields) => without(fields, "parameters"), "create"),
  },
  {
    id: "num-ctx-uncapped",
    bug: "A `num_ctx` beyond the trained context is refused.",
    killedBy: ["options.num-ctx.capped"],
    answer: refusingOptions(
      ({ num_ctx: length }) => typeof length === "number" && length > 8192,
      "num_ctx is too large",
    ),
  },
  {
    id: "num-ctx-minimum-refused",
    bug: "A `num_ctx` of 0 is refused.",
    killedBy: ["options.num-ctx.minimum"],
    answer: refusingOptions(({ num_ctx: length }) => typeof length === "number" && length <= 0),
  },
  {
    id: "num-predict-as-max-tokens",
    bug: "The limit of tokens is read from `max_tokens` rather than `num_predict`.",
    killedBy: ["options.num-predict.limits", "options.num-predict.length"],
    request: onOptions((given) => without({ ...given, num_predict: given.max_tokens ?? -1 }, "max_tokens")),
  },
  {
    id: "num-predict-off-by-one",
    bug: "One token more than `num_predict` is generated.",
    killedBy: ["options.num-predict.limits"],
    request: onOptions((given) =>
      typeof given.num_predict === "number" ? { ...given, num_predict: given.num_predict + 1 } : given,
    ),
  },
  {
    id: "negative-num-predict-is-zero",
    bug: "A negative `num_predict` generates one token.",
    killedBy: ["options.num-predict.negative"],
    request: onOptions((given) => (Number(given.num_predict) < 0 ? { ...given, num_predict: 1 } : given)),
  },
  {
    id: "length-is-stop",
    bug: "`done_reason` of an answer that was cut is `stop`.",
    killedBy: ["options.num-predict.length"],
    answer: onFrames((frame) => (frame.done_reason === "length" ? { ...frame, done_reason: "stop" } : frame)),
  },
  {
    id: "stop-ignored",
    bug: "`stop` is ignored.",
    killedBy: ["options.stop.cuts", "options.stop.not-in-text", "options.stop.across-tokens"],
    request: ignoring("stop"),
  },
  {
    id: "stop-in-text",
    bug: "The stop string is part of the text.",
    killedBy: ["options.stop.not-in-text", "options.stop.cuts"],
    answer: onFrames((frame, { request, streamed }) => {
      const { options: given } = fieldsOf(request);
      const stop = isRecord(given) && Array.isArray(given.stop) ? given.stop[0] : "";
      return streamed || typeof frame.response !== "string"
        ? frame
        : { ...frame, response: `${frame.response}${stop}` };
    }),
  },
  {
    id: "stop-in-streams-missed",
    bug: "A stop string is looked for in single tokens alone.",
    killedBy: ["options.stop.across-tokens"],
    request: (request, state) => (fieldsOf(request).stream === false ? request : ignoring("stop")(request, state)),
  },
  {
    id: "stop-reason-length",
    bug: "`done_reason` of an answer that a stop string ended is `length`.",
    killedBy: ["options.stop.done-reason"],
    answer: onFrames((frame) => (frame.done_reason === "stop" ? { ...frame, done_reason: "length" } : frame)),
  },
  {
    id: "stop-refused",
    bug: "A list of stop strings is refused, since the engine takes one.",
    killedBy: ["options.stop.cuts", "options.stop.done-reason"],
    answer: refusingOptions(({ stop }) => Array.isArray(stop) && stop.length > 0),
  },
  {
    id: "seed-ignored",
    bug: "`seed` is ignored.",
    killedBy: ["options.seed.repeatable"],
    answer: onFrames((frame, { request }) =>
      typeof frame.response === "string" && frame.response !== ""
        ? { ...frame, response: `${frame.response}${differs(request)}` }
        : frame,
    ),
  },
  {
    id: "temperature-zero-is-default",
    bug: "A `temperature` of 0 counts as absent.",
    killedBy: ["options.temperature.zero-repeatable"],
    request: (request, state) =>
      onOptions((given) => (given.temperature === 0 ? { ...given, temperature: 0.8, seed: differs(request) } : given))(
        request,
        state,
      ),
  },
  {
    id: "top-k-ignored",
    bug: "`top_k` is ignored.",
    killedBy: ["options.top-k.one-is-greedy"],
    request: (request, state) =>
      onOptions((given) => (given.top_k === 1 ? { ...given, seed: differs(request) } : given))(request, state),
  },
  {
    id: "temperature-range-checked",
    bug: "A `temperature` above 2 is refused.",
    killedBy: ["options.temperature.no-range-check"],
    answer: refusingOptions(({ temperature }) => Number(temperature) > 2 || Number(temperature) < 0),
  },
  {
    id: "empty-options-refused",
    bug: "`options` without an option are refused.",
    killedBy: ["options.empty-object"],
    answer: refusing(({ options: given }) => isRecord(given) && Object.keys(given).length === 0),
  },
];

function isTexts(value: unknown): boolean {
  return Array.isArray(value) && value.every((item) => typeof item === "string");
}

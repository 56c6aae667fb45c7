import { isRecord } from "../check/expect.ts";
import { mapObjects, without } from "./changes.ts";
import { type Fields, onFrames, onJson } from "./inference.ts";
import type { Mutant } from "./mutant.ts";

const durations = ["total_duration", "load_duration", "prompt_eval_duration", "eval_duration"];

/** Changes each time of an answer. */
const times = (change: (time: string) => unknown) =>
  onJson((part) =>
    part.replace(/"(created_at|modified_at|expires_at)":"([^"]*)"/g, (_, name: string, time: string) => {
      return `"${name}":${JSON.stringify(change(time))}`;
    }),
  );

/** Changes each duration of an answer. */
const spans = (change: (nanoseconds: number) => unknown) =>
  onFrames((frame) => ({
    ...frame,
    ...Object.fromEntries(durations.filter((name) => name in frame).map((name) => [name, change(Number(frame[name]))])),
  }));

/** Mutants of how values are written. */
export const values: readonly Mutant[] = [
  {
    id: "created-at-epoch-text",
    bug: '`created_at` is the seconds since 1970 as a text, such as `"1786293998.000000000Z"`.',
    seenIn: "paiml/aprender#2371",
    killedBy: ["values.time.rfc3339"],
    answer: times((time) => `${Math.trunc(Date.parse(time) / 1000)}.000000000Z`),
  },
  {
    id: "created-at-number",
    bug: "`created_at` is a number of seconds, such as `772720634.279589`.",
    seenIn: "mattt/olleh#7",
    killedBy: ["values.time.rfc3339", "values.time.created-at-utc"],
    answer: times((time) => Date.parse(time) / 1000 - 978307200.5),
  },
  {
    id: "time-without-zone",
    bug: "Times have no zone, as Python's `datetime.now().isoformat()` writes them.",
    killedBy: ["values.time.zone", "values.time.created-at-utc"],
    answer: times((time) => time.replace(/Z$/, "")),
  },
  {
    id: "created-at-local",
    bug: "`created_at` has the offset of the server's zone.",
    killedBy: ["values.time.created-at-utc"],
    answer: times((time) => time.replace(/Z$/, "+00:00")),
  },
  {
    id: "created-at-local-as-utc",
    bug: "`created_at` is the local time with `Z` behind it.",
    killedBy: ["values.time.created-at-now"],
    answer: times((time) => new Date(Date.parse(time) + 7_200_000).toISOString()),
  },
  {
    id: "time-with-ten-digits",
    bug: "Times have twelve digits behind the point.",
    killedBy: ["values.time.fraction-digits"],
    answer: times((time) => time.replace(/Z$/, "000000001Z")),
  },
  {
    id: "durations-in-seconds",
    bug: "Durations are seconds with a fraction.",
    killedBy: ["values.duration.nanoseconds", "values.integer.no-fraction"],
    answer: spans((nanoseconds) => (nanoseconds + 0.5) / 1e9),
  },
  {
    id: "durations-in-milliseconds",
    bug: "Durations are milliseconds.",
    killedBy: ["values.duration.nanoseconds"],
    answer: spans((nanoseconds) => Math.ceil(nanoseconds / 1e6)),
  },
  {
    id: "durations-negative",
    bug: "Times are subtracted the wrong way round.",
    killedBy: ["values.duration.not-negative"],
    answer: spans((nanoseconds) => -nanoseconds),
  },
  {
    id: "counts-with-fraction",
    bug: "Whole numbers are written with a point, such as `12.0`.",
    killedBy: ["values.integer.no-fraction"],
    answer: onJson((part) => part.replace(/"((?:prompt_)?eval_count|size)":(\d+)/g, '"$1":$2.0')),
  },
  {
    id: "sizes-with-exponent",
    bug: "Large numbers are written with an exponent.",
    killedBy: ["values.integer.no-fraction"],
    answer: onJson((part) =>
      part.replace(/"size":(\d+)/g, (_, size: string) => `"size":${Number(size).toExponential()}`),
    ),
  },
  {
    id: "metrics-null",
    bug: "Counts and durations that there are none of are null.",
    killedBy: ["values.omit.zero", "values.omit.empty"],
    answer: onFrames((frame) => ({ total_duration: null, eval_count: null, ...frame })),
  },
  {
    id: "optional-fields-null",
    bug: "Fields without a value are null, as a typed struct without `omitempty` writes them.",
    killedBy: ["values.omit.empty", "think.field.omitted"],
    answer: onFrames((frame) =>
      isRecord(frame.message)
        ? { ...frame, message: { thinking: null, tool_calls: null, images: null, ...frame.message } }
        : { thinking: null, ...frame },
    ),
  },
  {
    id: "key-twice",
    bug: "`done` is written twice, by a base type and by the one that extends it.",
    killedBy: ["values.json.keys-once"],
    answer: onJson((part) => part.replace('"done":', '"done":false,"done":')),
  },
  {
    id: "answers-in-latin-1",
    bug: "Answers are written in Latin-1.",
    killedBy: ["values.json.utf8"],
    answer: onJson((part) => Buffer.from(part.replaceAll('"done":', '"é":"é","done":'), "latin1")),
  },
  {
    id: "wrong-size-type",
    bug: "Sizes of models are texts.",
    killedBy: ["values.integer.no-fraction"],
    answer: (answer, { operation }) =>
      operation !== "list"
        ? answer
        : mapObjects(answer, (body: Fields) => ({
            models: (Array.isArray(body.models) ? body.models : []).map((model: Fields) => ({
              ...without(model, "size"),
              size: `${String(model.size)} bytes`,
            })),
          })),
  },
];

import { isRecord } from "../check/expect.ts";
import { mapElements, without } from "./changes.ts";
import { type Fields, fieldsOf, onFields, onFrames, onList } from "./inference.ts";
import type { Mutant } from "./mutant.ts";

/** Changes each entry of an answer's log probabilities. */
const entries = (change: (entry: Fields) => unknown) => onFrames((frame) => mapElements(frame, "logprobs", change));

/** Changes the alternatives of each entry. */
const tops = (change: (top: readonly unknown[]) => readonly unknown[]) =>
  entries((entry) =>
    Array.isArray(entry.top_logprobs) ? { ...entry, top_logprobs: change(entry.top_logprobs) } : entry,
  );

/** Mutants of log probabilities. */
export const logprobs: readonly Mutant[] = [
  {
    id: "logprobs-always",
    bug: "Answers have log probabilities that nobody asked for.",
    killedBy: ["logprobs.default.off"],
    request: onFields((fields) => ({ ...fields, logprobs: true })),
  },
  {
    id: "logprobs-ignored",
    bug: "`logprobs` is ignored.",
    killedBy: ["logprobs.on.per-token", "logprobs.stream.own-frame"],
    answer: onFrames((frame) => without(frame, "logprobs")),
  },
  {
    id: "logprobs-of-last-token",
    bug: "Only the last token has a log probability.",
    killedBy: ["logprobs.on.per-token", "logprobs.on.joined-tokens"],
    answer: onFrames((frame, { streamed }) =>
      !streamed && Array.isArray(frame.logprobs) ? { ...frame, logprobs: frame.logprobs.slice(-1) } : frame,
    ),
  },
  {
    id: "logprobs-tokens-trimmed",
    bug: "Tokens of log probabilities have lost their white space.",
    killedBy: ["logprobs.on.joined-tokens", "logprobs.entry.bytes"],
    answer: entries((entry) => ({ ...entry, token: String(entry.token).trim() })),
  },
  {
    id: "logprobs-with-tags",
    bug: "Log probabilities of a model that thinks hold the tags around its thoughts.",
    seenIn: "Cria 48cc9e2",
    killedBy: ["logprobs.thinking.joined"],
    answer: onFrames((frame) => {
      const { logprobs, message } = frame;
      if (!Array.isArray(logprobs) || !isRecord(message) || !message.thinking) return frame;
      return { ...frame, logprobs: [{ token: "<think>", logprob: -0.1 }, ...logprobs] };
    }),
  },
  {
    id: "logprobs-token-ids",
    bug: "`token` is the number of the token.",
    killedBy: ["logprobs.entry.fields"],
    answer: entries((entry) => ({ ...entry, token: 42 })),
  },
  {
    id: "logprob-null",
    bug: "`logprob` is null, since JSON has no infinity.",
    killedBy: ["logprobs.entry.fields"],
    answer: entries((entry) => ({ ...entry, logprob: null })),
  },
  {
    id: "probabilities-for-logarithms",
    bug: "`logprob` is the probability.",
    killedBy: ["logprobs.entry.not-positive"],
    answer: entries((entry) => ({ ...entry, logprob: Math.exp(Number(entry.logprob)) })),
  },
  {
    id: "logprob-bytes-utf-16",
    bug: "`bytes` are the units of UTF-16.",
    killedBy: ["logprobs.entry.bytes"],
    answer: entries((entry) => ({ ...entry, bytes: [...Buffer.from(String(entry.token), "utf16le")] })),
  },
  {
    id: "top-logprobs-one-less",
    bug: "The generated token counts as one of the alternatives, and is left out.",
    killedBy: ["logprobs.top.count", "logprobs.top.has-greedy"],
    answer: tops((top) => top.slice(1)),
  },
  {
    id: "top-logprobs-unsorted",
    bug: "Alternatives are not sorted.",
    killedBy: ["logprobs.top.sorted"],
    answer: tops((top) => top.toReversed()),
  },
  {
    id: "top-logprobs-empty",
    bug: "`top_logprobs` is empty where none were asked for.",
    killedBy: ["logprobs.top.zero"],
    answer: entries((entry) => ({ top_logprobs: [], ...entry })),
  },
  {
    id: "top-logprobs-clamped",
    bug: "`top_logprobs` out of range is brought into range.",
    killedBy: ["logprobs.top.range"],
    request: onFields((fields) =>
      typeof fields.top_logprobs === "number"
        ? { ...fields, top_logprobs: Math.min(20, Math.max(0, fields.top_logprobs)) }
        : fields,
    ),
  },
  {
    id: "logprobs-at-the-end",
    bug: "A stream has all log probabilities in its last frame.",
    killedBy: ["logprobs.stream.own-frame"],
    answer: onList((frames, request) => {
      if (fieldsOf(request).logprobs !== true) return frames;
      const all = frames.flatMap((frame) => (Array.isArray(frame.logprobs) ? frame.logprobs : []));
      return frames.map((frame) => ({ ...without(frame, "logprobs"), ...(frame.done ? { logprobs: all } : {}) }));
    }),
  },
];

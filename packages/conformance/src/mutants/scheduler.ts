import { isRecord } from "../check/expect.ts";
import { failure, json } from "../fake/answer.ts";
import { without } from "./changes.ts";
import { asks, fieldsOf, generates, onErrors, onFields, onFrames, onList, onMessages } from "./inference.ts";
import type { Mutant } from "./mutant.ts";

/** Loading took its time: the model was not loaded before. */
const LOADING = 1_000_000;

/** Mutants of loading and of requests that run at once. */
export const scheduler: readonly Mutant[] = [
  {
    id: "num-ctx-ignored",
    bug: "`num_ctx` is ignored when the model is loaded.",
    seenIn: "lemonade-sdk/lemonade#2664",
    killedBy: ["scheduler.load.reload-num-ctx"],
    request: onFields((fields) =>
      isRecord(fields.options) ? { ...fields, options: without(fields.options, "num_ctx") } : fields,
    ),
  },
  {
    id: "not-loaded-refused",
    bug: "A model must be loaded before it is asked.",
    killedBy: ["scheduler.load.on-demand"],
    answer: (answer, request) => {
      const { body } = answer;
      if (!generates(request) || !asks(request)) return answer;
      const end = body.kind === "json" ? body.value : body.kind === "ndjson" ? body.frames.at(-1) : undefined;
      const loading = isRecord(end) && Number(end.load_duration) > LOADING;
      return loading ? failure(503, "the model is not loaded") : answer;
    },
  },
  {
    id: "loaded-for-each-request",
    bug: "The model is loaded anew for each request.",
    killedBy: ["scheduler.load.no-reload"],
    answer: onFrames((frame) => ("load_duration" in frame ? { ...frame, load_duration: 5_000_000 } : frame)),
  },
  {
    id: "load-failure-empty",
    bug: "A model that can't be loaded gives an empty answer.",
    killedBy: ["scheduler.load.failure-status", "scheduler.load.failure-retry"],
    answer: onErrors((error, answer, request) =>
      error.startsWith("unable to load")
        ? json(200, { model: fieldsOf(request).model, message: { role: "assistant", content: "" }, done: true })
        : answer,
    ),
  },
  {
    id: "reload-cuts-answers",
    bug: "Loading a model anew cuts the answers that are under way.",
    killedBy: ["scheduler.load.waits-for-running", "scheduler.evict.never-running", "generate.unload.busy"],
    answer: onList((frames, request) =>
      Buffer.from(request.bytes).toString().includes("slowly") ? frames.slice(0, -3) : frames,
    ),
  },
  {
    id: "answers-crossed",
    bug: "A request gets the answer of the one before it.",
    killedBy: ["scheduler.concurrency.independent"],
    answer: (() => {
      const before = new Map<string, unknown>();
      let asked = 0;
      return onMessages((message, { request, streamed }) => {
        const structured = Buffer.from(request.bytes).toString().includes('"enum"');
        if (streamed || !structured || !message.content) return message;
        const last = before.get("content");
        before.set("content", message.content);
        return asked++ === 0 ? message : { ...message, content: last };
      });
    })(),
  },
  {
    id: "busy-refused",
    bug: "A request gets 503 while another one is answered.",
    killedBy: ["scheduler.concurrency.all-answered"],
    answer: (answer, request) =>
      generates(request) && / [1-3]"/.test(Buffer.from(request.bytes).toString()) ? failure(503, "busy") : answer,
  },
  {
    id: "blocked-by-generation",
    bug: "The list of models gets 503 while a model generates.",
    killedBy: ["scheduler.concurrency.light-endpoints"],
    answer: (() => {
      let until = 0;
      return (answer, request) => {
        if (Buffer.from(request.bytes).toString().includes("slowly")) until = performance.now() + 500;
        return request.operation === "list" && performance.now() < until ? failure(503, "busy") : answer;
      };
    })(),
  },
];

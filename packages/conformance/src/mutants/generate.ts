import { failure, json } from "../fake/answer.ts";
import { mapField, without } from "./changes.ts";
import {
  asks,
  fieldsOf,
  generates,
  ignoring,
  onErrors,
  onFields,
  onFrames,
  refusing,
  textIn,
  withText,
} from "./inference.ts";
import type { Mutant } from "./mutant.ts";

/** Whether it is a completion's frame. */
const completes = (frame: Readonly<Record<string, unknown>>) => "response" in frame;

const loads = (fields: Readonly<Record<string, unknown>>) => !fields.prompt && fields.messages === undefined;

/** Mutants of completions. */
export const generate: readonly Mutant[] = [
  {
    id: "response-missing-at-end",
    bug: "The last object of a completion has no `response`.",
    killedBy: ["generate.response.string"],
    answer: onFrames((frame, { last, streamed }) => (last && streamed ? without(frame, "response") : frame)),
  },
  {
    id: "response-null",
    bug: "`response` is null where there is no text.",
    killedBy: ["generate.response.string"],
    answer: onFrames((frame) => (frame.response === "" ? { ...frame, response: null } : frame)),
  },
  {
    id: "response-as-message",
    bug: "A completion has a `message` beside its `response`.",
    killedBy: ["generate.response.no-message"],
    answer: onFrames((frame) =>
      completes(frame) ? { ...frame, message: { role: "assistant", content: frame.response } } : frame,
    ),
  },
  {
    id: "unstreamed-not-done",
    bug: "An answer with `stream` false has `done` false.",
    killedBy: ["generate.unstreamed.done", "chat.unstreamed.done"],
    answer: onFrames((frame, { streamed }) => (streamed ? frame : { ...frame, done: false })),
  },
  {
    id: "unstreamed-last-piece",
    bug: "With `stream` false only the last piece of the text is there.",
    killedBy: ["generate.unstreamed.whole-text", "chat.unstreamed.whole-text"],
    answer: onFrames((frame, { streamed }) => (streamed ? frame : withText(frame, textIn(frame).slice(-1)))),
  },
  {
    id: "openai-finish-reasons",
    bug: "`done_reason` has the words of another engine, such as `eos` and `max_tokens`.",
    killedBy: ["generate.done-reason.values", "chat.done-reason.values"],
    answer: onFrames((frame) => ("done_reason" in frame ? { ...frame, done_reason: "max_tokens" } : frame)),
  },
  {
    id: "context-missing",
    bug: "The end of a completion has no `context`.",
    seenIn: "stavsap/comfyui-ollama#94",
    killedBy: ["generate.context.present"],
    answer: onFrames((frame) => without(frame, "context")),
  },
  {
    id: "context-empty",
    bug: "`context` is always the same list.",
    killedBy: ["generate.context.covers"],
    answer: onFrames((frame) => ("context" in frame ? { ...frame, context: [1, 2, 3] } : frame)),
  },
  {
    id: "context-ignored",
    bug: "`context` of a request is ignored, so the model forgets what was said.",
    killedBy: ["generate.context.accepted", "generate.context.covers"],
    request: ignoring("context"),
  },
  {
    id: "context-refused",
    bug: "`context` is refused as a field that is no longer supported.",
    killedBy: ["generate.context.accepted"],
    answer: refusing(({ context }) => Array.isArray(context) && context.length > 0),
  },
  {
    id: "context-of-any-type",
    bug: "`context` that is no list is ignored.",
    killedBy: ["generate.context.type"],
    request: onFields((fields) =>
      Array.isArray(fields.context) && fields.context.every(Number.isInteger) ? fields : without(fields, "context"),
    ),
  },
  {
    id: "context-with-raw",
    bug: "The answer to a raw prompt has a `context`.",
    killedBy: ["generate.context.absent-raw"],
    answer: onFrames((frame) => (frame.done === true && completes(frame) ? { context: [1], ...frame } : frame)),
  },
  {
    id: "raw-ignored",
    bug: "`raw` is ignored: the prompt goes through the template.",
    killedBy: ["generate.raw.exclusive", "generate.context.absent-raw"],
    request: ignoring("raw"),
  },
  {
    id: "raw-trimmed",
    bug: "A raw prompt gets a beginning of its own.",
    killedBy: ["generate.raw.verbatim", "generate.unicode"],
    answer: onFrames((frame) =>
      mapField(frame, "_debug_info", (info) => ({ ...info, rendered_template: `<s>${info.rendered_template}` })),
    ),
  },
  {
    id: "raw-exclusive-other-text",
    bug: "`raw` with a template is refused in other words.",
    killedBy: ["generate.raw.exclusive-text"],
    answer: onErrors((error, answer) =>
      error.startsWith("raw mode") ? failure(400, "raw excludes template") : answer,
    ),
  },
  {
    id: "empty-prompt-generates",
    bug: "A request without a prompt is answered with a text.",
    killedBy: ["generate.load.done-reason", "generate.load.empty-response", "generate.load.empty-string"],
    request: onFields((fields, { operation }) =>
      operation === "generate" && loads(fields) ? { ...fields, prompt: "Hello" } : fields,
    ),
  },
  {
    id: "empty-prompt-refused",
    bug: "A request without a prompt gets 400 `prompt is required`.",
    killedBy: ["generate.load.answer", "generate.load.done", "generate.load.empty-string"],
    answer: refusing((fields, { operation }) => operation === "generate" && loads(fields), "prompt is required"),
  },
  {
    id: "load-streams",
    bug: "The answer to a request that loads is a stream.",
    killedBy: ["generate.load.one-object", "chat.load.one-object"],
    answer: (answer, request) =>
      generates(request) && !asks(request) && answer.status === 200 && answer.body.kind === "json"
        ? { ...answer, body: { kind: "ndjson", frames: [answer.body.value] } }
        : answer,
  },
  {
    id: "load-not-done",
    bug: "The answer to a request that loads has `done` false.",
    killedBy: ["generate.load.done", "chat.load.done"],
    answer: onFrames((frame) => (frame.done_reason === "load" ? { ...frame, done: false } : frame)),
  },
  {
    id: "load-stops",
    bug: "The answer to a request that loads has `done_reason` `stop`.",
    killedBy: ["generate.load.done-reason", "chat.load.done-reason"],
    answer: onFrames((frame) => (frame.done_reason === "load" ? { ...frame, done_reason: "stop" } : frame)),
  },
  {
    id: "load-with-text",
    bug: "The answer to a request that loads says so in its text.",
    killedBy: ["generate.load.empty-response", "chat.load.message"],
    answer: onFrames((frame) => (frame.done_reason === "load" ? withText(frame, "model loaded") : frame)),
  },
  {
    id: "unload-ignored",
    bug: "`keep_alive` 0 without a prompt does not unload the model.",
    seenIn: "lemonade-sdk/lemonade#1130",
    killedBy: [
      "generate.unload.answer",
      "generate.unload.done-reason",
      "chat.unload.answer",
      "chat.unload.done-reason",
    ],
    request: ignoring("keep_alive"),
  },
  {
    id: "unload-not-done",
    bug: "The answer to a request that unloads has `done` false.",
    killedBy: ["generate.unload.done", "chat.unload.done-reason"],
    answer: onFrames((frame) => (frame.done_reason === "unload" ? { ...frame, done: false } : frame)),
  },
  {
    id: "unload-refused",
    bug: "A request that unloads gets 400.",
    killedBy: ["generate.unload.answer", "generate.unload.not-loaded", "generate.unload.busy"],
    answer: refusing((fields) => fields.keep_alive === 0),
  },
  {
    id: "unload-of-nothing",
    bug: "A request that unloads a model which is not there gets 200.",
    killedBy: ["generate.unload.missing-model"],
    answer: onErrors((_, answer, request) =>
      fieldsOf(request).keep_alive === 0 ? json(200, { response: "", done: true, done_reason: "unload" }) : answer,
    ),
  },
  {
    id: "system-ignored",
    bug: "`system` of a completion is ignored.",
    killedBy: ["generate.system.overrides"],
    request: ignoring("system"),
  },
  {
    id: "empty-system-replaces",
    bug: "An empty `system` takes the model's own away.",
    killedBy: ["generate.system.empty"],
    request: onFields((fields) => (fields.system === "" ? { ...fields, system: " " } : fields)),
  },
  {
    id: "template-ignored",
    bug: "`template` of a request is ignored.",
    killedBy: ["generate.template.overrides"],
    request: ignoring("template"),
  },
  {
    id: "suffix-ignored",
    bug: "`suffix` is ignored by a model that can't insert.",
    killedBy: ["generate.suffix.unsupported", "generate.suffix.unsupported-text"],
    request: ignoring("suffix"),
  },
  {
    id: "suffix-refused",
    bug: "`suffix` is refused whatever the model can do.",
    killedBy: ["generate.suffix.accepted"],
    answer: refusing(({ suffix }) => Boolean(suffix), "suffix is not supported"),
  },
  {
    id: "suffix-repeated",
    bug: "The answer has the suffix at its end.",
    killedBy: ["generate.suffix.accepted"],
    answer: onFrames((frame, { last, request }) => {
      const { suffix } = fieldsOf(request);
      return last && typeof suffix === "string" ? withText(frame, textIn(frame) + suffix) : frame;
    }),
  },
  {
    id: "suffix-other-text",
    bug: "A model that can't insert says so in other words.",
    killedBy: ["generate.suffix.unsupported-text"],
    answer: onErrors((error, answer) => (error.endsWith("insert") ? failure(400, "no infill for this model") : answer)),
  },
  {
    id: "default-model",
    bug: "A request without a model is answered by the one that the server has.",
    killedBy: ["generate.model.empty", "generate.model.empty-text", "chat.model.empty"],
    request: onFields((fields) => (fields.model ? fields : { ...fields, model: "fake" })),
  },
  {
    id: "no-model-500",
    bug: "A request without a model gets 500.",
    killedBy: ["generate.model.empty", "chat.model.empty"],
    answer: onErrors((error, answer, request) => (fieldsOf(request).model ? answer : failure(500, error))),
  },
  {
    id: "any-model-name",
    bug: "Whatever name a request has, the one model of the server answers.",
    killedBy: ["generate.model.not-found", "chat.model.not-found", "errors.status.model-not-found"],
    request: onFields((fields) => (String(fields.model).includes("absent") ? { ...fields, model: "fake" } : fields)),
  },
  {
    id: "embedder-generates",
    bug: "A model for embeddings answers prompts with noise.",
    killedBy: ["generate.model.not-a-generator", "chat.model.not-a-generator"],
    request: onFields((fields) => (String(fields.model).includes("embed") ? { ...fields, model: "fake" } : fields)),
  },
  {
    id: "options-unchecked-on-load",
    bug: "Wrong options are no error of a request that loads the model.",
    killedBy: ["generate.options-before-load"],
    request: onFields((fields) => (loads(fields) ? without(fields, "options") : fields)),
  },
  {
    id: "prompt-repeated",
    bug: "The answer begins with the prompt, as a plain completion engine gives it.",
    killedBy: ["generate.echo-only"],
    answer: onFrames((frame, { index, request }) => {
      const { prompt } = fieldsOf(request);
      return index === 0 && typeof prompt === "string" ? withText(frame, prompt + textIn(frame)) : frame;
    }),
  },
  {
    id: "prompts-in-ascii",
    bug: "Letters beyond ASCII become question marks on their way to the model.",
    killedBy: ["generate.unicode", "messages.content.unicode"],
    request: (request) =>
      generates(request)
        ? { ...request, bytes: Buffer.from(new TextDecoder().decode(request.bytes).replace(/[^\0-\x7f]/g, "?")) }
        : request,
  },
  {
    id: "thinking-in-message",
    bug: "Thinking of a completion stands in a `message`.",
    killedBy: ["generate.thinking-beside-response"],
    answer: onFrames((frame) => (completes(frame) ? { ...frame, message: { thinking: frame.thinking } } : frame)),
  },
  {
    id: "thinking-of-generate-as-text",
    bug: "Thinking of a completion stays in `response`, between tags.",
    killedBy: ["generate.thinking-beside-response"],
    answer: onFrames((frame) =>
      completes(frame) && typeof frame.thinking === "string"
        ? { ...without(frame, "thinking"), response: `<think>${frame.thinking}</think>${frame.response}` }
        : frame,
    ),
  },
];

import { isRecord } from "../check/expect.ts";
import { failure, json, ndjson } from "../fake/answer.ts";
import { without } from "./changes.ts";
import { type Fields, fieldsOf } from "./inference.ts";
import type { Mutant } from "./mutant.ts";
import { on, onBody, onObject } from "./operations.ts";
import { errorsOf, onProgress, succeedsThough } from "./store-changes.ts";

/** Changes the objects of progress that are about a layer. */
const layers = (id: "pull" | "push", change: (frame: Fields, index: number) => unknown) =>
  onProgress(id, (frames) => frames.map((frame, index) => (frame.digest === undefined ? frame : change(frame, index))));

/** Leaves out objects with a status. */
const silent = (...statuses: readonly unknown[]) =>
  onProgress("pull", (frames) => frames.filter(({ status }) => !statuses.includes(status)));

/** Mutants of pulls and pushes. */
export const transfer: readonly Mutant[] = [
  {
    id: "pull-always-streams",
    bug: "A pull with `stream` false streams all the same.",
    seenIn: "ollama/ollama#4417",
    killedBy: ["models-pull.unstreamed"],
    request: onBody(({ stream: _, ...fields }) => fields, "pull"),
  },
  {
    id: "pull-never-streams",
    bug: "A pull answers one object when it is done.",
    killedBy: ["pull.progress.default-stream"],
    request: onBody((fields) => ({ ...fields, stream: false }), "pull"),
  },
  {
    id: "pull-without-digest",
    bug: "Progress of a pull has no `digest`, so that no bar is shown.",
    seenIn: "lemonade-sdk/lemonade#1130",
    killedBy: ["models-pull.digest-in-progress", "pull.progress.digest-prefix", "pull.progress.present-layers"],
    answer: layers("pull", (frame) => without(frame, "digest")),
  },
  {
    id: "pull-without-total",
    bug: "Progress of a pull has no `total`.",
    killedBy: ["models-pull.digest-in-progress", "models-pull.completed-grows"],
    answer: layers("pull", (frame) => without(frame, "total")),
  },
  {
    id: "pull-digest-bare",
    bug: "`digest` of the progress has no `sha256:`.",
    killedBy: ["pull.progress.digest-prefix"],
    answer: layers("pull", (frame) => ({ ...frame, digest: String(frame.digest).replace("sha256:", "") })),
  },
  {
    id: "pull-other-words",
    bug: "The status of a layer is `downloading`.",
    killedBy: ["pull.progress.layer-status"],
    answer: layers("pull", (frame) => ({ ...frame, status: "downloading" })),
  },
  {
    id: "pull-percent",
    bug: "`completed` is a share of 1.",
    killedBy: ["pull.progress.numbers", "pull.progress.present-layers"],
    answer: layers("pull", ({ completed = 0, total, ...frame }) => ({
      ...frame,
      completed: Number(completed) / (Number(total) * 1.01),
      total: 1,
    })),
  },
  {
    id: "pull-numbers-as-text",
    bug: "`total` and `completed` are texts.",
    killedBy: ["pull.progress.numbers"],
    answer: layers("pull", ({ completed = 0, total, ...frame }) => ({
      ...frame,
      completed: String(completed),
      total: String(total),
    })),
  },
  {
    id: "pull-beyond-total",
    bug: "`completed` counts the bytes of retried parts twice, and exceeds `total`.",
    killedBy: ["models-pull.completed-grows"],
    answer: layers("pull", (frame) => ({ ...frame, completed: Number(frame.completed ?? 0) * 2 })),
  },
  {
    id: "pull-progress-backwards",
    bug: "`completed` is what is left.",
    killedBy: ["models-pull.completed-grows"],
    answer: layers("pull", (frame) => ({ ...frame, completed: Number(frame.total) - Number(frame.completed ?? 0) })),
  },
  {
    id: "pull-silent-about-present",
    bug: "Layers that are there already are passed over.",
    killedBy: ["pull.progress.present-layers"],
    answer: onProgress("pull", (frames) =>
      frames.some(({ digest, completed }) => digest !== undefined && completed === undefined)
        ? frames
        : frames.filter(({ digest }) => digest === undefined),
    ),
  },
  {
    id: "pull-without-manifest",
    bug: "The progress begins with the first layer.",
    killedBy: ["models-pull.manifest-first", "pull.error.in-stream"],
    answer: silent("pulling manifest"),
  },
  {
    id: "pull-without-verifying",
    bug: "Nothing tells of the verification.",
    killedBy: ["models-pull.verifying"],
    answer: silent("verifying sha256 digest"),
  },
  {
    id: "pull-without-writing",
    bug: "Nothing tells of the manifest that is written.",
    killedBy: ["models-pull.writing-manifest"],
    answer: silent("writing manifest"),
  },
  {
    id: "pull-ends-without-success",
    bug: "The progress ends without `success`.",
    seenIn: "ollama/ollama-vscode#58",
    killedBy: ["models-pull.name-alias", "models-pull.twice", "pull.shared"],
    answer: silent("success"),
  },
  {
    id: "pull-error-404",
    bug: "A missing model gets a status of its own though the client waits for a stream.",
    killedBy: ["pull.error.in-stream"],
    answer: errorsOf("pull", (error, answer) => (/^pull model/.test(error) ? failure(404, error) : answer)),
  },
  {
    id: "pull-error-200",
    bug: "With `stream` false an error has the status 200.",
    killedBy: ["pull.error.status-unstreamed", "models-pull.unstreamed-error"],
    answer: on("pull", (answer) => (answer.status === 500 ? { ...answer, status: 200 } : answer)),
  },
  {
    id: "pull-error-as-status",
    bug: "An error of the registry is a `status` in the stream.",
    killedBy: ["models-pull.missing-is-error", "pull.error.in-stream", "pull.error.prefix"],
    answer: onProgress("pull", (frames) =>
      frames.map((frame) => (frame.error === undefined ? frame : { status: `error: ${String(frame.error)}` })),
    ),
  },
  {
    id: "pull-error-other-words",
    bug: "A missing model's error has words of the server's own.",
    killedBy: ["models-pull.missing-is-error", "pull.error.prefix"],
    answer: errorsOf("pull", (error, _, request) => {
      const text = /^pull model/.test(error) ? "model not found" : error;
      return fieldsOf(request).stream === false || error === "invalid model name"
        ? failure(error === "invalid model name" ? 400 : 500, text)
        : ndjson([{ status: "pulling manifest" }, { error: text }]);
    }),
  },
  {
    id: "pull-missing-succeeds",
    bug: "A pull of a model that the registry does not have succeeds.",
    killedBy: ["models-pull.missing-is-error", "pull.failed-not-listed"],
    answer: succeedsThough("pull", /^pull model/),
  },
  {
    id: "pull-hash-unchecked",
    bug: "What was downloaded is not checked against its digest.",
    killedBy: ["pull.error.digest"],
    answer: succeedsThough("pull", /^digest mismatch/),
  },
  {
    id: "pull-failed-listed",
    bug: "A pull that fails leaves a model in the list.",
    killedBy: ["pull.failed-not-listed"],
    answer: (answer, request, state) => {
      const { model } = fieldsOf(request);
      const failed = request.operation === "pull" && /"error"/.test(JSON.stringify(answer.body));
      if (failed && /absent$/.test(String(model)) && /^127/.test(String(model)))
        state.add({ name: `${String(model)}:latest` });
      return answer;
    },
  },
  {
    id: "pull-not-listed",
    bug: "A pulled model is listed after a restart only.",
    killedBy: ["models-pull.listed"],
    answer: onObject("list", ({ models }) => ({
      models: (Array.isArray(models) ? models : []).filter(
        (entry) => isRecord(entry) && !/^127/.test(String(entry.name)),
      ),
    })),
  },
  {
    id: "pull-by-model-only",
    bug: "A pull that names the model in `name` is refused.",
    killedBy: ["models-pull.name-alias"],
    request: onBody(({ name: _, ...fields }) => fields, "pull"),
  },
  {
    id: "pull-name-unchecked",
    bug: "A name that is none is looked for in the registry.",
    killedBy: ["pull.name.invalid"],
    answer: errorsOf("pull", (error, answer) =>
      error === "invalid model name" ? ndjson([{ status: "pulling manifest" }, { error: "400: bad name" }]) : answer,
    ),
  },
  {
    id: "pull-name-required",
    bug: "The error of a missing name has other words.",
    killedBy: ["pull.name.missing"],
    answer: errorsOf("pull", (error, answer) => (error === "invalid model name" ? failure(400, "no model") : answer)),
  },
  {
    id: "pull-one-at-a-time",
    bug: "A second pull of a model that is being pulled is refused.",
    killedBy: ["pull.shared"],
    request: (() => {
      const asked = new WeakMap<object, Set<string>>();
      return (request, state) => {
        if (request.operation !== "pull") return request;
        const names = asked.get(state) ?? new Set();
        asked.set(state, names);
        const { model } = fieldsOf(request);
        const before = names.has(String(model));
        names.add(String(model));
        return before ? { ...request, operation: "me" } : request;
      };
    })(),
  },
  {
    id: "push-missing-succeeds",
    bug: "A push of a model that is not there succeeds.",
    killedBy: ["push.missing-model.error", "push.unstreamed-error"],
    answer: succeedsThough("push", /^open /),
  },
  {
    id: "push-name-unchecked",
    bug: "A push of a name that is none succeeds.",
    killedBy: ["push.invalid-name.error"],
    answer: (answer, request) =>
      request.operation === "push" && /^(?:a b|-x)$/.test(String(fieldsOf(request).model))
        ? json(200, { status: "success" })
        : answer,
  },
  {
    id: "push-by-model-only",
    bug: "A push that names the model in `name` is refused.",
    killedBy: ["push.name.alias"],
    request: onBody(({ name: _, ...fields }) => fields, "push"),
  },
  {
    id: "push-name-required",
    bug: "A push without a name gets the error of a pull.",
    killedBy: ["push.name.missing"],
    answer: errorsOf("push", (error, answer) => (/required/.test(error) ? failure(400, "invalid model name") : answer)),
  },
  {
    id: "push-error-200",
    bug: "With `stream` false an error of a push has the status 200.",
    killedBy: ["push.unstreamed-error"],
    answer: on("push", (answer) => (answer.status === 500 ? { ...answer, status: 200 } : answer)),
  },
  {
    id: "push-like-pull",
    bug: "Layers of a push are `uploading`.",
    killedBy: ["push.progress.layers"],
    answer: layers("push", (frame) => ({ ...frame, status: "uploading" })),
  },
];

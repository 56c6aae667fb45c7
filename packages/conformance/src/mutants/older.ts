import { failure, json, text } from "../fake/answer.ts";
import { type Fields, fieldsOf } from "./inference.ts";
import type { Mutant } from "./mutant.ts";
import { on } from "./operations.ts";

/** A server that says it is of a version, and else answers like the newest. */
const claiming = (version: string) => on("version", () => json(200, { version }));

/** Several changes of answers, one after the other. */
const all = (...changes: readonly NonNullable<Mutant["answer"]>[]): NonNullable<Mutant["answer"]> => {
  return (answer, request, state) => changes.reduce((made, change) => change(made, request, state), answer);
};

/** Mutants that say they are of an older version, whose rules they do not keep. */
export const older: readonly Mutant[] = [
  {
    id: "claims-0-1-30",
    bug: "A server of the newest rules says that it is Ollama 0.1.30.",
    killedBy: [
      "changes.not-found.single-quotes-pull",
      "changes.empty-model.required",
      "changes.wrong-method.not-found",
      "changes.roles.checked",
      "changes.options.unknown-refused",
      "changes.format.json-only",
      "changes.create.modelfile-required",
    ],
    answer: claiming("0.1.30"),
  },
  {
    id: "claims-0-3-0",
    bug: "A server of the newest rules says that it is Ollama 0.3.0.",
    killedBy: [
      "changes.not-found.double-quotes-pull",
      "changes.empty-model.embed-required",
      "changes.format.empty-or-json",
      "changes.wrong-method.not-found",
    ],
    answer: claiming("0.3.0"),
  },
  {
    id: "claims-0-10-0",
    bug: "A server of the newest rules says that it is Ollama 0.10.0.",
    killedBy: [
      "changes.invalid-name.generate-not-found",
      "changes.invalid-name.chat-required",
      "changes.think.off-by-default",
      "changes.think.bool-only",
    ],
    answer: claiming("0.10.0"),
  },
  {
    id: "claims-0-13-0",
    bug: "A server of the newest rules says that it is Ollama 0.13.0.",
    killedBy: ["changes.long-prompt.truncate-off-text", "changes.invalid-name.generate-not-found"],
    answer: claiming("0.13.0"),
  },
  {
    id: "claims-0-13-0-and-refuses-paths",
    bug: "A server that says it is Ollama 0.13.0 does not clean paths.",
    killedBy: ["changes.clean-path.moved"],
    answer: all(claiming("0.13.0"), (answer, { url }) =>
      url.startsWith("//") ? text(404, "404 page not found") : answer,
    ),
  },
];

/** Whether a request is for the answer during which light endpoints are asked. */
function isLong(fields: Fields): boolean {
  const { options } = fields;
  return typeof options === "object" && options !== null && "num_predict" in options && options.num_predict === 256;
}

/** Refuses an operation for a while after a long answer has begun. */
function blocked(id: "list" | "ps"): NonNullable<Mutant["answer"]> {
  let until = 0;
  return (answer, request) => {
    if (isLong(fieldsOf(request))) until = performance.now() + 500;
    return request.operation === id && performance.now() < until ? failure(503, "busy") : answer;
  };
}

/** Mutants that remember what they were asked. */
export const remembering: readonly Mutant[] = [
  {
    id: "list-blocked",
    bug: "The list of models is refused while a model generates.",
    killedBy: ["tags.not-unloading"],
    answer: blocked("list"),
  },
  {
    id: "ps-blocked",
    bug: "Loaded models are not told while a model generates.",
    killedBy: ["ps.while-generating"],
    answer: blocked("ps"),
  },
  {
    id: "show-loads",
    bug: "Show loads the model to look at it.",
    killedBy: ["show.not-loading"],
    answer: (() => {
      let shown: unknown;
      return (answer, request) => {
        if (request.operation === "show" && answer.status === 200) shown = fieldsOf(request).model;
        return request.operation === "ps" && typeof shown === "string"
          ? json(200, { models: [{ name: shown, model: shown }] })
          : answer;
      };
    })(),
  },
  {
    id: "huge-context-kills",
    bug: "A huge `num_ctx` overflows, and the server has to be started again.",
    seenIn: "mudler/LocalAI#11022",
    killedBy: ["options.num-ctx.huge"],
    answer: (() => {
      let dead = 0;
      return (answer, request) => {
        const { options } = fieldsOf(request);
        const length = typeof options === "object" && options !== null && "num_ctx" in options ? options.num_ctx : 0;
        if (Number(length) > 2 ** 31 - 1) dead = 3;
        else if (dead > 0) dead--;
        return dead > 0 ? failure(502, "bad gateway") : answer;
      };
    })(),
  },
];

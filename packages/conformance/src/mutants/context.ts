import { isRecord } from "../check/expect.ts";
import { failure } from "../fake/answer.ts";
import { fieldsOf, ignoring, onFields, refusing } from "./inference.ts";
import type { Mutant } from "./mutant.ts";

/** Words of a request's prompt. */
const words = (fields: Readonly<Record<string, unknown>>) =>
  typeof fields.prompt === "string" ? fields.prompt.split(/\s+/) : [];

const small = (fields: Readonly<Record<string, unknown>>) => isRecord(fields.options) && fields.options.num_ctx === 64;

/** Mutants of what is longer than the context. */
export const context: readonly Mutant[] = [
  {
    id: "long-prompt-refused",
    bug: "A prompt that is longer than the context is refused.",
    killedBy: ["context.long-prompt.answers"],
    answer: refusing((fields) => small(fields) && words(fields).length > 64, "context length exceeded"),
  },
  {
    id: "long-prompt-crashes",
    bug: "A prompt that is longer than the context crashes the model.",
    killedBy: ["context.long-prompt.answers"],
    answer: (answer, request) => {
      const fields = fieldsOf(request);
      return small(fields) && words(fields).length > 64 ? failure(500, "index out of range") : answer;
    },
  },
  {
    id: "long-prompt-end-dropped",
    bug: "The end of a prompt that is too long is dropped.",
    killedBy: ["context.long-prompt.shift-keeps-tail"],
    request: onFields((fields) =>
      small(fields) && words(fields).length > 64 ? { ...fields, prompt: words(fields).slice(0, 60).join(" ") } : fields,
    ),
  },
  {
    id: "long-prompt-start-dropped",
    bug: "The start of a prompt that is too long is dropped, whatever `num_keep` says.",
    killedBy: ["context.long-prompt.shift-keeps-tail"],
    request: onFields((fields) =>
      small(fields) && words(fields).length > 64 ? { ...fields, prompt: words(fields).slice(-30).join(" ") } : fields,
    ),
  },
  {
    id: "shift-ignored",
    bug: "`shift` is ignored.",
    killedBy: ["context.long-prompt.shift-off-status", "context.long-answer.shift-off"],
    request: ignoring("shift"),
  },
  {
    id: "answer-ends-with-context",
    bug: "An answer always ends where the context does.",
    killedBy: ["context.long-answer.shift"],
    request: onFields((fields) => (words(fields).length <= 64 ? { ...fields, shift: false } : fields)),
  },
  {
    id: "debug-render-answered",
    bug: "`_debug_render_only` is ignored: the prompt is answered.",
    killedBy: ["context.debug.single-object"],
    request: ignoring("_debug_render_only"),
  },
];

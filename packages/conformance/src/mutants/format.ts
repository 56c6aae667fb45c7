import { isRecord } from "../check/expect.ts";
import { failure } from "../fake/answer.ts";
import { without } from "./changes.ts";
import {
  fieldsOf,
  ignoring,
  onErrors,
  onFields,
  onFrames,
  onList,
  refusing,
  textIn,
  thinkingIn,
  withText,
  withThinking,
} from "./inference.ts";
import type { Mutant } from "./mutant.ts";

/** Changes the JSON of whole structured answers. */
const answered = (change: (value: unknown, text: string) => unknown) =>
  onFrames((frame, { request, streamed }) => {
    const { format } = fieldsOf(request);
    const text = textIn(frame);
    if (streamed || text === "" || (format !== "json" && !isRecord(format))) return frame;
    const changed = change(JSON.parse(text), text);
    return withText(frame, typeof changed === "string" ? changed : JSON.stringify(changed));
  });

/** Mutants of structured output. */
export const format: readonly Mutant[] = [
  {
    id: "empty-format-refused",
    bug: '`format` `""` is refused.',
    seenIn: "ollama/ollama#8126",
    killedBy: ["format.empty-string"],
    answer: refusing(({ format }) => format === "", "invalid format"),
  },
  {
    id: "empty-format-is-json",
    bug: '`format` `""` asks for JSON.',
    killedBy: ["format.empty-string"],
    request: onFields((fields) => (fields.format === "" ? { ...fields, format: "json" } : fields)),
  },
  {
    id: "null-format-refused",
    bug: "`format` null is refused.",
    killedBy: ["format.null"],
    answer: refusing(({ format }) => format === null, "invalid format"),
  },
  {
    id: "format-ignored",
    bug: "`format` is ignored.",
    killedBy: ["format.json.valid", "format.schema.valid", "format.schema.required", "format.invalid.refused"],
    request: ignoring("format"),
  },
  {
    id: "schema-as-json-mode",
    bug: "A schema only switches JSON on.",
    killedBy: ["format.schema.valid", "format.schema.required", "format.schema.enum", "format.schema.nested"],
    request: onFields((fields) => (isRecord(fields.format) ? { ...fields, format: "json" } : fields)),
  },
  {
    id: "json-in-fences",
    bug: "JSON stands in a fenced block of Markdown.",
    killedBy: ["format.json.valid", "format.schema.valid"],
    answer: answered((_, text) => `\`\`\`json\n${text}\n\`\`\``),
  },
  {
    id: "json-as-list",
    bug: "With `format` `json` the answer may be a list.",
    killedBy: ["format.json.object"],
    answer: answered((value) => [value]),
  },
  {
    id: "required-forgotten",
    bug: "The last property of a schema is left out though it is required.",
    killedBy: ["format.schema.required", "format.schema.valid"],
    answer: answered((value) => (isRecord(value) ? Object.fromEntries(Object.entries(value).slice(0, -1)) : value)),
  },
  {
    id: "enum-ignored",
    bug: "An `enum` allows any text.",
    killedBy: ["format.schema.enum"],
    answer: answered((value) => (typeof value === "string" ? '"purple"' : value)),
  },
  {
    id: "nested-as-text",
    bug: "Nested objects become texts.",
    killedBy: ["format.schema.nested"],
    answer: answered((value) =>
      isRecord(value)
        ? Object.fromEntries(Object.entries(value).map(([k, v]) => [k, isRecord(v) ? JSON.stringify(v) : v]))
        : value,
    ),
  },
  {
    id: "empty-schema-refused",
    bug: "The schema `{}` is refused.",
    killedBy: ["format.schema.empty"],
    answer: refusing(({ format }) => isRecord(format) && Object.keys(format).length === 0, "invalid format"),
  },
  {
    id: "structured-content-parsed",
    bug: "A structured answer is a JSON object rather than its text.",
    killedBy: ["format.content-string"],
    answer: onFrames((frame, { request, streamed }) =>
      !streamed && isRecord(fieldsOf(request).format) ? withText(frame, JSON.parse(textIn(frame) || "{}")) : frame,
    ),
  },
  {
    id: "structured-in-one-frame",
    bug: "A structured answer is not streamed: it comes in one frame.",
    killedBy: ["format.streams"],
    answer: onList((frames, request) => {
      if (!isRecord(fieldsOf(request).format)) return frames;
      const text = frames.map(textIn).join("");
      return [withText(frames[0]!, text), ...frames.slice(-1)];
    }),
  },
  {
    id: "wrong-format-ignored",
    bug: "A `format` that is neither `json` nor an object gets free text.",
    killedBy: ["format.invalid.refused", "format.invalid.text"],
    request: onFields((fields) =>
      fields.format === "json" || isRecord(fields.format) ? fields : without(fields, "format"),
    ),
  },
  {
    id: "wrong-format-other-text",
    bug: "A wrong `format` is refused in other words.",
    killedBy: ["format.invalid.text"],
    answer: onErrors((error, answer) => (error.startsWith("invalid format") ? failure(500, "bad format") : answer)),
  },
  {
    id: "thinking-restricted",
    bug: "`format` restricts the thinking, too.",
    killedBy: ["format.thinking.unrestricted"],
    answer: onFrames((frame, { request }) =>
      isRecord(fieldsOf(request).format) && thinkingIn(frame) !== "" ? withThinking(frame, '{"ok":true}') : frame,
    ),
  },
  {
    id: "format-dropped-for-thinking",
    bug: "A model that thinks first forgets about `format`.",
    killedBy: ["format.thinking.unrestricted"],
    request: onFields((fields) => (fields.think === true ? without(fields, "format") : fields)),
  },
];

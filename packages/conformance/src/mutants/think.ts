import { failure } from "../fake/answer.ts";
import { without } from "./changes.ts";
import {
  onErrors,
  onFields,
  onFrames,
  onList,
  onMessages,
  refusing,
  textIn,
  thinkingIn,
  withText,
  withThinking,
} from "./inference.ts";
import type { Mutant } from "./mutant.ts";

const levels = ["low", "medium", "high", "max"];

/** Mutants of thinking. */
export const think: readonly Mutant[] = [
  {
    id: "think-null-refused",
    bug: "`think` null is refused.",
    killedBy: ["think.values.null"],
    answer: refusing(({ think }) => think === null),
  },
  {
    id: "think-true-refused",
    bug: "`think` is refused whatever the model can do.",
    killedBy: ["think.values.bool"],
    answer: refusing(({ think }) => typeof think === "boolean"),
  },
  {
    id: "think-levels-refused",
    bug: "`think` takes true and false alone.",
    killedBy: ["think.values.levels", "think.values.max"],
    answer: refusing(({ think }) => typeof think === "string"),
  },
  {
    id: "think-any-text",
    bug: "Any text as `think` means true.",
    killedBy: ["think.invalid.string", "think.invalid.string-text"],
    request: onFields((fields) =>
      typeof fields.think === "string" && !levels.includes(fields.think) ? { ...fields, think: true } : fields,
    ),
  },
  {
    id: "think-any-type",
    bug: "`think` that is a number, list or object is ignored.",
    killedBy: ["think.invalid.type", "think.invalid.type-text"],
    request: onFields((fields) =>
      ["boolean", "string"].includes(typeof fields.think) ? fields : without(fields, "think"),
    ),
  },
  {
    id: "think-other-texts",
    bug: "Wrong values of `think` are refused in other words.",
    killedBy: ["think.invalid.string-text", "think.invalid.type-text"],
    answer: onErrors((error, answer) => (error.includes("think") ? failure(400, "invalid think") : answer)),
  },
  {
    id: "think-unsupported-ignored",
    bug: "`think` true is ignored by a model that can't think.",
    killedBy: ["think.unsupported.status", "think.unsupported.text"],
    request: onFields((fields) => (String(fields.model).includes("plain") ? without(fields, "think") : fields)),
  },
  {
    id: "think-unsupported-other-text",
    bug: "A model that can't think says so in other words.",
    killedBy: ["think.unsupported.text"],
    answer: onErrors((error, answer) =>
      error.endsWith("thinking") ? failure(400, `model ${error.replaceAll('"', "")}`) : answer,
    ),
  },
  {
    id: "think-false-refused",
    bug: "`think` false is refused by a model that can't think.",
    killedBy: ["think.unsupported.false-fine"],
    answer: refusing(({ think, model }) => think === false && String(model).includes("plain")),
  },
  {
    id: "think-off-by-default",
    bug: "A model that can think does so only with `think` true.",
    killedBy: ["think.default.on"],
    request: onFields((fields) => ({ think: false, ...fields })),
  },
  {
    id: "think-false-ignored",
    bug: "`think` false does not switch thinking off.",
    killedBy: ["think.false.no-thinking"],
    request: onFields((fields) => (fields.think === false ? without(fields, "think") : fields)),
  },
  {
    id: "thinking-as-tags",
    bug: "Thinking stays in the text, between tags.",
    killedBy: ["think.field.string", "think.field.not-in-content", "think.stream.before-content"],
    answer: onFrames((frame) => {
      const thinking = thinkingIn(frame);
      return thinking === "" ? frame : withText(withThinking(frame, undefined), `<think>${thinking}</think>`);
    }),
  },
  {
    id: "thinking-twice",
    bug: "What stands in `thinking` stands in the text, too.",
    killedBy: ["think.field.not-in-content"],
    answer: onFrames((frame) => withText(frame, thinkingIn(frame) + textIn(frame))),
  },
  {
    id: "thinking-with-tags",
    bug: "`thinking` has the model's tags in it.",
    killedBy: ["think.field.no-tags", "think.stream.partial-tags"],
    answer: onFrames((frame, { index }) =>
      index === 0 && thinkingIn(frame) !== "" ? withThinking(frame, `<think>${thinkingIn(frame)}`) : frame,
    ),
  },
  {
    id: "thinking-as-list",
    bug: "`thinking` is a list of steps.",
    killedBy: ["think.field.string"],
    answer: onFrames((frame, { index, last }) =>
      thinkingIn(frame) !== "" && index > 0 && !last ? withThinking(frame, [thinkingIn(frame)]) : frame,
    ),
  },
  {
    id: "thinking-empty",
    bug: "`thinking` is an empty text where there is none.",
    killedBy: ["think.field.omitted"],
    answer: onFrames((frame) => (thinkingIn(frame) === "" ? withThinking(frame, "") : frame)),
  },
  {
    id: "thinking-after-text",
    bug: "Thinking is sent after the text.",
    killedBy: ["think.stream.before-content"],
    answer: onList((frames) => {
      const thoughts = frames.filter((frame) => thinkingIn(frame) !== "");
      const rest = frames.filter((frame) => !thoughts.includes(frame));
      return [...rest.slice(0, -1), ...thoughts, ...rest.slice(-1)];
    }),
  },
  {
    id: "thinking-frames-without-content",
    bug: "Frames with thinking have no `content`.",
    killedBy: ["think.stream.content-empty"],
    answer: onMessages((message) => ("thinking" in message ? without(message, "content") : message)),
  },
  {
    id: "tag-in-pieces",
    bug: "A tag that comes as several tokens is passed on as text.",
    killedBy: ["think.stream.partial-tags"],
    answer: onList((frames) => {
      const text = frames.findIndex((frame) => textIn(frame) !== "");
      const thought = frames.some((frame) => thinkingIn(frame) !== "");
      return frames.map((frame, i) => (thought && i === text ? withText(frame, `</thi${textIn(frame)}`) : frame));
    }),
  },
  {
    id: "thinking-free",
    bug: "Tokens of thinking do not count.",
    killedBy: ["think.counts.included"],
    answer: onFrames((frame) =>
      thinkingIn(frame) !== "" && typeof frame.eval_count === "number"
        ? { ...frame, eval_count: Math.max(0, frame.eval_count - 3) }
        : frame,
    ),
  },
  {
    id: "think-ignored-on-load",
    bug: "`think` is not looked at by requests that only load the model.",
    killedBy: ["think.invalid.string", "think.invalid.type"],
    request: onFields((fields) => (fields.prompt || fields.messages ? fields : without(fields, "think"))),
  },
];

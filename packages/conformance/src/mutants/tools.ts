import { isRecord } from "../check/expect.ts";
import { failure } from "../fake/answer.ts";
import { mapElements, mapField, without } from "./changes.ts";
import {
  type Fields,
  fieldsOf,
  onErrors,
  onFields,
  onFrames,
  onList,
  onMessages,
  refusing,
  textIn,
  withText,
} from "./inference.ts";
import type { Mutant } from "./mutant.ts";

/** Changes each tool call of an answer. */
const calls = (change: (call: Fields) => unknown) =>
  onMessages((message) => mapElements(message, "tool_calls", change));

/** Changes the function of each tool call. */
const called = (change: (called: Fields) => unknown) => calls((call) => mapField(call, "function", change));

const hasCalls = (frame: Fields) => isRecord(frame.message) && Array.isArray(frame.message.tool_calls);

/** Refuses a request for one of its tools. */
const refusingTool = (refused: (tool: string) => boolean) =>
  refusing(({ tools }) => Array.isArray(tools) && tools.some((tool) => refused(JSON.stringify(tool))));

/** Mutants of tools. */
export const tools: readonly Mutant[] = [
  {
    id: "arguments-as-text",
    bug: "The arguments of a tool call are JSON text, as in OpenAI's protocol.",
    seenIn: "ollama/ollama-python#484",
    killedBy: ["tools.call.arguments-object"],
    answer: called((each) => ({ ...each, arguments: JSON.stringify(each.arguments) })),
  },
  {
    id: "call-in-parts",
    bug: "A tool call is streamed in parts: first its name, then pieces of its arguments.",
    seenIn: "lemonade-sdk/lemonade#1428",
    killedBy: ["tools.call.complete", "tools.call.arguments-object", "stream.algebra.tool-calls"],
    answer: onList((frames) =>
      frames.flatMap((frame) => {
        if (!hasCalls(frame)) return [frame];
        const message = frame.message as Fields;
        const part = (change: (each: Fields) => unknown) => ({
          ...frame,
          message: mapElements(message, "tool_calls", (call) => mapField(call, "function", change)),
        });
        const text = (each: Fields) => JSON.stringify(each.arguments);
        return [
          part((each) => ({ ...each, arguments: "" })),
          part((each) => ({ index: each.index, name: "", arguments: text(each).slice(0, 5) })),
          part((each) => ({ index: each.index, name: "", arguments: text(each).slice(5) })),
        ];
      }),
    ),
  },
  {
    id: "call-without-name",
    bug: "A tool call has its name outside `function`.",
    killedBy: ["tools.call.name", "tools.call.complete"],
    answer: calls((call) => ({ ...mapField(call, "function", (each) => without(each, "name")), name: "tool" })),
  },
  {
    id: "no-call-index",
    bug: "Tool calls have no `index`.",
    killedBy: ["tools.call.index"],
    answer: called((each) => without(each, "index")),
  },
  {
    id: "call-index-zero",
    bug: "Each tool call of a stream has the index 0.",
    killedBy: ["tools.call.index"],
    answer: called((each) => ({ ...each, index: 0 })),
  },
  {
    id: "no-call-id",
    bug: "Tool calls have no `id`.",
    killedBy: ["tools.call.id"],
    answer: calls((call) => without(call, "id")),
  },
  {
    id: "same-call-id",
    bug: "All tool calls have the same `id`.",
    killedBy: ["tools.call.id-unique"],
    answer: calls((call) => ({ ...call, id: "call_00000000" })),
  },
  {
    id: "empty-call-list",
    bug: "Messages without calls have `tool_calls` that is empty.",
    killedBy: ["tools.call.list", "tools.without-tools"],
    answer: onMessages((message) => ({ tool_calls: [], ...message })),
  },
  {
    id: "call-with-null-content",
    bug: "`content` beside tool calls is null, as in OpenAI's protocol.",
    killedBy: ["tools.call.content-empty"],
    answer: onMessages((message) => ("tool_calls" in message ? { ...message, content: null } : message)),
  },
  {
    id: "call-as-text-too",
    bug: "The text of a tool call is in `content`, too.",
    killedBy: ["tools.call.not-in-content"],
    answer: onFrames((frame) => {
      if (!hasCalls(frame)) return frame;
      return withText(frame, `${textIn(frame)}<tool_call>${JSON.stringify(frame.message)}</tool_call>`);
    }),
  },
  {
    id: "done-reason-tool-calls",
    bug: "`done_reason` after tool calls is `tool_calls`, as OpenAI's `finish_reason`.",
    killedBy: ["tools.call.done-reason"],
    answer: onFrames((frame, { request }) =>
      frame.done && Array.isArray(fieldsOf(request).tools) ? { ...frame, done_reason: "tool_calls" } : frame,
    ),
  },
  {
    id: "arguments-all-text",
    bug: "All arguments are texts, whatever the tool's parameters say.",
    killedBy: ["tools.call.argument-types"],
    answer: called((each) => ({
      ...each,
      arguments: Object.fromEntries(
        Object.entries(isRecord(each.arguments) ? each.arguments : {}).map(([name, value]) => [name, String(value)]),
      ),
    })),
  },
  {
    id: "text-beside-call",
    bug: "Text before a tool call is held back and sent beside it.",
    killedBy: ["tools.stream.own-frame"],
    answer: onList((frames) => {
      const first = frames.findIndex(hasCalls);
      if (first < 0) return frames;
      const before = frames.slice(0, first).map(textIn).join("");
      return [withText(frames[first]!, before), ...frames.slice(first + 1)];
    }),
  },
  {
    id: "call-after-done",
    bug: "Tool calls are sent after the object with `done` true.",
    killedBy: ["tools.stream.final-after"],
    answer: onList((frames) => {
      const late = frames.filter(hasCalls);
      return [...frames.filter((frame) => !late.includes(frame)), ...late];
    }),
  },
  {
    id: "text-after-call",
    bug: "Text before a tool call is sent after it.",
    killedBy: ["tools.stream.text-first"],
    answer: onList((frames) => {
      const early = frames.filter(hasCalls);
      return [...early, ...frames.filter((frame) => !early.includes(frame))];
    }),
  },
  {
    id: "calls-beside-message",
    bug: "With `stream` false tool calls stand beside `message`.",
    killedBy: ["tools.unstreamed.in-message"],
    answer: onFrames((frame, { streamed }) => {
      if (streamed || !isRecord(frame.message) || !("tool_calls" in frame.message)) return frame;
      return { ...frame, message: without(frame.message, "tool_calls"), tool_calls: frame.message.tool_calls };
    }),
  },
  {
    id: "no-tools-refused",
    bug: "`tools` `[]` is refused by a model without tools.",
    killedBy: ["tools.request.empty-list"],
    answer: refusing((fields) => "tools" in fields && String(fields.model).includes("plain"), "no tools"),
  },
  {
    id: "tools-ignored",
    bug: "Tools are ignored by a model without the capability.",
    killedBy: ["tools.request.unsupported-status", "tools.request.unsupported-text"],
    request: onFields((fields) => (String(fields.model).includes("plain") ? without(fields, "tools") : fields)),
  },
  {
    id: "tools-unsupported-other-text",
    bug: "A model without tools says so in other words.",
    killedBy: ["tools.request.unsupported-text"],
    answer: onErrors((error, answer) => (error.endsWith("tools") ? failure(400, "tools are not available") : answer)),
  },
  {
    id: "tools-refused",
    bug: "Tools are refused whatever the model can do.",
    killedBy: ["tools.request.type-any", "tools.request.no-parameters"],
    answer: refusingTool(() => true),
  },
  {
    id: "schema-keywords-refused",
    bug: "A tool's parameters may only have the keywords that the API knows.",
    killedBy: ["tools.request.schema-keywords"],
    answer: refusingTool((tool) => tool.includes("additionalProperties")),
  },
  {
    id: "type-list-refused",
    bug: "A parameter has one type, and no list of them.",
    killedBy: ["tools.request.type-list"],
    answer: refusingTool((tool) => tool.includes('"type":[')),
  },
  {
    id: "parameters-required",
    bug: "A tool without parameters is refused.",
    killedBy: ["tools.request.no-parameters"],
    answer: refusingTool((tool) => !tool.includes('"properties":{"')),
  },
  {
    id: "one-tool-for-list",
    bug: "`tools` that is one tool counts as a list of it.",
    killedBy: ["tools.request.not-a-list"],
    request: onFields((fields) =>
      isRecord(fields.tools) ? { ...fields, model: "fake", tools: [fields.tools] } : fields,
    ),
  },
  {
    id: "calls-without-tools",
    bug: "A model that was offered no tools calls one.",
    killedBy: ["tools.without-tools"],
    answer: onMessages((message, { last }) =>
      last ? { tool_calls: [{ function: { name: "get_current_weather", arguments: {} } }], ...message } : message,
    ),
  },
  {
    id: "tools-refused-by-generate",
    bug: "A completion with `tools` is refused.",
    killedBy: ["tools.generate-none"],
    answer: refusing((fields, { operation }) => operation === "generate" && "tools" in fields),
  },
  {
    id: "result-refused",
    bug: "A request that ends with a tool's result gets 500.",
    killedBy: ["tools.roundtrip.answers"],
    answer: (answer, request) => {
      const { messages } = fieldsOf(request);
      const last: unknown = Array.isArray(messages) ? messages.at(-1) : undefined;
      return isRecord(last) && last.role === "tool" ? failure(500, "unexpected message") : answer;
    },
  },
];

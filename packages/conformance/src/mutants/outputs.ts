import { isRecord } from "../check/expect.ts";
import { failure } from "../fake/answer.ts";
import { mapElements, mapField, without } from "./changes.ts";
import {
  type Fields,
  fieldsOf,
  onFrames,
  onMessages,
  textIn,
  thinkingIn,
  withText,
  withThinking,
} from "./inference.ts";
import type { Mutant } from "./mutant.ts";
import { onBody, onObject } from "./operations.ts";
import { created, uncreated } from "./store-changes.ts";

/** Changes the arguments of each call. */
const callArguments = (change: (given: Fields) => unknown) =>
  onMessages((message) =>
    mapElements(message, "tool_calls", (call) =>
      mapField(call, "function", (inner) => mapField(inner, "arguments", change)),
    ),
  );

/** The calls of a message, as the text that the model wrote. */
function callsAsText(message: Fields): string {
  const calls = Array.isArray(message.tool_calls) ? message.tool_calls : [];
  return calls.map((call) => JSON.stringify(isRecord(call) ? call.function : {})).join("");
}

/** Changes the Modelfile that show gives. */
const modelfile = (change: (text: string) => string) =>
  onObject("show", (shown) => ({ ...shown, modelfile: change(String(shown.modelfile)) }));

/** Mutants of what a model's output means, of its stored parameters, its capabilities and its Modelfile. */
export const outputs: readonly Mutant[] = [
  {
    id: "thinking-tags-in-content",
    bug: "Thoughts stay in the content, with their tags.",
    killedBy: ["models-thinking.whitespace-dropped", "models-thinking.unclosed", "models-thinking.started-by-prompt"],
    answer: onFrames((frame) => {
      const thought = thinkingIn(frame);
      const text = `<think>${thought}</think>${textIn(frame)}`;
      return thought === "" ? frame : without(withText(frame, text), "thinking");
    }),
  },
  {
    id: "thinking-untrimmed",
    bug: "White space behind the tags is kept.",
    killedBy: ["models-thinking.whitespace-dropped"],
    answer: onFrames((frame) => (thinkingIn(frame) === "" ? frame : withThinking(frame, `  ${thinkingIn(frame)}`))),
  },
  {
    id: "thinking-anywhere",
    bug: "Tags are looked for in the whole answer.",
    killedBy: ["models-thinking.only-at-start"],
    answer: onFrames((frame) => {
      const [whole, thought] = /<think>(.*)<\/think>/.exec(textIn(frame)) ?? [];
      return whole === undefined ? frame : withThinking(withText(frame, textIn(frame).replace(whole, "")), thought);
    }),
  },
  {
    id: "thinking-assumed",
    bug: "An answer of a model that thinks begins as thinking, always.",
    killedBy: ["models-thinking.no-tags-is-content", "models-thinking.only-at-start"],
    answer: onFrames((frame, { request }) =>
      fieldsOf(request).think === true && thinkingIn(frame) === "" && textIn(frame) !== ""
        ? withThinking(withText(frame, ""), textIn(frame))
        : frame,
    ),
  },
  {
    id: "thinking-unclosed-is-content",
    bug: "Thoughts that are cut off become content.",
    killedBy: ["models-thinking.unclosed"],
    answer: onFrames((frame) =>
      textIn(frame) === "" && frame.done === true && thinkingIn(frame) !== ""
        ? without(withText(frame, thinkingIn(frame)), "thinking")
        : frame,
    ),
  },
  {
    id: "thinking-prompt-unseen",
    bug: "An opening tag in the end of the prompt is not seen.",
    killedBy: ["models-thinking.started-by-prompt"],
    answer: onFrames((frame) =>
      thinkingIn(frame).startsWith('"')
        ? without(withText(frame, `${thinkingIn(frame)}</think>${textIn(frame)}`), "thinking")
        : frame,
    ),
  },
  {
    id: "calls-as-content",
    bug: "Calls are content, as the model wrote them.",
    killedBy: ["models-tool-calls.recognised", "models-tool-calls.parameters-key", "models-tool-calls.text-before"],
    answer: onMessages((message) =>
      message.tool_calls === undefined
        ? message
        : without({ ...message, content: `${String(message.content ?? "")}${callsAsText(message)}` }, "tool_calls"),
    ),
  },
  {
    id: "calls-also-content",
    bug: "A call is content as well.",
    killedBy: ["models-tool-calls.recognised"],
    answer: onMessages((message) => ({
      ...message,
      content: `${String(message.content ?? "")}${callsAsText(message)}`,
    })),
  },
  {
    id: "calls-undeclared",
    bug: "Each JSON object with a `name` is a call.",
    killedBy: ["models-tool-calls.undeclared-is-not-called"],
    answer: onMessages((message) =>
      /"name":"get_time"/.test(String(message.content))
        ? { ...message, content: "", tool_calls: [{ function: { name: "get_time", arguments: { city: "Paris" } } }] }
        : message,
    ),
  },
  {
    id: "calls-any-json",
    bug: "JSON in an answer is a call of the first tool.",
    killedBy: ["models-tool-calls.json-that-is-no-call"],
    answer: onMessages((message) =>
      /^\{"colour"/.test(String(message.content))
        ? {
            ...message,
            content: "",
            tool_calls: [{ function: { name: "get_weather", arguments: { colour: "blue" } } }],
          }
        : message,
    ),
  },
  {
    id: "calls-json-swallowed",
    bug: "JSON that is no call is swallowed.",
    killedBy: ["models-tool-calls.json-that-is-no-call"],
    answer: onMessages((message) =>
      /^\{"colour"/.test(String(message.content)) ? { ...message, content: "" } : message,
    ),
  },
  {
    id: "calls-arguments-only",
    bug: "A call written with `parameters` is not seen.",
    killedBy: ["models-tool-calls.parameters-key"],
    answer: onMessages((message, { request }) =>
      /"parameters":\{"type":"object","properties":\{"city":\{"type":"string","enum"/.test(
        JSON.stringify(fieldsOf(request).format),
      )
        ? without(message, "tool_calls")
        : message,
    ),
  },
  {
    id: "calls-tag-leaks",
    bug: "The beginning of the tag of a call is sent as content before the rest has come.",
    killedBy: ["models-tool-calls.split-tag", "models-tool-calls.text-before"],
    answer: onMessages((message) =>
      message.tool_calls === undefined ? message : { ...message, content: `${String(message.content ?? "")}<ca` },
    ),
  },
  {
    id: "calls-text-before-lost",
    bug: "Text before a call is dropped.",
    killedBy: ["models-tool-calls.text-before"],
    answer: onMessages((message) => (message.tool_calls === undefined ? message : { ...message, content: "" })),
  },
  {
    id: "calls-brace-ends",
    bug: "A brace in a text ends the call.",
    killedBy: ["models-tool-calls.braces-in-strings"],
    answer: callArguments((given) =>
      Object.fromEntries(Object.entries(given).map(([name, value]) => [name, String(value).replace(/\}.*/s, "")])),
    ),
  },
  {
    id: "stored-stop-ignored",
    bug: "Stored `stop` texts are shown and never used.",
    killedBy: ["models-parameters.stop-used", "models-parameters.v1-uses-stop"],
    answer: created(({ parameters }) => ({ parameters: without({ ...parameters }, "stop") })),
  },
  {
    id: "stored-stop-added",
    bug: "`stop` of a request is added to the stored texts.",
    killedBy: ["models-parameters.stop-request-replaces"],
    request: (request, state) => {
      const { model, options } = fieldsOf(request);
      const stored = state.find(String(model))?.parameters.stop;
      const given = isRecord(options) ? options.stop : undefined;
      if (!Array.isArray(stored) || !Array.isArray(given)) return request;
      return onBody(
        (fields) => ({ ...fields, options: { ...Object(options), stop: [...stored, ...given] } }),
        "generate",
        "chat",
      )(request, state);
    },
  },
  {
    id: "stored-num-predict-ignored",
    bug: "A stored `num_predict` is shown and never used.",
    killedBy: ["models-parameters.num-predict-used"],
    answer: created(({ parameters }) => ({ parameters: without({ ...parameters }, "num_predict") })),
  },
  {
    id: "v1-ignores-stored-stop",
    bug: "OpenAI's protocol passes over what is stored with a model.",
    killedBy: ["models-parameters.v1-uses-stop"],
    request: onBody((fields) => ({ stop: ["<never>"], ...fields }), "openaiChatCompletions"),
  },
  {
    id: "messages-own-temperature",
    bug: "Anthropic's protocol sets a temperature of its own.",
    killedBy: ["models-parameters.messages-uses-own"],
    answer: (() => {
      let count = 0;
      return onObject("anthropicMessages", (value) =>
        mapElements(value, "content", (block) => ({ ...block, text: `${String(block.text)} ${++count}` })),
      );
    })(),
  },
  {
    id: "parameters-known-only",
    bug: "Show leaves out the parameters that it has no place for.",
    killedBy: ["models-parameters.all-shown"],
    answer: onObject("show", (shown) =>
      typeof shown.parameters === "string"
        ? { ...shown, parameters: shown.parameters.replace(/^repeat_penalty.*\n?/m, "") }
        : shown,
    ),
  },
  {
    id: "thinking-template-unseen",
    bug: "Capabilities are not taken from templates.",
    killedBy: ["models-capabilities.thinking-from-template", "models-capabilities.no-tools-without"],
    answer: created((model, _, base) => ({
      capabilities: base?.capabilities.filter((each) => each !== "thinking") ?? model.capabilities,
    })),
  },
  {
    id: "tools-always",
    bug: "Each model has the capability `tools`.",
    killedBy: ["models-capabilities.no-tools-without"],
    answer: onObject("show", (shown) => ({ ...shown, capabilities: ["completion", "tools", "thinking", "insert"] })),
  },
  {
    id: "parser-ignored",
    bug: "`parser` of a creation is ignored.",
    killedBy: ["models-capabilities.parser-thinking"],
    request: (request, state) => {
      const ignoring = uncreated("parser")(request, state);
      return onBody(
        (fields) => (fields.template === undefined ? { ...fields, template: "{{ .Prompt }}" } : fields),
        "create",
      )(ignoring, state);
    },
  },
  {
    id: "thinking-claimed",
    bug: "A model that thinks refuses `think`.",
    killedBy: ["models-capabilities.thinking-is-true"],
    answer: (answer, request) =>
      fieldsOf(request).think === true ? failure(400, "does not support thinking") : answer,
  },
  {
    id: "vision-claimed",
    bug: "A model that sees refuses images.",
    killedBy: ["models-capabilities.vision-is-true"],
    answer: (answer, request) =>
      /"images":\["/.test(JSON.stringify(fieldsOf(request))) ? failure(500, "image input is not supported") : answer,
  },
  {
    id: "insert-claimed",
    bug: "A model that completes between two texts refuses `suffix`.",
    killedBy: ["models-capabilities.insert-is-true"],
    answer: (answer, request) =>
      fieldsOf(request).suffix === undefined ? answer : failure(400, "does not support insert"),
  },
  {
    id: "insert-without-template",
    bug: "A model that completes between two texts has a template without `.Suffix`.",
    killedBy: ["models-capabilities.template-suffix"],
    answer: onObject("show", (shown) => ({ ...shown, template: "{{ .Prompt }}" })),
  },
  {
    id: "embedding-model-chats",
    bug: "A model that only embeds answers a chat with nothing.",
    killedBy: ["models-capabilities.embedding-only-refuses-chat"],
    answer: (answer, request) =>
      request.operation === "chat" && /embed/.test(String(fieldsOf(request).model))
        ? { ...answer, status: 200 }
        : answer,
  },
  {
    id: "modelfile-all-quoted",
    bug: "Each value of the Modelfile is quoted.",
    killedBy: ["models-modelfile.plain-unquoted"],
    answer: modelfile((text) => text.replace(/^SYSTEM ([^"].*)$/m, 'SYSTEM """$1"""')),
  },
  {
    id: "modelfile-lines-unquoted",
    bug: "A text of several lines stands in the Modelfile unquoted, so that it can't be read again.",
    killedBy: ["models-modelfile.multi-line-quoted"],
    answer: modelfile((text) => text.replace(/^SYSTEM "+([^"]*)/m, "SYSTEM $1")),
  },
  {
    id: "modelfile-stop-as-list",
    bug: "`stop` stands in the Modelfile as one list.",
    killedBy: ["models-modelfile.parameter-lines"],
    answer: modelfile((text) =>
      text.replace("PARAMETER stop <one>\nPARAMETER stop <two>", "PARAMETER stop [<one> <two>]"),
    ),
  },
  {
    id: "modelfile-first-license",
    bug: "The Modelfile has one licence.",
    killedBy: ["models-modelfile.license"],
    answer: modelfile((text) => text.replace(/^LICENSE Licence B\.\n?/m, "")),
  },
  {
    id: "modelfile-without-messages",
    bug: "The Modelfile has no messages.",
    killedBy: ["models-modelfile.message"],
    answer: modelfile((text) => text.replace(/^MESSAGE .*\n?/gm, "")),
  },
];

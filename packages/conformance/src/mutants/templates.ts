import { isRecord } from "../check/expect.ts";
import { failure } from "../fake/answer.ts";
import type { FakeModel } from "../fake/state.ts";
import { without } from "./changes.ts";
import { type Fields, fieldsOf, onFields } from "./inference.ts";
import type { Mutant } from "./mutant.ts";
import { onBody, onObject } from "./operations.ts";
import { after } from "./store-changes.ts";

/** Writes templates as a poorer engine would read them, when they are stored. */
const reading = (change: (template: string) => string) =>
  onBody(
    (fields) => (typeof fields.template === "string" ? { ...fields, template: change(fields.template) } : fields),
    "create",
  );

/** Changes the prompts that a chat shows, knowing its request and its model. */
const prompts =
  (change: (prompt: string, fields: Fields, model: FakeModel | undefined) => string): NonNullable<Mutant["answer"]> =>
  (answer, request, state) => {
    const fields = fieldsOf(request);
    const model = state.find(String(fields.model));
    return onObject("chat", (value) => {
      const info = value._debug_info;
      if (!isRecord(info)) return value;
      return {
        ...value,
        _debug_info: { ...info, rendered_template: change(String(info.rendered_template), fields, model) },
      };
    })(answer, request, state);
  };

/** Changes the messages of chats. */
const chats = (change: (messages: Fields[]) => readonly Fields[]) =>
  onBody(
    (fields) =>
      Array.isArray(fields.messages) ? { ...fields, messages: change(fields.messages.filter(isRecord)) } : fields,
    "chat",
  );

const withoutField = (name: string) => chats((messages) => messages.map((message) => without(message, name)));

/** Messages of a chat that is so long that something has to go. */
const LONG = 30;

/** Mutants of prompts, templates and long chats. */
export const templates: readonly Mutant[] = [
  {
    id: "prompt-never-shown",
    bug: "`_debug_render_only` is ignored: an answer is generated.",
    killedBy: ["models-prompts.debug-render-chat", "models-prompts.debug-render-generate"],
    request: onFields((fields) => without(fields, "_debug_render_only")),
  },
  {
    id: "stored-system-ignored",
    bug: "The stored system prompt is shown and never used.",
    killedBy: ["models-prompts.stored-system"],
    answer: prompts((prompt, _, model) => (model?.system ? prompt.replace(`system:${model.system};`, "") : prompt)),
  },
  {
    id: "stored-system-always",
    bug: "The stored system prompt stands before that of the request, too.",
    killedBy: ["models-prompts.system-of-request-wins"],
    answer: prompts((prompt, _, model) =>
      model?.system && !prompt.includes(model.system) ? `system:${model.system};${prompt}` : prompt,
    ),
  },
  {
    id: "stored-messages-ignored",
    bug: "Stored messages are shown and never used.",
    killedBy: ["models-prompts.stored-messages"],
    answer: prompts((prompt, _, model) =>
      (model?.messages ?? []).reduce((rest, { role, content }) => rest.replace(`${role}:${content};`, ""), prompt),
    ),
  },
  {
    id: "generate-is-raw",
    bug: "A generation's prompt is not rendered by the template.",
    killedBy: ["models-prompts.generate-is-chat", "models-prompts.generate-stored-messages"],
    request: onBody(
      (fields) => (fields._debug_render_only && !fields.suffix ? { ...fields, raw: true } : fields),
      "generate",
    ),
  },
  {
    id: "suffix-appended",
    bug: "`suffix` is put behind the prompt and rendered as a chat.",
    killedBy: ["models-prompts.suffix"],
    request: onBody(
      ({ suffix = "", ...fields }) => ({ ...fields, prompt: `${String(fields.prompt ?? "")}${String(suffix)}` }),
      "generate",
    ),
  },
  {
    id: "neighbours-apart",
    bug: "Neighbouring messages of one role stay apart.",
    killedBy: ["models-prompts.neighbours-merge"],
    answer: prompts((prompt) => prompt.replace("one\n\ntwo", "one;user:two")),
  },
  {
    id: "neighbours-of-tools-merge",
    bug: "Results of several tools are merged into one message.",
    killedBy: ["models-prompts.tool-messages-stay-apart"],
    answer: prompts((prompt) => prompt.replace(";tool:", "\n\n")),
  },
  {
    id: "prefill-closed",
    bug: "An assistant message in the end is closed like any other.",
    killedBy: [
      "models-prompts.assistant-prefill",
      "models-templates.legacy-last-turn",
      "models-templates.legacy-turns",
    ],
    answer: prompts((prompt, _, model) => {
      const [, end] = /\.Response \}\}([^{]+)/.exec(model?.template ?? "") ?? [];
      return end === undefined || /\.Messages/.test(model?.template ?? "") ? prompt : prompt + end;
    }),
  },
  {
    id: "thinking-not-in-history",
    bug: "Thoughts of earlier answers are dropped.",
    killedBy: ["models-prompts.thinking-history"],
    request: withoutField("thinking"),
  },
  {
    id: "tool-calls-not-in-history",
    bug: "Calls of earlier answers are dropped.",
    killedBy: ["models-prompts.tool-calls-history", "models-templates.arguments-json", "models-templates.range-else"],
    request: withoutField("tool_calls"),
  },
  {
    id: "tool-name-not-in-history",
    bug: "`tool_name` is dropped.",
    killedBy: ["models-prompts.tool-name-history"],
    request: withoutField("tool_name"),
  },
  {
    id: "image-behind-text",
    bug: "The place of an image is behind its text.",
    killedBy: ["models-prompts.image-placeholder"],
    answer: prompts((prompt) => prompt.replace(/\[img-0\]([^;]*)/, "$1[img-0]")),
  },
  {
    id: "template-trims-nothing",
    bug: "Dashes of delimiters trim nothing.",
    killedBy: ["models-templates.trim-left", "models-templates.trim-right"],
    request: reading((template) => template.replaceAll("{{-", "{{").replaceAll("-}}", "}}")),
  },
  {
    id: "template-trims-a-line",
    bug: "Dashes of delimiters trim a single character.",
    killedBy: ["models-templates.trim-left"],
    request: reading((template) => template.replace(/\s\{\{- /g, "{{ ")),
  },
  {
    id: "template-prints-comments",
    bug: "Comments are printed.",
    killedBy: ["models-templates.comments"],
    request: reading((template) => template.replace(/\{\{-? ?\/\*(.*?)\*\/ ?-?\}\}/g, "$1")),
  },
  {
    id: "template-root-is-dot",
    bug: "`$` is the dot.",
    killedBy: ["models-templates.root"],
    request: reading((template) => template.replaceAll("{{ $.System }}", "{{ .System }}")),
  },
  {
    id: "template-eq-two",
    bug: "`eq` looks at two arguments alone.",
    killedBy: ["models-templates.eq-many"],
    request: reading((template) => template.replace(/eq (\S+) (\S+) "user"/, "eq $1 $2")),
  },
  {
    id: "template-and-or-boolean",
    bug: "`and` and `or` answer true or false.",
    killedBy: ["models-templates.and-or"],
    answer: prompts((prompt) => (prompt === "Be brief.|a|c|0|0" ? "true|true|true|false|false" : prompt)),
  },
  {
    id: "template-length-in-characters",
    bug: "`len` of a text counts its characters.",
    killedBy: ["models-templates.len"],
    request: reading((template) => template.replace('{{ len "é" }}', "1")),
  },
  {
    id: "template-else-if-ignored",
    bug: "`else if` is read as `else`.",
    killedBy: ["models-templates.if"],
    request: reading((template) => template.replace(/\{\{ else if .*?\}\}(\w+)\{\{ else \}\}\w+/g, "{{ else }}$1")),
  },
  {
    id: "template-empty-list-true",
    bug: "Any list is true, as in JavaScript.",
    killedBy: ["models-templates.truth", "models-templates.tools-nil"],
    request: reading((template) => template.replace(/\{\{ if \.(?:Tools|ToolCalls) \}\}/g, "{{ if true }}")),
  },
  {
    id: "template-text-false-false",
    bug: 'The text `"false"` is false.',
    killedBy: ["models-templates.truth"],
    request: reading((template) => template.replace('{{ if "false" }}', "{{ if false }}")),
  },
  {
    id: "template-with-keeps-dot",
    bug: "`with` leaves the dot as it was.",
    killedBy: ["models-templates.with", "models-templates.root"],
    request: reading((template) => template.replace(/\{\{ with \.(\w+) \}\}/g, "{{ if .$1 }}")),
  },
  {
    id: "template-variables-scoped",
    bug: "`=` in a `range` declares a variable of its own.",
    killedBy: ["models-templates.variables"],
    request: reading((template) => template.replace("$last = ", "$last := ")),
  },
  {
    id: "template-index-from-one",
    bug: "`range` counts from 1.",
    killedBy: ["models-templates.range-index"],
    answer: prompts((prompt) =>
      /^0one;1two;/.test(prompt) ? prompt.replace(/\d/g, (n) => `${Number(n) + 1}`) : prompt,
    ),
  },
  {
    id: "template-break-ends-all",
    bug: "`break` ends the template.",
    killedBy: ["models-templates.break-continue"],
    answer: prompts((prompt) => (prompt === "one;three;." ? "one;three;" : prompt)),
  },
  {
    id: "template-defines-printed",
    bug: "`define` prints its part where it stands.",
    killedBy: ["models-templates.define"],
    request: reading((template) => template.replace(/\{\{ define .*?\}\}(.*?)\{\{ end \}\}/, "$&<>")),
  },
  {
    id: "template-json-unescaped",
    bug: "`json` writes `<`, `>` and `&` as they are.",
    killedBy: ["models-templates.json"],
    answer: prompts((prompt) =>
      prompt.replace(/\\u00(3c|3e|26)/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16))),
    ),
  },
  {
    id: "template-date-with-time",
    bug: "`currentDate` prints the time as well.",
    killedBy: ["models-templates.current-date"],
    answer: prompts((prompt) => (/^\d{4}-\d\d-\d\d$/.test(prompt) ? `${prompt}T00:00:00Z` : prompt)),
  },
  {
    id: "template-tools-as-map",
    bug: "`.Tools` prints like a map of the engine's language.",
    killedBy: ["models-templates.tools", "models-templates.tool-json-order"],
    answer: prompts((prompt) => prompt.replaceAll('{"type":"function"', "[object Object]")),
  },
  {
    id: "template-tools-as-sent",
    bug: "A tool prints with its keys as they were sent.",
    killedBy: ["models-templates.tool-json-order"],
    answer: prompts((prompt, { tools }) => {
      const [tool] = Array.isArray(tools) ? tools : [];
      return prompt.startsWith('{"type":"function"') ? JSON.stringify(tool) : prompt;
    }),
  },
  {
    id: "template-arguments-as-sent",
    bug: "Arguments of calls print with their keys as they were sent.",
    killedBy: ["models-templates.arguments-json"],
    answer: prompts((prompt) => prompt.replace('{"city":"Paris","unit":"C"}', '{"unit":"C","city":"Paris"}')),
  },
  {
    id: "template-think-always",
    bug: "`.Think` is true whatever the request says.",
    killedBy: ["models-templates.think"],
    request: reading((template) => template.replace("{{ if .Think }}", "{{ if true }}")),
  },
  {
    id: "template-think-level-lost",
    bug: "`.ThinkLevel` is empty.",
    killedBy: ["models-templates.think-level"],
    request: reading((template) => template.replace("{{ .ThinkLevel }}", "")),
  },
  {
    id: "template-think-set-if-true",
    bug: "`.IsThinkSet` is false where `think` is.",
    killedBy: ["models-templates.is-think-set"],
    request: reading((template) => template.replace("{{ if .IsThinkSet }}", "{{ if .Think }}")),
  },
  {
    id: "template-missing-name-fails",
    bug: "A name that is not there fails the template.",
    killedBy: ["models-templates.missing-name"],
    request: reading((template) =>
      template.replace("{{ if .Nothing }}", "{{ (index .Messages 0).Nothing }}{{ if .Nothing }}"),
    ),
  },
  {
    id: "template-failure-empty",
    bug: "A template that fails while it runs gives an empty prompt.",
    killedBy: ["models-templates.execution-error-500"],
    request: reading((template) =>
      template.replace("{{ range .Messages }}{{ .Nothing }}{{ end }}", "{{ range .Messages }}{{ end }}"),
    ),
  },
  {
    id: "template-failure-400",
    bug: "A template that fails while it runs is the client's fault.",
    killedBy: ["models-templates.execution-error-500"],
    answer: (answer, { operation }) =>
      operation === "chat" && answer.status === 500 ? failure(400, "template error") : answer,
  },
  {
    id: "template-systems-last",
    bug: "`.System` is the last system message.",
    killedBy: ["models-templates.systems-join"],
    answer: prompts((prompt) => prompt.replace("Be brief.\n\nBe kind.", "Be kind.")),
  },
  {
    id: "template-messages-without-system",
    bug: "System messages are left out of `.Messages`.",
    killedBy: ["models-templates.messages-hold-system"],
    answer: prompts((prompt) => prompt.replace("system=Be brief.;", "")),
  },
  {
    id: "template-response-not-appended",
    bug: "A template without `.Response` drops earlier answers.",
    killedBy: ["models-templates.response-appended"],
    answer: prompts((prompt) => (prompt === "[one]two[three]" ? "[one][three]" : prompt)),
  },
  {
    id: "history-newest-dropped",
    bug: "Of a long chat the newest messages are left out.",
    killedBy: ["models-history.oldest-dropped", "models-history.last-kept"],
    request: chats((messages) => (messages.length > LONG ? messages.slice(0, 8) : messages)),
  },
  {
    id: "history-middle-dropped",
    bug: "Of a long chat the middle is left out.",
    killedBy: ["models-history.oldest-dropped"],
    request: chats((messages) =>
      messages.length > LONG ? [...messages.slice(0, 4), ...messages.slice(-4)] : messages,
    ),
  },
  {
    id: "history-without-system",
    bug: "Old system messages are left out with the rest.",
    killedBy: ["models-history.system-kept"],
    request: chats((messages) => (messages.length > LONG ? messages.slice(-8) : messages)),
  },
  {
    id: "history-in-pairs",
    bug: "Messages are left out in pairs.",
    killedBy: ["models-history.single-messages"],
    request: chats((messages) => (messages.length > LONG ? messages.slice(-9) : messages)),
  },
  {
    id: "history-always-short",
    bug: "Of each chat the last two messages are kept.",
    killedBy: ["models-history.shorter-untouched", "models-history.system-kept"],
    request: chats((messages) => messages.slice(-2)),
  },
  {
    id: "history-long-400",
    bug: "A chat longer than the context is refused.",
    killedBy: ["models-history.long-answer-200"],
    answer: (answer, request) => {
      const { messages } = fieldsOf(request);
      const long = request.operation === "chat" && Array.isArray(messages) && messages.length > LONG;
      return long ? failure(400, "the prompt is too long") : answer;
    },
  },
  {
    id: "history-count-of-all",
    bug: "`prompt_eval_count` counts what was left out as well.",
    killedBy: ["models-history.prompt-count-bounded"],
    answer: onObject("chat", (value, request) => {
      const { messages } = fieldsOf(request);
      const long = Array.isArray(messages) && messages.length > LONG;
      return long && value.done === true ? { ...value, prompt_eval_count: 1000 } : value;
    }),
  },
  {
    id: "template-of-base",
    bug: "A created model's prompts are made by the template of its base.",
    killedBy: ["models-templates.prompt", "models-templates.system", "models-prompts.stored-messages"],
    answer: after("create", (state, { model }) => {
      const made = state.find(String(model));
      if (made !== undefined) state.add({ ...made, templated: false });
    }),
  },
];

import { isRecord } from "../check/expect.ts";
import { mapElements, mapField, mapObjects, without } from "./changes.ts";
import { onFields } from "./inference.ts";
import type { Mutant } from "./mutant.ts";
import { answers, bodies, bodyOf, choices, events, type Fields, requests } from "./protocols.ts";

const chat = "openaiChatCompletions";
const responses = "openaiResponses";
const messages = "anthropicMessages";

/** Whether a request has a `tool_choice` that asks for a call. */
const forces = ({ tool_choice: choice }: Fields) =>
  choice === "required" || (isRecord(choice) && choice.type !== "auto" && choice.type !== "none");

/** Changes the answers to requests that ask for a call. */
const forced = (which: typeof chat | typeof messages, change: (body: Fields) => unknown) =>
  answers(which, (answer, request) => {
    const body = bodyOf(request);
    if (body === undefined || !forces(body) || answer.body.kind !== "json" || !isRecord(answer.body.value))
      return answer;
    return { ...answer, body: { ...answer.body, value: change(answer.body.value) } };
  });

/** Changes the choices of unstreamed answers to requests of a kind. */
const choicesOf = (isOne: (body: Fields) => boolean, change: (choice: Fields) => unknown) =>
  answers(chat, (answer, request) => {
    const body = bodyOf(request);
    if (body === undefined || !isOne(body) || answer.body.kind !== "json") return answer;
    return mapObjects(answer, (value) => mapElements(value, "choices", change));
  });

const ofFormat = (change: (format: Fields) => unknown) =>
  onFields((fields) => (isRecord(fields.format) ? { ...fields, format: change(fields.format) } : fields));

/** Mutants of servers that go beyond Ollama, but only halfway. */
export const beyond: readonly Mutant[] = [
  {
    id: "tool-choice-none-in-chats-only",
    bug: "`tool_choice` none has an effect for chat completions, but not for messages.",
    killedBy: ["beyond.tool-choice-none"],
    request: requests(messages, (body) => without(body, "tool_choice")),
  },
  {
    id: "tool-choice-none-says-nothing",
    bug: "With `tool_choice` none calls are cut out of the answer, of which nothing is left.",
    killedBy: ["beyond.tool-choice-none"],
    answer: choicesOf(
      ({ tool_choice: choice }) => choice === "none",
      (choice) => mapField(choice, "message", (said) => ({ ...said, content: "" })),
    ),
  },
  {
    id: "tool-choice-required-for-messages-only",
    bug: "`any` asks for a call, but `required` of a response does not.",
    killedBy: ["beyond.tool-choice-required"],
    request: requests(responses, (body) => (body.tool_choice === "required" ? { ...body, tool_choice: "none" } : body)),
  },
  {
    id: "tool-choice-named-ignored-by-responses",
    bug: "A named tool is not the only one that a response calls.",
    killedBy: ["beyond.tool-choice-named"],
    request: requests(responses, (body) => (isRecord(body.tool_choice) ? without(body, "tool_choice") : body)),
  },
  {
    id: "forced-call-without-arguments",
    bug: "A call that `tool_choice` asked for has no arguments.",
    killedBy: ["beyond.tool-choice-arguments"],
    answer: forced(messages, (body) =>
      mapElements(body, "content", (block) => (block.type === "tool_use" ? { ...block, input: {} } : block)),
    ),
  },
  {
    id: "forced-call-stops",
    bug: "An answer whose call `tool_choice` asked for ends with `stop`.",
    killedBy: ["beyond.tool-choice-finish"],
    answer: forced(chat, (body) => mapElements(body, "choices", (choice) => ({ ...choice, finish_reason: "stop" }))),
  },
  {
    id: "single-call-for-messages-only",
    bug: "`parallel_tool_calls` false has no effect, though `disable_parallel_tool_use` has.",
    killedBy: ["beyond.single-call"],
    request: requests(chat, (body) => without(body, "parallel_tool_calls")),
  },
  {
    id: "max-completion-tokens-stops",
    bug: "An answer that `max_completion_tokens` cut ends with `stop`.",
    killedBy: ["beyond.max-completion-tokens"],
    answer: choicesOf(
      ({ max_completion_tokens: most }) => most !== undefined,
      (choice) => ({
        ...choice,
        finish_reason: "stop",
      }),
    ),
  },
  {
    id: "choices-share-an-index",
    bug: "All choices have the `index` 0, so that clients merge them.",
    killedBy: ["beyond.n", "beyond.n-streamed"],
    answer: choices(chat, (choice) => ({ ...choice, index: 0 })),
  },
  {
    id: "stream-of-one-choice",
    bug: "A stream has one choice, whatever `n` says.",
    killedBy: ["beyond.n-streamed"],
    request: requests(chat, (body) => (body.stream === true ? without(body, "n") : body)),
  },
  {
    id: "logit-bias-of-0",
    bug: "A `logit_bias` of 0 changes the answer.",
    killedBy: ["beyond.logit-bias"],
    request: requests(chat, (body) =>
      isRecord(body.logit_bias)
        ? { ...body, logit_bias: Object.fromEntries(Object.keys(body.logit_bias).map((token) => [token, 1])) }
        : body,
    ),
  },
  {
    id: "incomplete-without-details",
    bug: "A response that was cut does not say why.",
    killedBy: ["beyond.incomplete"],
    answer: bodies(responses, (body) => ("incomplete_details" in body ? { ...body, incomplete_details: null } : body)),
  },
  {
    id: "incomplete-but-completed-stream",
    bug: "A response that was cut is incomplete, but its stream ends with `response.completed`.",
    killedBy: ["beyond.incomplete"],
    answer: events(responses, (all) =>
      all.map((event) => {
        const { data } = event;
        if (!isRecord(data) || data.type !== "response.incomplete") return event;
        const response = isRecord(data.response) ? { ...data.response, status: "completed" } : {};
        return { event: "response.completed", data: { ...data, type: "response.completed", response } };
      }),
    ),
  },
  {
    id: "output-format-as-json-mode",
    bug: "`output_config.format` only switches JSON on.",
    killedBy: ["beyond.output-format"],
    request: requests(messages, (body) =>
      mapField(body, "output_config", (output) =>
        mapField(output, "format", (format) => ({ ...format, schema: { type: "object" } })),
      ),
    ),
  },
  {
    id: "documents-of-tools-left-out",
    bug: "A document in the result of a tool is left out.",
    killedBy: ["beyond.document"],
    request: requests(messages, (body) =>
      mapElements(body, "messages", (message) =>
        mapElements(message, "content", (block) =>
          block.type === "tool_result" && Array.isArray(block.content)
            ? { ...block, content: block.content.filter((each) => !(isRecord(each) && each.type === "document")) }
            : block,
        ),
      ),
    ),
  },
  {
    id: "pdf-left-out",
    bug: "A PDF is left out of the prompt without a word.",
    seenIn: "Ollama",
    killedBy: ["beyond.document-refused"],
    request: requests(messages, (body) =>
      mapElements(body, "messages", (message) =>
        Array.isArray(message.content)
          ? {
              ...message,
              content: message.content.filter(
                (block) =>
                  !(isRecord(block) && isRecord(block.source) && block.source.media_type === "application/pdf"),
              ),
            }
          : message,
      ),
    ),
  },
  {
    id: "schema-lengths-ignored-beside-pattern",
    bug: "Beside `pattern` lengths are not held.",
    seenIn: "Cria 48cc9e2",
    killedBy: ["beyond.schema-conjunction"],
    request: ofFormat((format) => ("pattern" in format ? { const: "Parisian" } : format)),
  },
  {
    id: "schema-multiple-of-ignored",
    bug: "`multipleOf` is not held.",
    seenIn: "Cria 48cc9e2",
    killedBy: ["beyond.schema-conjunction"],
    request: ofFormat((format) => ("multipleOf" in format ? { ...format, minimum: 11 } : format)),
  },
  {
    id: "schema-unique-items-ignored",
    bug: "`uniqueItems` is not held.",
    seenIn: "Cria 48cc9e2",
    killedBy: ["beyond.schema-conjunction"],
    request: ofFormat((format) => without(format, "uniqueItems")),
  },
  {
    id: "schema-enum-beside-length",
    bug: "Beside `enum` a length is not held.",
    seenIn: "Cria 48cc9e2",
    killedBy: ["beyond.schema-conjunction"],
    request: ofFormat((format) =>
      Array.isArray(format.enum) ? { ...format, enum: format.enum.toReversed() } : format,
    ),
  },
];

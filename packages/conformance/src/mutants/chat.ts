import { isRecord } from "../check/expect.ts";
import { mapObjects, without } from "./changes.ts";
import { type Fields, onFields, onFrames, onMessages, refusing } from "./inference.ts";
import type { Mutant } from "./mutant.ts";

/** The messages of a request. */
const list = ({ messages }: Fields): Fields[] => (Array.isArray(messages) ? messages.filter(isRecord) : []);

/** Changes each message of a request. */
const eachMessage = (change: (message: Fields) => unknown) =>
  onFields((fields) => (Array.isArray(fields.messages) ? { ...fields, messages: list(fields).map(change) } : fields));

/** Refuses a request for one of its messages. */
const refusingMessage = (refused: (message: Fields) => boolean) => refusing((fields) => list(fields).some(refused));

/** Mutants of chats. */
export const chat: readonly Mutant[] = [
  {
    id: "content-null",
    bug: "`content` is null where there is no text.",
    seenIn: "BerriAI/litellm#7094",
    killedBy: ["chat.message.content", "messages.content.always-string"],
    answer: onMessages((message) => ({ ...message, content: message.content || null })),
  },
  {
    id: "content-left-out",
    bug: "`content` is left out where there is no text.",
    killedBy: ["chat.message.content", "messages.content.always-string"],
    answer: onMessages((message) => (message.content === "" ? without(message, "content") : message)),
  },
  {
    id: "end-without-message",
    bug: "The last object of a chat has no `message`.",
    killedBy: ["chat.message.object", "chat.stream.final-frame-last"],
    answer: onFrames((frame, { last, streamed }) => (last && streamed ? without(frame, "message") : frame)),
  },
  {
    id: "role-once",
    bug: "Only the first object of a stream has a `role`, as in OpenAI's protocol.",
    killedBy: ["chat.message.role", "messages.role.answer"],
    answer: onMessages((message, { index }) => (index === 0 ? message : without(message, "role"))),
  },
  {
    id: "role-model",
    bug: "The role of an answer is `model`.",
    killedBy: ["chat.message.role", "messages.role.answer"],
    answer: onMessages((message) => ({ ...message, role: "model" })),
  },
  {
    id: "images-null",
    bug: "The message of an answer has `images` null.",
    killedBy: ["chat.message.no-images", "images.not-in-answer"],
    answer: onMessages((message) => ({ ...message, images: null })),
  },
  {
    id: "chat-with-response",
    bug: "Objects of a chat have a `response`, too.",
    killedBy: ["chat.no-response-field"],
    answer: onFrames((frame) => (isRecord(frame.message) ? { ...frame, response: frame.message.content } : frame)),
  },
  {
    id: "chat-with-context",
    bug: "The end of a chat has a `context`.",
    killedBy: ["chat.no-context"],
    answer: onFrames((frame) => (isRecord(frame.message) && frame.done ? { ...frame, context: [1] } : frame)),
  },
  {
    id: "empty-chat-refused",
    bug: "A request without messages gets 400.",
    killedBy: ["chat.load.answer", "chat.load.empty-list"],
    answer: refusing((fields, { operation }) => operation === "chat" && list(fields).length === 0),
  },
  {
    id: "empty-list-answered",
    bug: "An empty list of messages is answered with a text.",
    killedBy: ["chat.load.empty-list"],
    request: onFields((fields) =>
      Array.isArray(fields.messages) && fields.messages.length === 0 ? { ...fields, messages: [{}] } : fields,
    ),
  },
  {
    id: "messages-as-text",
    bug: "`messages` that is a text counts as one message.",
    killedBy: ["chat.messages.not-a-list"],
    request: onFields((fields) =>
      typeof fields.messages === "string" ? { ...fields, messages: [{ content: fields.messages }] } : fields,
    ),
  },
  {
    id: "loaded-twice",
    bug: "Chat and generate load the model once each.",
    killedBy: ["chat.same-name-as-generate", "scheduler.load.once"],
    answer: (answer, { operation }) =>
      operation === "ps"
        ? mapObjects(answer, (body) => ({ models: Array.isArray(body.models) ? [...body.models, ...body.models] : [] }))
        : answer,
  },
  {
    id: "last-message-alone",
    bug: "Only the last message reaches the model.",
    killedBy: ["messages.history.used"],
    request: onFields((fields) =>
      Array.isArray(fields.messages) ? { ...fields, messages: fields.messages.slice(-1) } : fields,
    ),
  },
  {
    id: "tool-role-unknown",
    bug: "The role `tool` is unknown.",
    killedBy: ["messages.role.standard", "messages.tool-name.accepted", "tools.roundtrip.answers"],
    answer: refusingMessage(({ role }) => role === "tool"),
  },
  {
    id: "roles-in-lower-case",
    bug: "Roles in capitals are unknown.",
    killedBy: ["messages.role.lower-cased"],
    answer: refusingMessage(({ role }) => typeof role === "string" && role !== role.toLowerCase()),
  },
  {
    id: "parts-accepted",
    bug: "A `content` of parts is taken as in OpenAI's protocol.",
    killedBy: ["messages.content.parts-refused"],
    request: eachMessage((message) => (Array.isArray(message.content) ? { ...message, content: "parts" } : message)),
  },
  {
    id: "content-required",
    bug: "A message without `content`, or with null, gets 400.",
    killedBy: ["messages.content.null"],
    answer: refusingMessage(({ content }) => typeof content !== "string"),
  },
  {
    id: "null-as-text",
    bug: "`content` null reaches the model as the word `null`.",
    killedBy: ["messages.content.null"],
    request: eachMessage((message) => ({ ...message, content: String(message.content) })),
  },
  {
    id: "message-fields-forbidden",
    bug: "A message with a field that is not known gets 400, as strict validators answer.",
    killedBy: ["messages.unknown-fields"],
    answer: refusingMessage((message) => "name" in message),
  },
  {
    id: "message-thinking-forbidden",
    bug: "`thinking` of a message in a request is refused.",
    killedBy: ["messages.thinking.accepted"],
    answer: refusingMessage((message) => "thinking" in message),
  },
  {
    id: "message-images-forbidden",
    bug: "`images` of a message are refused by a model that can see.",
    killedBy: ["messages.images.accepted", "images.base64.standard"],
    answer: refusingMessage(({ images }) => Array.isArray(images) && images.length > 0),
  },
  {
    id: "tool-call-id-forbidden",
    bug: "`tool_call_id` of a message is refused.",
    killedBy: ["messages.tool-call-id.accepted"],
    answer: refusingMessage((message) => "tool_call_id" in message),
  },
  {
    id: "tool-history-forwarded",
    bug: "Tool calls of earlier messages are handed on to a backend that wants their arguments as text.",
    seenIn: "lemonade-sdk/lemonade#1428",
    killedBy: ["messages.tool-calls.history", "messages.tool-calls.without-id", "tools.roundtrip.answers"],
    answer: refusingMessage(({ tool_calls: calls }) => Array.isArray(calls)),
  },
  {
    id: "call-id-required",
    bug: "Tool calls of earlier messages must have an id.",
    killedBy: ["messages.tool-calls.without-id"],
    answer: refusingMessage(
      ({ tool_calls: calls }) => Array.isArray(calls) && calls.some((call) => isRecord(call) && !("id" in call)),
    ),
  },
  {
    id: "call-type-checked",
    bug: "A tool call of an earlier message must have the `type` `function`.",
    killedBy: ["messages.tool-calls.type-ignored"],
    answer: refusingMessage(
      ({ tool_calls: calls }) =>
        Array.isArray(calls) && calls.some((call) => isRecord(call) && (call.type ?? "function") !== "function"),
    ),
  },
  {
    id: "arguments-as-text-accepted",
    bug: "Arguments of earlier tool calls may be text.",
    killedBy: ["messages.tool-calls.arguments-string"],
    request: eachMessage((message) => without(message, "tool_calls")),
  },
  {
    id: "odd-messages-dropped",
    bug: "Messages that are no objects are dropped.",
    killedBy: ["messages.not-an-object"],
    request: eachMessage((message) => message),
  },
  {
    id: "user-message-required",
    bug: "A chat without a user's message gets 400.",
    killedBy: ["messages.single-system"],
    answer: refusing((fields) => list(fields).length > 0 && !list(fields).some(({ role }) => role === "user")),
  },
  {
    id: "roles-must-alternate",
    bug: "Two messages of one role in a row get 400.",
    killedBy: ["messages.single-system"],
    answer: refusing((fields) => {
      const roles = list(fields).map(({ role }) => role);
      return roles.some((role, index) => index > 0 && role === roles[index - 1]);
    }),
  },
  {
    id: "earlier-requests-remembered",
    bug: "Messages of earlier requests stay in the model's context.",
    killedBy: ["chat.multi-turn"],
    request: (() => {
      const earlier: unknown[] = [];
      return onFields((fields) => {
        const messages = list(fields);
        if (messages.length === 0) return fields;
        const all = [...earlier.slice(-20), ...messages];
        earlier.push(...messages);
        return { ...fields, messages: all };
      });
    })(),
  },
];

import { encodeJson } from "../../../http/json.ts";
import type { ChatMessage } from "../../chat-message.ts";
import type { PromptInput } from "../../renderer.ts";
import { pairResults } from "./call-ids.ts";
import type { Form } from "./form.ts";

type Conversation = Pick<PromptInput, "messages" | "tools">;

/** A conversation without what a template does not show, which stands elsewhere in it instead. */
export function adapt({ messages, tools }: Conversation, form: Form): Conversation {
  let adapted: readonly ChatMessage[] = messages;
  if (!form.tools && tools.length > 0) adapted = [describeTools(tools), ...adapted];
  if (form.calls === undefined) adapted = adapted.map(writeCalls);
  else if (!form.calls.several) adapted = onePerMessage(adapted);
  if (!form.results) adapted = adapted.map(asUser);
  if (form.system !== "anywhere") adapted = moveSystem(adapted, form.system === "first");
  if (!form.neighbours) adapted = mergeNeighbours(adapted);
  return { messages: adapted, tools: form.tools ? tools : [] };
}

function describeTools(tools: PromptInput["tools"]): ChatMessage {
  const lines = tools.map((tool) => encodeJson(tool));
  return {
    role: "system",
    content: ["You may call these functions, each of which is one line of JSON:", ...lines].join("\n"),
  };
}

/** Calls as texts behind what the message says, in the form that most models know. */
function writeCalls(message: ChatMessage): ChatMessage {
  const { tool_calls: calls = [], content, ...rest } = message;
  if (calls.length === 0) return message;
  const texts = calls.map(
    ({ function: { name, arguments: given } }) =>
      `<tool_call>\n${encodeJson({ name, arguments: given })}\n</tool_call>`,
  );
  return { ...rest, content: [...(content === "" ? [] : [content]), ...texts].join("\n") };
}

function asUser(message: ChatMessage): ChatMessage {
  if (message.role !== "tool") return message;
  return { role: "user", content: `<tool_response>\n${message.content}\n</tool_response>` };
}

/** Each call in a message of its own, with its results behind it. */
function onePerMessage(messages: readonly ChatMessage[]): ChatMessage[] {
  const { groups, rest } = pairResults(messages);
  return rest.flatMap((message) => {
    const calls = groups.get(message);
    if (calls === undefined || calls.length < 2) return [message, ...(calls ?? []).flatMap(({ results }) => results)];
    return calls.flatMap(({ call, results }, index) => [
      { ...message, content: index === 0 ? message.content : "", tool_calls: [call] },
      ...results,
    ]);
  });
}

/**
 * System messages before the next user message, or behind the last message if that is a user's, or else as a user's.
 * @param keepsFirst whether those at the start stay, as one
 */
function moveSystem(messages: readonly ChatMessage[], keepsFirst: boolean): ChatMessage[] {
  const start = messages.findIndex(({ role }) => role !== "system");
  const leading = messages.slice(0, start < 0 ? messages.length : start).map(({ content }) => content);
  const moved: ChatMessage[] = [];
  if (keepsFirst && leading.length > 0) moved.push({ role: "system", content: leading.join("\n\n") });
  let waiting = keepsFirst ? [] : leading;
  for (const message of messages.slice(leading.length)) {
    if (message.role === "system") waiting.push(message.content);
    else if (message.role === "user" && waiting.length > 0) {
      moved.push({ ...message, content: [...waiting, message.content].join("\n") });
      waiting = [];
    } else moved.push(message);
  }
  if (waiting.length === 0) return moved;
  const last = moved.at(-1);
  if (last?.role !== "user") return [...moved, { role: "user", content: waiting.join("\n") }];
  return [...moved.slice(0, -1), { ...last, content: [last.content, ...waiting].join("\n") }];
}

/** Neighbours that both speak as the user, or as the assistant, as one message. */
function mergeNeighbours(messages: readonly ChatMessage[]): ChatMessage[] {
  const merged: ChatMessage[] = [];
  for (const message of messages) {
    const last = merged.at(-1);
    if (
      last === undefined ||
      last.role !== message.role ||
      !/^(user|assistant)$/.test(last.role) ||
      last.tool_calls?.length
    ) {
      merged.push(message);
      continue;
    }
    const content = [last.content, message.content].filter((text) => text !== "").join("\n\n");
    merged[merged.length - 1] = { ...last, ...message, content };
  }
  return merged;
}

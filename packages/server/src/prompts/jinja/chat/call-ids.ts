import type { ChatMessage } from "../../chat-message.ts";

type ToolCall = NonNullable<ChatMessage["tool_calls"]>[number];

/** A call and the messages that answer it. */
interface AnsweredCall {
  readonly call: ToolCall;
  readonly results: ChatMessage[];
}

interface PairedMessages {
  /** The calls of each message that has any. */
  readonly groups: ReadonlyMap<ChatMessage, readonly AnsweredCall[]>;
  /** The messages without the results that follow calls. */
  readonly rest: readonly ChatMessage[];
}

/** Finds the results of calls: by identifier, else by name, else in order; what is left over belongs to the last call. */
export function pairResults(messages: readonly ChatMessage[]): PairedMessages {
  const groups = new Map<ChatMessage, AnsweredCall[]>();
  const rest: ChatMessage[] = [];
  let open: AnsweredCall[] = [];
  for (const message of messages) {
    if (message.role === "tool" && open.length > 0) {
      answered(message, open).results.push(message);
      continue;
    }
    rest.push(message);
    open = (message.tool_calls ?? []).map((call) => ({ call, results: [] }));
    if (open.length > 0) groups.set(message, open);
  }
  return { groups, rest };
}

function answered({ tool_call_id: id, tool_name: name }: ChatMessage, open: readonly AnsweredCall[]): AnsweredCall {
  const isOpen = ({ results }: AnsweredCall) => results.length === 0;
  return (
    (id ? open.find(({ call }) => call.id === id) : undefined) ??
    (name ? open.find((each) => isOpen(each) && each.call.function.name === name) : undefined) ??
    open.find(isOpen) ??
    open.at(-1)!
  );
}

/** The same conversation with identifiers of nine letters and digits for every call and its results. */
export function withNineLetterIds(messages: readonly ChatMessage[]): ChatMessage[] {
  const { groups } = pairResults(messages);
  const ids = new Map<ToolCall | ChatMessage, string>();
  let next = 1;
  for (const calls of groups.values()) {
    for (const { call, results } of calls) {
      const id = /^[a-zA-Z0-9]{9}$/.test(call.id ?? "") ? call.id! : `call${String(next).padStart(5, "0")}`;
      next++;
      for (const each of [call, ...results]) ids.set(each, id);
    }
  }
  return messages.map((message) => {
    if (message.role === "tool") return { ...message, tool_call_id: ids.get(message) ?? "call00000" };
    const calls = message.tool_calls?.map((call) => ({ ...call, id: ids.get(call)! }));
    return calls === undefined ? message : { ...message, tool_calls: calls };
  });
}

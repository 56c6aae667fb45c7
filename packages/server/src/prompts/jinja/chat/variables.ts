import { encodeJson } from "../../../http/json.ts";
import type { ChatMessage } from "../../chat-message.ts";
import type { PromptInput } from "../../renderer.ts";
import { adapt } from "./adapt.ts";
import { withNineLetterIds } from "./call-ids.ts";
import type { Form } from "./form.ts";
import type { SpecialTokens } from "./special-tokens.ts";
import { jinjaTool } from "./tool-json.ts";

/** What a template sees of a conversation, by the names that Transformers gives to it. */
export function variables(input: PromptInput, tokens: SpecialTokens, form: Form): Record<string, unknown> {
  const { thinking } = input;
  const { messages, tools } = adapt(input, form);
  const named = form.calls?.ids === "nine" ? withNineLetterIds(messages) : messages;
  return {
    messages: named.map((message) => jinjaMessage(message, form)),
    ...(tools.length > 0 ? { tools: tools.map(jinjaTool) } : form.noTools === "none" ? { tools: null } : {}),
    // Transformers gives this to every template.
    documents: null,
    add_generation_prompt: true,
    bos_token: tokens.bos,
    eos_token: tokens.eos,
    ...(thinking.isSet ? { enable_thinking: thinking.on } : {}),
    ...(thinking.level === undefined ? {} : { reasoning_effort: thinking.level }),
  };
}

function jinjaMessage(message: ChatMessage, form: Form): Record<string, unknown> {
  const { role, thinking, tool_calls: calls, tool_name, tool_call_id } = message;
  return {
    role,
    ...contentOf(message, form),
    ...(thinking ? { reasoning_content: thinking } : {}),
    // Templates of this name may refuse a message that thinks, says something and calls.
    ...(thinking && !(message.content !== "" && calls?.length) ? { thinking } : {}),
    ...(calls?.length ? { tool_calls: calls.map((call) => jinjaToolCall(call, form)) } : {}),
    ...(tool_name ? { name: tool_name } : {}),
    ...(tool_call_id ? { tool_call_id } : {}),
  };
}

function contentOf({ content, tool_calls: calls }: ChatMessage, form: Form): Record<string, unknown> {
  if (content === "" && calls?.length && form.calls !== undefined && form.calls.emptyContent !== "text") {
    return form.calls.emptyContent === "none" ? { content: null } : {};
  }
  return { content: form.content === "text" ? content : [{ type: "text", text: content }] };
}

type ToolCalls = NonNullable<ChatMessage["tool_calls"]>;

function jinjaToolCall({ id, function: called }: ToolCalls[number], form: Form): Record<string, unknown> {
  const asText = form.calls?.arguments === "text";
  return {
    ...(id ? { id } : {}),
    type: "function",
    function: { name: called.name, arguments: asText ? encodeJson(called.arguments) : called.arguments },
  };
}

import { isPrefilled, type ParserDefinition, thinksByDefault, thinkTags } from "./definition.ts";
import { readJsonCall } from "./json-call.ts";
import { thinkingThenTools } from "./thinking-then-tools.ts";
import { xmlCallReader } from "./xml-call.ts";

const thinking = { opening: "<think>", closing: "</think>" };
const callTags = { opening: "<tool_call>", closing: "</tool_call>" };
const jsonCalls = { ...callTags, read: readJsonCall };

/** Tokens between which calls stand. */
const callTokens = [callTags.opening, callTags.closing];

/** Qwen3 without thinking: calls are JSON. */
export const qwen3: ParserDefinition = {
  can: ["tools"],
  visibleTokens: ["<think>", "</think>", ...callTokens],
  start: () => thinkingThenTools({ call: jsonCalls }, "content"),
};

/** Qwen3 that thinks. */
export const qwen3Thinking: ParserDefinition = {
  can: ["tools", "thinking"],
  thinkingTags: thinkTags,
  visibleTokens: ["<think>", "</think>", ...callTokens],
  start: (input) => thinkingThenTools({ thinking, call: jsonCalls }, thinksByDefault(input) ? "thinking" : "content"),
};

/** Qwen3-VL without thinking. */
export const qwen3VlInstruct: ParserDefinition = {
  can: ["tools"],
  visibleTokens: ["</think>", ...callTokens],
  start: () => thinkingThenTools({ call: jsonCalls }, "content"),
};

/** Qwen3-VL that thinks, whatever it is told. */
export const qwen3VlThinking: ParserDefinition = {
  can: ["tools", "thinking"],
  thinkingTags: thinkTags,
  visibleTokens: ["</think>", ...callTokens],
  start: (input) =>
    thinkingThenTools(
      { thinking: { closing: "</think>" }, call: jsonCalls },
      isPrefilled(input) ? "content" : "thinking",
    ),
};

/** Qwen3-Coder: calls are tags. */
export const qwen3Coder: ParserDefinition = {
  can: ["tools"],
  visibleTokens: callTokens,
  start: ({ tools }) => thinkingThenTools({ call: { ...callTags, read: xmlCallReader(tools) } }, "content"),
};

/** Qwen3.5, Qwen3.8, Ornith and Nemotron 3 Nano: thinking, and calls as Qwen3-Coder writes them. */
export const qwen3_5: ParserDefinition = {
  can: ["tools", "thinking"],
  thinkingTags: thinkTags,
  visibleTokens: ["<think>", "</think>", ...callTokens],
  start: (input) =>
    thinkingThenTools(
      { thinking, call: { ...callTags, read: xmlCallReader(input.tools) } },
      thinksByDefault(input) && !isPrefilled(input) ? "thinking" : "content",
    ),
};

import { expect, test } from "bun:test";
import type { TSchema } from "@sinclair/typebox";
import { fieldNames } from "../testing/field-names.ts";
import {
  AnthropicError,
  AnthropicErrorDetail,
  AnthropicMessage,
  AnthropicTool,
  AnthropicWebSearchResult,
  Citation,
  ContentBlockDelta,
  ContentBlockDeltaEvent,
  ContentBlockParam,
  ContentBlockStartEvent,
  ContentBlockStopEvent,
  ImageSource,
  MessageDeltaEvent,
  MessageParam,
  MessageStartEvent,
  MessageStopEvent,
  MessagesRequest,
  MessagesUsage,
  PingEvent,
  StreamErrorEvent,
  WebSearchToolResultError,
} from "./index.ts";

/** Structs of Ollama 0.33.0's package anthropic, the schemas that stand for them, and the names of their JSON fields. */
const structs: [string, TSchema, string][] = [
  ["Error", AnthropicErrorDetail, "type message"],
  ["ErrorResponse", AnthropicError, "type error request_id"],
  [
    "MessagesRequest",
    MessagesRequest,
    "model max_tokens messages system stream temperature top_p top_k stop_sequences tools tool_choice thinking metadata output_config",
  ],
  ["OutputConfig", MessagesRequest.properties.output_config, "effort"],
  ["MessageParam", MessageParam, "role content"],
  [
    "ContentBlock",
    ContentBlockParam,
    "type text citations source id name input tool_use_id content is_error thinking signature",
  ],
  ["Citation", Citation, "type url title encrypted_index cited_text"],
  ["WebSearchResult", AnthropicWebSearchResult, "type url title encrypted_content page_age"],
  ["WebSearchToolResultError", WebSearchToolResultError, "type error_code"],
  ["ImageSource", ImageSource, "type media_type data url"],
  ["Tool", AnthropicTool, "type name description input_schema max_uses"],
  ["ToolChoice", MessagesRequest.properties.tool_choice, "type name disable_parallel_tool_use"],
  ["ThinkingConfig", MessagesRequest.properties.thinking, "type budget_tokens"],
  ["Metadata", MessagesRequest.properties.metadata, "user_id"],
  ["MessagesResponse", AnthropicMessage, "id type role model content stop_reason stop_sequence usage"],
  ["Usage", MessagesUsage, "input_tokens output_tokens"],
  ["MessageStartEvent", MessageStartEvent, "type message"],
  ["ContentBlockStartEvent", ContentBlockStartEvent, "type index content_block"],
  ["ContentBlockDeltaEvent", ContentBlockDeltaEvent, "type index delta"],
  ["Delta", ContentBlockDelta, "type text partial_json thinking signature"],
  ["ContentBlockStopEvent", ContentBlockStopEvent, "type index"],
  ["MessageDeltaEvent", MessageDeltaEvent, "type delta usage"],
  ["MessageDelta", MessageDeltaEvent.properties.delta, "stop_reason stop_sequence"],
  ["DeltaUsage", MessageDeltaEvent.properties.usage, "input_tokens output_tokens"],
  ["MessageStopEvent", MessageStopEvent, "type"],
  ["PingEvent", PingEvent, "type"],
  ["StreamErrorEvent", StreamErrorEvent, "type error"],
];

test.each(structs)("every field of %s is there", (_, schema, names) => {
  const known = fieldNames(schema);
  expect(names.split(" ").filter((name) => !known.has(name))).toEqual([]);
});

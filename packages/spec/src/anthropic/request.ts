import { type Static, Type } from "@sinclair/typebox";
import { anyValue } from "../any-value.ts";
import { go } from "../go.ts";
import { ignored } from "../ignored.ts";
import { optional, zeroed } from "../native/field.ts";
import { InputToolFunctionParameters } from "../native/tools.ts";
import { ContentBlockParam, OtherBlockParam, TextBlockParam } from "./content-param.ts";

/** A message of a chat, as a client sends it. */
export const MessageParam = Type.Object(
  {
    role: zeroed(Type.String(), "user, assistant or system; lower-cased and not checked."),
    content: Type.Union([Type.String(), Type.Array(ContentBlockParam), Type.Null()], {
      ...go("json.RawMessage", "raw"),
      description: "Null is an empty text.",
    }),
  },
  go("anthropic.MessageParam", "alias"),
);
export type MessageParam = Static<typeof MessageParam>;

/** A tool that the model may call, or by which the server itself searches. */
export const AnthropicTool = Type.Object(
  {
    type: optional(Type.String(), "Ignored, unless it begins with `web_search`: then the server itself searches."),
    name: zeroed(Type.String()),
    description: optional(Type.String()),
    input_schema: optional(
      Type.Object(InputToolFunctionParameters.properties, go("json.RawMessage", "raw")),
      "Of the arguments.",
    ),
    max_uses: optional(Type.Integer(), "Ignored: there are three searches.", "0.16.2"),
    cache_control: ignored(Type.Unknown()),
  },
  go("anthropic.Tool"),
);
export type AnthropicTool = Static<typeof AnthropicTool>;

const structuredOutput = (effect: string) =>
  optional(Type.Unknown(go("json.RawMessage", "raw")), `Ignored by Ollama. Beyond it: ${effect}`);

/** Body of `POST /v1/messages`. */
export const MessagesRequest = Type.Object(
  {
    model: Type.String({ minLength: 1 }),
    max_tokens: Type.Integer({ minimum: 1, description: "Most tokens of the answer." }),
    messages: Type.Array(MessageParam, { minItems: 1 }),
    system: optional(
      Type.Union([Type.String(), Type.Array(Type.Union([TextBlockParam, OtherBlockParam]))], go("interface {}", "any")),
      "First message, from the system. Texts are joined without a separator.",
    ),
    stream: optional(Type.Boolean({ default: false })),
    temperature: optional(Type.Number(), "The model's own if absent."),
    top_p: optional(Type.Number(), "The model's own if absent."),
    top_k: optional(Type.Integer(), "The model's own if absent."),
    stop_sequences: optional(Type.Array(Type.String()), "Sequences that end the answer; it then says end_turn."),
    tools: optional(Type.Array(AnthropicTool)),
    tool_choice: optional(
      Type.Object(
        {
          type: optional(Type.String()),
          name: optional(Type.String()),
          disable_parallel_tool_use: optional(Type.Boolean()),
        },
        go("anthropic.ToolChoice"),
      ),
      "Ignored by Ollama, but must be what it is. Beyond it: `auto`, `any`, `none` or `tool` with a `name` say whether the model may or must call tools, and `disable_parallel_tool_use` that it calls one at most.",
    ),
    thinking: optional(
      Type.Object(
        {
          type: optional(Type.String(), "enabled or disabled; any other leaves it to the model."),
          budget_tokens: optional(Type.Integer(), "Ignored."),
        },
        go("anthropic.ThinkingConfig"),
      ),
      "Whether the model thinks. Asked of a model that can't, it is no error.",
    ),
    metadata: optional(
      Type.Object({ user_id: optional(Type.String()) }, go("anthropic.Metadata")),
      "Ignored, but must be what it is.",
    ),
    output_config: optional(
      Type.Object(
        {
          effort: optional(
            Type.String(),
            "low, medium, high, max or xhigh (which is high), in any case; counts if `thinking` is silent.",
          ),
          format: structuredOutput("`json_schema` with a `schema` holds the answer to it."),
        },
        go("anthropic.OutputConfig"),
      ),
      undefined,
      "0.23.4",
    ),
    output_format: structuredOutput("the former name of `output_config.format`."),
    cache_control: ignored(Type.Unknown()),
    service_tier: ignored(Type.String()),
    container: ignored(Type.Unknown()),
    mcp_servers: ignored(Type.Array(anyValue)),
    context_management: ignored(Type.Unknown()),
  },
  go("anthropic.MessagesRequest"),
);
export type MessagesRequest = Static<typeof MessagesRequest>;

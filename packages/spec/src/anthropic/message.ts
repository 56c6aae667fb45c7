import { type Static, Type } from "@sinclair/typebox";
import { nullable } from "../nullable.ts";
import { ContentBlock } from "./content.ts";

/** Tokens that a request took. Thinking counts as output. */
export const MessagesUsage = Type.Object({
  input_tokens: Type.Integer({ description: "In a stream's start an estimate, where the count isn't known yet." }),
  output_tokens: Type.Integer(),
});
export type MessagesUsage = Static<typeof MessagesUsage>;

/** Why an answer ended. Absent if that isn't known. */
export const stops = {
  stop_reason: Type.Optional(
    Type.Union(
      [Type.Literal("tool_use"), Type.Literal("end_turn"), Type.Literal("max_tokens"), Type.Literal("stop_sequence")],
      {
        description:
          "tool_use with any call; end_turn even at a stop sequence; stop_sequence when nothing was asked and the model is loaded.",
      },
    ),
  ),
  stop_sequence: Type.Optional(nullable(Type.String(), { description: "Ollama never gives it." })),
};

const envelope = {
  id: Type.String({ description: "`msg_` and 24 hexadecimal digits." }),
  type: Type.Literal("message"),
  role: Type.Literal("assistant"),
  model: Type.String({ description: "The model's name as it was sent." }),
};

/** The answer of `POST /v1/messages` when it does not stream. */
export const AnthropicMessage = Type.Object({
  ...envelope,
  content: nullable(Type.Array(ContentBlock), {
    description: "Thinking, then text, then tool calls, as far as there are any; null if there is nothing.",
  }),
  ...stops,
  usage: MessagesUsage,
});
export type AnthropicMessage = Static<typeof AnthropicMessage>;

/** The answer at the start of a stream: empty. */
export const StartedMessage = Type.Object({ ...envelope, content: Type.Tuple([]), ...stops, usage: MessagesUsage });
export type StartedMessage = Static<typeof StartedMessage>;

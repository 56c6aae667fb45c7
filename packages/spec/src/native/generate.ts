import { type Static, Type } from "@sinclair/typebox";
import { go } from "../go.ts";
import { deprecated, optional } from "./field.ts";
import { ImageData } from "./image.ts";
import { chunkTail, finalTail, frameHead, inferenceRequest } from "./inference.ts";
import { ToolCall } from "./message.ts";

/** Body of `POST /api/generate`. An empty prompt loads the model, or unloads it with `keep_alive` 0. */
export const GenerateRequest = Type.Object(
  {
    ...inferenceRequest,
    prompt: optional(Type.String(), "Text to answer, or to complete with raw."),
    suffix: optional(Type.String(), "Text after the gap that the model fills.", "0.2.6"),
    system: optional(Type.String(), "Replaces the model's system text.", "0.0.14"),
    template: optional(Type.String(), "Replaces the model's template.", "0.0.14"),
    context: optional(
      Type.Array(Type.Integer(), { deprecated: true }),
      "Tokens of an earlier answer to go on from.",
      "0.0.6",
    ),
    raw: optional(Type.Boolean(), "The prompt is used as it is, without a template.", "0.1.9"),
    images: optional(Type.Array(ImageData), "Images and sounds that the prompt is about.", "0.1.15"),
  },
  go("api.GenerateRequest"),
);
export type GenerateRequest = Static<typeof GenerateRequest>;

const answer = {
  response: Type.String({ description: "Text that the frame adds to the answer." }),
  thinking: optional(Type.String(), "What the frame adds to the model's thoughts.", "0.9.0"),
};

/**
 * A frame of a completion that is not its end. Without streaming it is the answer that shows the prompt, or one that
 * broke off because the model repeated itself.
 */
export const GenerateChunk = Type.Object({ ...frameHead, ...answer, ...chunkTail });
export type GenerateChunk = Static<typeof GenerateChunk>;

/** The last frame of a completion, and without streaming the whole answer. It may hold text too. */
export const GenerateFinal = Type.Object({
  ...frameHead,
  ...answer,
  context: Type.Optional(
    Type.Array(Type.Integer(), {
      ...deprecated("Tokens of prompt and answer, to go on from; absent with raw."),
      "x-introduced-in": "0.0.6",
    }),
  ),
  tool_calls: optional(Type.Array(ToolCall), "Calls that a built-in parser had left at the end.", "0.11.0"),
  ...finalTail,
});
export type GenerateFinal = Static<typeof GenerateFinal>;

/** Any frame of `POST /api/generate`; `done` tells which. */
export const GenerateResponse = Type.Union([GenerateChunk, GenerateFinal]);
export type GenerateResponse = Static<typeof GenerateResponse>;

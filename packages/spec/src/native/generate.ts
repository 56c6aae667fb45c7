import { type Static, Type } from "@sinclair/typebox";
import { go } from "../go.ts";
import { KeepAlive } from "./duration.ts";
import { Format } from "./format.ts";
import { ImageData } from "./image.ts";
import { Logprob } from "./logprobs.ts";
import { ToolCall } from "./message.ts";
import { DebugInfo, metrics } from "./metrics.ts";
import { ModelOptions } from "./options.ts";
import { Think } from "./think.ts";
import { Timestamp } from "./timestamp.ts";

/** Body of `POST /api/generate`. An empty prompt loads the model, or unloads it with `keep_alive` 0. */
export const GenerateRequest = Type.Object(
  {
    model: Type.String(),
    prompt: Type.Optional(Type.String()),
    suffix: Type.Optional(Type.String({ description: "Text after the gap that the model fills." })),
    system: Type.Optional(Type.String({ description: "Replaces the model's system text." })),
    template: Type.Optional(Type.String({ description: "Replaces the model's template." })),
    context: Type.Optional(
      Type.Array(Type.Integer(), { description: "Tokens of an earlier answer to go on from.", deprecated: true }),
    ),
    stream: Type.Optional(Type.Boolean({ default: true })),
    raw: Type.Optional(Type.Boolean({ description: "The prompt is used as it is." })),
    format: Type.Optional(Format),
    keep_alive: Type.Optional(KeepAlive),
    images: Type.Optional(Type.Array(ImageData)),
    options: Type.Optional(ModelOptions),
    think: Type.Optional(Think),
    truncate: Type.Optional(Type.Boolean()),
    shift: Type.Optional(Type.Boolean({ description: "Whether a full context shifts instead of ending the answer." })),
    _debug_render_only: Type.Optional(Type.Boolean({ description: "Answer with the rendered prompt only." })),
    logprobs: Type.Optional(Type.Boolean()),
    top_logprobs: Type.Optional(Type.Integer({ minimum: 0, maximum: 20 })),
  },
  go("api.GenerateRequest"),
);
export type GenerateRequest = Static<typeof GenerateRequest>;

/** A frame of the answer, and with `stream: false` the whole of it. `done` marks the last. */
export const GenerateResponse = Type.Object({
  model: Type.String({ description: "The model's name as it was sent." }),
  remote_model: Type.Optional(Type.String()),
  remote_host: Type.Optional(Type.String()),
  created_at: Timestamp,
  response: Type.String(),
  thinking: Type.Optional(Type.String()),
  done: Type.Boolean(),
  done_reason: Type.Optional(Type.String({ description: "stop, length, load or unload." })),
  context: Type.Optional(Type.Array(Type.Integer(), { description: "Tokens of prompt and answer; final frame only." })),
  ...metrics,
  tool_calls: Type.Optional(Type.Array(ToolCall)),
  _debug_info: Type.Optional(DebugInfo),
  logprobs: Type.Optional(Type.Array(Logprob)),
});
export type GenerateResponse = Static<typeof GenerateResponse>;

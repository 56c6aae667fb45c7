import { type Static, Type } from "@sinclair/typebox";
import { go } from "../go.ts";
import { KeepAlive } from "./duration.ts";
import { Format } from "./format.ts";
import { Logprob } from "./logprobs.ts";
import { Message } from "./message.ts";
import { DebugInfo, metrics } from "./metrics.ts";
import { ModelOptions } from "./options.ts";
import { Think } from "./think.ts";
import { Timestamp } from "./timestamp.ts";
import { Tools } from "./tools.ts";

/** Body of `POST /api/chat`. No messages loads the model, or unloads it with `keep_alive` 0. */
export const ChatRequest = Type.Object(
  {
    model: Type.String(),
    messages: Type.Optional(Type.Array(Message)),
    stream: Type.Optional(Type.Boolean({ default: true })),
    format: Type.Optional(Format),
    keep_alive: Type.Optional(KeepAlive),
    tools: Type.Optional(Tools),
    options: Type.Optional(ModelOptions),
    think: Type.Optional(Think),
    truncate: Type.Optional(Type.Boolean()),
    shift: Type.Optional(Type.Boolean({ description: "Whether a full context shifts instead of ending the answer." })),
    _debug_render_only: Type.Optional(Type.Boolean({ description: "Answer with the rendered prompt only." })),
    logprobs: Type.Optional(Type.Boolean()),
    top_logprobs: Type.Optional(Type.Integer({ minimum: 0, maximum: 20 })),
  },
  go("api.ChatRequest"),
);
export type ChatRequest = Static<typeof ChatRequest>;

/** A frame of the answer, and with `stream: false` the whole of it. `done` marks the last. */
export const ChatResponse = Type.Object({
  model: Type.String({ description: "The model's name as it was sent." }),
  remote_model: Type.Optional(Type.String()),
  remote_host: Type.Optional(Type.String()),
  created_at: Timestamp,
  message: Message,
  done: Type.Boolean(),
  done_reason: Type.Optional(Type.String({ description: "stop, length, load or unload." })),
  _debug_info: Type.Optional(DebugInfo),
  logprobs: Type.Optional(Type.Array(Logprob)),
  ...metrics,
});
export type ChatResponse = Static<typeof ChatResponse>;

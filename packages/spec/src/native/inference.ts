import { Type } from "@sinclair/typebox";
import { DoneReason } from "./done-reason.ts";
import { KeepAlive } from "./duration.ts";
import { field, optional } from "./field.ts";
import { Format } from "./format.ts";
import { Logprob } from "./logprobs.ts";
import { DebugInfo, metrics } from "./metrics.ts";
import { ModelOptions } from "./options.ts";
import { Think } from "./think.ts";
import { Timestamp } from "./timestamp.ts";

/** Fields that every request for generated text has. */
export const inferenceRequest = {
  model: Type.String({ description: "Name of the model, such as llama3.2 or hf.co/owner/name:Q4_K_M." }),
  stream: optional(Type.Boolean({ default: true }), "Whether the answer comes in frames.", "0.1.2"),
  format: optional(Format, undefined, "0.1.9"),
  keep_alive: optional(KeepAlive, undefined, "0.1.23"),
  options: optional(ModelOptions),
  think: optional(Think, undefined, "0.9.0"),
  truncate: optional(Type.Boolean({ default: true }), "Whether a prompt that is too long is cut.", "0.12.6"),
  shift: optional(Type.Boolean(), "Whether a full context shifts instead of ending the answer.", "0.12.6"),
  _debug_render_only: optional(Type.Boolean(), "Answer with the prompt instead of running it.", "0.11.5"),
  logprobs: optional(Type.Boolean(), "Whether to add the log probability of each generated token.", "0.12.11"),
  top_logprobs: optional(
    Type.Integer({ minimum: 0, maximum: 20 }),
    "How many alternatives to add to each token; needs logprobs.",
    "0.12.11",
  ),
};

/** Fields that open every frame of generated text. */
export const frameHead = {
  model: Type.String({ description: "The model's name as it was sent; a remote model's local name." }),
  remote_model: optional(Type.String(), "The model's name on the host that runs it.", "0.12.0"),
  remote_host: optional(Type.String(), "URL of the host that runs the model.", "0.12.0"),
  created_at: field(Timestamp, "When the frame was made, in UTC."),
};

const logprobs = optional(Type.Array(Logprob), "One element per token of the frame.", "0.12.11");

/** Fields that end a frame which is not the final one. */
export const chunkTail = {
  done: Type.Literal(false, { description: "More may come." }),
  _debug_info: optional(DebugInfo, "The prompt; such a frame is the whole answer.", "0.11.5"),
  logprobs,
};

/** Fields that end the final frame. */
export const finalTail = {
  done: Type.Literal(true, { description: "Nothing comes after this frame." }),
  done_reason: optional(DoneReason, undefined, "0.1.35"),
  ...metrics,
  logprobs,
};

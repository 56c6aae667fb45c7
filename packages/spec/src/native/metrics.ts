import { type Static, Type } from "@sinclair/typebox";
import { optional } from "./field.ts";

/** Counts and times of an answer; only in its final object, and absent where 0. */
export const metrics = {
  total_duration: optional(Type.Integer(), "Nanoseconds from the request to the end of the answer."),
  load_duration: optional(Type.Integer(), "Nanoseconds until the model was ready."),
  prompt_eval_count: optional(Type.Integer(), "Tokens of the prompt, cached ones included."),
  prompt_eval_duration: optional(Type.Integer(), "Nanoseconds spent on the prompt."),
  eval_count: optional(Type.Integer(), "Tokens generated."),
  eval_duration: optional(Type.Integer(), "Nanoseconds spent on generating."),
};

/** Counts and times of an answer. */
export const Metrics = Type.Object(metrics);
export type Metrics = Static<typeof Metrics>;

/** What `_debug_render_only` shows instead of an answer. */
export const DebugInfo = Type.Object({
  rendered_template: Type.String({ description: "The prompt that the model would have got." }),
  image_count: optional(Type.Integer(), "Images of the prompt; absent if there are none."),
});
export type DebugInfo = Static<typeof DebugInfo>;

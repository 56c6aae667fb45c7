import { type Static, Type } from "@sinclair/typebox";

const count = (description: string) => Type.Optional(Type.Integer({ description }));

/** Counts and times of an answer; only in its final object, and absent where 0. */
export const metrics = {
  total_duration: count("Nanoseconds from the request to the end of the answer."),
  load_duration: count("Nanoseconds until the model was ready."),
  prompt_eval_count: count("Tokens of the prompt, cached ones included."),
  prompt_eval_duration: count("Nanoseconds spent on the prompt."),
  eval_count: count("Tokens generated."),
  eval_duration: count("Nanoseconds spent on generating."),
};

export const Metrics = Type.Object(metrics);
export type Metrics = Static<typeof Metrics>;

/** What `_debug_render_only` shows instead of an answer. */
export const DebugInfo = Type.Object({
  rendered_template: Type.String(),
  image_count: Type.Optional(Type.Integer()),
});
export type DebugInfo = Static<typeof DebugInfo>;

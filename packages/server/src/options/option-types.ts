/** Go's type of an option, as error texts name it. */
export type OptionType = "integer" | "float32" | "boolean" | "array";

/** Every option that exists, with its type. Others are ignored. */
export const optionTypes = {
  num_ctx: "integer",
  num_batch: "integer",
  num_gpu: "integer",
  main_gpu: "integer",
  use_mmap: "boolean",
  num_thread: "integer",
  draft_num_predict: "integer",
  num_keep: "integer",
  seed: "integer",
  num_predict: "integer",
  top_k: "integer",
  top_p: "float32",
  min_p: "float32",
  typical_p: "float32",
  repeat_last_n: "integer",
  temperature: "float32",
  repeat_penalty: "float32",
  presence_penalty: "float32",
  frequency_penalty: "float32",
  stop: "array",
} as const satisfies Readonly<Record<string, OptionType>>;

export type OptionName = keyof typeof optionTypes;

interface ValueOf {
  integer: number;
  float32: number;
  boolean: boolean;
  array: readonly string[];
}

/** The options that were set, with values of their types. */
export type Options = { readonly [Name in OptionName]?: ValueOf[(typeof optionTypes)[Name]] };

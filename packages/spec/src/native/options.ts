import { type Static, Type } from "@sinclair/typebox";
import { go } from "../go.ts";
import { since } from "../since.ts";

/**
 * Names and types of the options of a model. Other names are ignored, and names in another case are other names. Types are
 * checked after decoding, with status 500; whole numbers may be written with a fraction, which is dropped.
 */
export const ModelOptions = Type.Object(
  {
    num_ctx: Type.Optional(Type.Integer({ description: "Context length in tokens." })),
    num_batch: Type.Optional(Type.Integer({ description: "Most prompt tokens evaluated in one run." })),
    num_gpu: Type.Optional(Type.Integer({ description: "Layers on the GPU; -1 chooses, 0 uses the CPU only." })),
    main_gpu: Type.Optional(Type.Integer({ description: "GPU for small tensors." })),
    use_mmap: Type.Optional(Type.Boolean({ description: "Map the weights instead of reading them." })),
    num_thread: Type.Optional(Type.Integer({ description: "CPU threads; 0 chooses." })),
    draft_num_predict: Type.Optional(
      Type.Integer({ description: "Tokens drafted per step in speculative decoding.", ...since("0.30.0") }),
    ),
    num_keep: Type.Optional(
      Type.Integer({ description: "Tokens kept at the front when the context shifts; -1 keeps all." }),
    ),
    seed: Type.Optional(Type.Integer({ description: "Seed of the sampler; -1 draws one." })),
    num_predict: Type.Optional(Type.Integer({ description: "Most tokens to generate; negative is unlimited." })),
    top_k: Type.Optional(Type.Integer({ description: "Sample from the k most likely tokens." })),
    top_p: Type.Optional(Type.Number({ description: "Sample from the smallest set whose probabilities sum to p." })),
    min_p: Type.Optional(
      Type.Number({ description: "Drop tokens less likely than p times the most likely one.", ...since("0.3.1") }),
    ),
    typical_p: Type.Optional(Type.Number({ description: "Locally typical sampling; 1 is off." })),
    repeat_last_n: Type.Optional(
      Type.Integer({ description: "Tokens the penalties see; 0 is off, -1 the whole context." }),
    ),
    temperature: Type.Optional(Type.Number({ description: "0 picks the most likely token." })),
    repeat_penalty: Type.Optional(Type.Number({ description: "Penalty on recent tokens; 1 is off." })),
    presence_penalty: Type.Optional(Type.Number({ description: "Subtracted once per recent token." })),
    frequency_penalty: Type.Optional(Type.Number({ description: "Subtracted per occurrence of a recent token." })),
    stop: Type.Optional(Type.Array(Type.String(), { description: "Texts that end the answer." })),
  },
  { ...go("map[string]interface {}", "any"), additionalProperties: true, description: "Parameters of the model." },
);
export type ModelOptions = Static<typeof ModelOptions>;

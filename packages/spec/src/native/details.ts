import { type Static, Type } from "@sinclair/typebox";

/** What kind of model it is. */
export const ModelDetails = Type.Object({
  parent_model: Type.String({ description: "Model or file that the weights came from." }),
  format: Type.String({ description: "gguf or safetensors." }),
  family: Type.String({ description: "Architecture." }),
  families: Type.Union([Type.Array(Type.String()), Type.Null()]),
  parameter_size: Type.String({ description: "Number of parameters, such as 3.2B." }),
  quantization_level: Type.String({ description: "Weight format, such as Q4_K_M." }),
  context_length: Type.Optional(
    Type.Integer({ description: "Trained context in tokens; only in the list of models." }),
  ),
  embedding_length: Type.Optional(Type.Integer({ description: "Width of an embedding; only in the list of models." })),
});
export type ModelDetails = Static<typeof ModelDetails>;

/** What a model can do. */
export const Capability = Type.Union([
  Type.Literal("completion"),
  Type.Literal("tools"),
  Type.Literal("insert"),
  Type.Literal("vision"),
  Type.Literal("embedding"),
  Type.Literal("thinking"),
  Type.Literal("image"),
  Type.Literal("audio"),
]);
export type Capability = Static<typeof Capability>;

import { type Static, Type } from "@sinclair/typebox";
import { since } from "../since.ts";
import { field, optional } from "./field.ts";

/** What kind of model it is. */
export const ModelDetails = Type.Object({
  parent_model: field(Type.String(), "Model or file that the weights came from.", "0.1.21"),
  format: Type.String({ description: "gguf or safetensors; empty for a remote model." }),
  family: Type.String({ description: "Architecture." }),
  families: Type.Union([Type.Array(Type.String()), Type.Null()], { description: "Architectures of all its parts." }),
  parameter_size: Type.String({ description: "Number of parameters, such as 3.2B." }),
  quantization_level: Type.String({ description: "Weight format, such as Q4_K_M." }),
  context_length: optional(Type.Integer(), "Trained context in tokens; only in the list of models.", "0.30.0"),
  embedding_length: optional(Type.Integer(), "Width of an embedding; only in the list of models.", "0.30.0"),
});
export type ModelDetails = Static<typeof ModelDetails>;

/** What a model can do. */
export const Capability = Type.Union(
  [
    Type.Literal("completion", { description: "Generates text." }),
    Type.Literal("tools", { description: "Calls tools." }),
    Type.Literal("insert", { description: "Fills a gap between prompt and suffix." }),
    Type.Literal("vision", { description: "Sees images." }),
    Type.Literal("embedding", { description: "Makes embeddings." }),
    Type.Literal("thinking", { ...since("0.9.0"), description: "Thinks before it answers." }),
    Type.Literal("image", { ...since("0.14.0"), description: "Makes images." }),
    Type.Literal("rerank", { description: "Ranks documents. Ollama has no word for it." }),
    Type.Literal("audio", { ...since("0.20.0"), description: "Hears sounds." }),
  ],
  { description: "What the model can do." },
);
export type Capability = Static<typeof Capability>;

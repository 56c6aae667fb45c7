import { type Static, Type } from "@sinclair/typebox";
import { go } from "../go.ts";
import { deprecated, optional, zeroed } from "./field.ts";
import { InputMessage } from "./message.ts";

const digests = Type.Record(Type.String(), Type.String({ description: "Digest of an uploaded blob." }));

/** Body of `POST /api/create`. It names the new model, and files or another model to make it from. */
export const CreateRequest = Type.Object(
  {
    model: zeroed(Type.String(), "Name of the new model; required unless name is given.", "0.1.21"),
    stream: optional(Type.Boolean({ default: true }), "Whether each step is told.", "0.1.2"),
    quantize: optional(
      Type.String(),
      "Weight format to make: F32, F16, Q4_K_S, Q4_K_M or Q8_0, in any case.",
      "0.1.35",
    ),
    draft_quantize: optional(Type.String(), "Weight format of the draft model.", "0.30.0"),
    from: optional(Type.String(), "Model to start from; it is pulled if it is missing.", "0.5.5"),
    remote_host: optional(Type.String(), "URL of the host that runs the model.", "0.12.0"),
    files: optional(digests, "Relative file name to digest of an uploaded blob.", "0.5.5"),
    draft_files: optional(digests, "Files of a draft model, likewise.", "0.30.0"),
    adapters: optional(digests, "Files of adapters, likewise.", "0.5.5"),
    template: optional(Type.String(), "Prompt template in Go's language.", "0.5.5"),
    license: optional(
      Type.Union([Type.String(), Type.Array(Type.String())], go("interface {}", "any")),
      "Text of the license, or several.",
      "0.5.5",
    ),
    system: optional(Type.String(), "System text.", "0.5.5"),
    parameters: optional(
      Type.Record(Type.String(), Type.Unknown({ description: "Value of the option; its type is not checked here." }), {
        ...go("map[string]interface {}", "any"),
      }),
      "Options that the model has from now on, over those that it had.",
      "0.5.5",
    ),
    messages: optional(Type.Array(InputMessage), "Messages that every chat begins with.", "0.5.5"),
    renderer: optional(Type.String(), "Name of a built-in prompt renderer.", "0.12.0"),
    parser: optional(Type.String(), "Name of a built-in parser of answers.", "0.12.0"),
    requires: optional(Type.String(), "Least version of the server.", "0.14.0"),
    info: optional(
      Type.Record(Type.String(), Type.Unknown({ description: "A text, a number, or a list of texts." }), {
        ...go("map[string]interface {}", "any"),
      }),
      "Replaces values of the config: capabilities, model_family, base_name, quantization_level, parameter_size, " +
        "context_length, embedding_length.",
      "0.12.0",
    ),
    name: Type.Optional(Type.String(deprecated("Used if model is empty."))),
    quantization: Type.Optional(
      Type.String({ ...deprecated("Used if quantize is empty."), "x-introduced-in": "0.1.32" }),
    ),
  },
  go("api.CreateRequest"),
);
export type CreateRequest = Static<typeof CreateRequest>;

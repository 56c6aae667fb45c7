import { type Static, Type } from "@sinclair/typebox";
import { go } from "../go.ts";
import { Capability, ModelDetails } from "./details.ts";
import { deprecated, field, optional, zeroed } from "./field.ts";
import { Message } from "./message.ts";
import { ModelOptions } from "./options.ts";
import { Timestamp } from "./timestamp.ts";

/** A model of the store. */
export const ListedModel = Type.Object({
  name: Type.String({ description: "Short name, always with its tag." }),
  model: field(Type.String(), "The same as name.", "0.1.21"),
  remote_model: optional(Type.String(), "The model's name on the host that runs it.", "0.12.0"),
  remote_host: optional(Type.String(), "URL of the host that runs the model.", "0.12.0"),
  modified_at: field(Timestamp, "When the model was made or changed, in the server's zone."),
  size: Type.Integer({ description: "Bytes of all layers and the config." }),
  digest: field(Type.String(), "SHA-256 of the manifest in hex, without a prefix.", "0.0.17"),
  details: field(ModelDetails, "What kind of model it is.", "0.1.15"),
  capabilities: optional(Type.Array(Capability), "What a quick look at the model shows that it can do.", "0.30.0"),
});
export type ListedModel = Static<typeof ListedModel>;

/** Answer of `GET /api/tags`. */
export const ListResponse = Type.Object({
  models: Type.Array(ListedModel, { description: "Newest first, by second." }),
});
export type ListResponse = Static<typeof ListResponse>;

/** A loaded model. */
export const ProcessModel = Type.Object({
  name: Type.String({ description: "Short name, always with its tag, of the model that loaded the weights." }),
  model: Type.String({ description: "The same as name." }),
  size: Type.Integer({ description: "Bytes of memory." }),
  digest: Type.String({ description: "SHA-256 of the manifest in hex, without a prefix." }),
  details: field(ModelDetails, "What kind of model it is; parent_model is empty."),
  expires_at: field(Timestamp, "When it will be unloaded, in the server's zone."),
  size_vram: Type.Integer({ description: "Bytes of GPU memory: all of them, or 0 on the CPU." }),
  context_length: field(Type.Integer(), "Context of a request in tokens.", "0.10.0"),
});
export type ProcessModel = Static<typeof ProcessModel>;

/** Answer of `GET /api/ps`. */
export const ProcessResponse = Type.Object({
  models: Type.Array(ProcessModel, { description: "The one that expires last first." }),
});
export type ProcessResponse = Static<typeof ProcessResponse>;

/** Body of `POST /api/show`. */
export const ShowRequest = Type.Object(
  {
    model: zeroed(Type.String(), "Name of the model; required unless name is given.", "0.1.18"),
    name: Type.Optional(Type.String(deprecated("Used if model is empty."))),
    system: optional(Type.String(), "Replaces the model's system text in the answer.", "0.1.18"),
    template: Type.Optional(Type.String(deprecated("Ignored."))),
    verbose: optional(Type.Boolean(), "Fill the arrays of model_info.", "0.1.45"),
    options: optional(ModelOptions, "Parameters to show in the Modelfile.", "0.1.18"),
  },
  go("api.ShowRequest"),
);
export type ShowRequest = Static<typeof ShowRequest>;

/** What a model's file says of one tensor. */
export const ShownTensor = Type.Object({
  name: Type.String(),
  type: Type.String({ description: "Weight format, such as Q4_K." }),
  shape: Type.Array(Type.Integer(), { description: "Lengths of its dimensions, innermost first in a GGUF file." }),
});
export type ShownTensor = Static<typeof ShownTensor>;

const metadata = Type.Record(
  Type.String(),
  Type.Unknown({ description: "A text, number, boolean or array; null for an array that is left out." }),
);

/** Answer of `POST /api/show`. */
export const ShowResponse = Type.Object({
  license: optional(Type.String(), "All license texts, one after another."),
  modelfile: optional(Type.String(), "A Modelfile that makes the model."),
  parameters: optional(Type.String(), "One line per value: name, spaces, value."),
  template: optional(Type.String(), "The prompt template that is used."),
  system: optional(Type.String(), "System text."),
  renderer: optional(
    Type.String(),
    "Name of the built-in renderer of prompts; stands in the Modelfile only.",
    "0.12.0",
  ),
  parser: optional(Type.String(), "Name of the built-in parser of answers; stands in the Modelfile only.", "0.12.0"),
  details: field(ModelDetails, "What kind of model it is.", "0.1.15"),
  messages: optional(Type.Array(Message), "Messages that every chat begins with: role and content.", "0.1.21"),
  remote_model: optional(Type.String(), "The model's name on the host that runs it.", "0.12.0"),
  remote_host: optional(Type.String(), "URL of the host that runs the model.", "0.12.0"),
  model_info: field(metadata, "Metadata of the model's file; arrays only if verbose.", "0.1.45"),
  projector_info: optional(metadata, "Metadata of the projector's file.", "0.1.45"),
  tensors: optional(Type.Array(ShownTensor), "All tensors of a GGUF file; of another only if verbose.", "0.6.1"),
  capabilities: optional(Type.Array(Capability), "What the model can do.", "0.6.4"),
  modified_at: field(Timestamp, "When the model was made or changed, in the server's zone.", "0.1.45"),
  requires: optional(Type.String(), "Least version of the server.", "0.14.0"),
});
export type ShowResponse = Static<typeof ShowResponse>;

/** Body of `POST /api/copy`. */
export const CopyRequest = Type.Object(
  {
    source: Type.String({ description: "Name of a model of the store." }),
    destination: Type.String({ description: "Its further name; a model that has it is replaced." }),
  },
  go("api.CopyRequest"),
);
export type CopyRequest = Static<typeof CopyRequest>;

/** Body of `DELETE /api/delete`. */
export const DeleteRequest = Type.Object(
  {
    model: zeroed(Type.String(), "Name of the model; required unless name is given.", "0.1.21"),
    name: Type.Optional(Type.String(deprecated("Used if model is empty."))),
  },
  go("api.DeleteRequest"),
);
export type DeleteRequest = Static<typeof DeleteRequest>;

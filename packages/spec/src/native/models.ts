import { type Static, Type } from "@sinclair/typebox";
import { go } from "../go.ts";
import { Capability, ModelDetails } from "./details.ts";
import { Message } from "./message.ts";
import { ModelOptions } from "./options.ts";
import { Timestamp } from "./timestamp.ts";

/** A model of the store. */
export const ListedModel = Type.Object({
  name: Type.String({ description: "Short name, always with its tag." }),
  model: Type.String({ description: "The same as name." }),
  remote_model: Type.Optional(Type.String()),
  remote_host: Type.Optional(Type.String()),
  modified_at: Timestamp,
  size: Type.Integer({ description: "Bytes of all layers and the config." }),
  digest: Type.String({ description: "SHA-256 of the manifest in hex, without a prefix." }),
  details: ModelDetails,
  capabilities: Type.Optional(Type.Array(Capability)),
});
export type ListedModel = Static<typeof ListedModel>;

/** Answer of `GET /api/tags`, newest first. */
export const ListResponse = Type.Object({ models: Type.Array(ListedModel) });
export type ListResponse = Static<typeof ListResponse>;

/** A loaded model. */
export const ProcessModel = Type.Object({
  name: Type.String(),
  model: Type.String({ description: "The same as name." }),
  size: Type.Integer({ description: "Bytes of memory." }),
  digest: Type.String({ description: "SHA-256 of the manifest in hex, without a prefix." }),
  details: ModelDetails,
  expires_at: Timestamp,
  size_vram: Type.Integer({ description: "Bytes of GPU memory." }),
  context_length: Type.Integer(),
});
export type ProcessModel = Static<typeof ProcessModel>;

/** Answer of `GET /api/ps`, the one that expires last first. */
export const ProcessResponse = Type.Object({ models: Type.Array(ProcessModel) });
export type ProcessResponse = Static<typeof ProcessResponse>;

/** Body of `POST /api/show`. */
export const ShowRequest = Type.Object(
  {
    model: Type.String(),
    name: Type.Optional(Type.String({ deprecated: true, description: "Used if model is empty." })),
    system: Type.Optional(Type.String({ description: "Replaces the model's system text in the answer." })),
    template: Type.Optional(Type.String({ deprecated: true, description: "Ignored." })),
    verbose: Type.Optional(Type.Boolean({ description: "Fill the arrays of model_info." })),
    options: Type.Optional(ModelOptions),
  },
  go("api.ShowRequest"),
);
export type ShowRequest = Static<typeof ShowRequest>;

export const ShownTensor = Type.Object({
  name: Type.String(),
  type: Type.String(),
  shape: Type.Array(Type.Integer()),
});
export type ShownTensor = Static<typeof ShownTensor>;

/** Answer of `POST /api/show`. */
export const ShowResponse = Type.Object({
  license: Type.Optional(Type.String()),
  modelfile: Type.Optional(Type.String()),
  parameters: Type.Optional(Type.String({ description: "One line per value." })),
  template: Type.Optional(Type.String()),
  system: Type.Optional(Type.String()),
  renderer: Type.Optional(Type.String()),
  parser: Type.Optional(Type.String()),
  details: ModelDetails,
  messages: Type.Optional(Type.Array(Message)),
  remote_model: Type.Optional(Type.String()),
  remote_host: Type.Optional(Type.String()),
  model_info: Type.Record(Type.String(), Type.Unknown(), { description: "Metadata of the GGUF file." }),
  projector_info: Type.Optional(Type.Record(Type.String(), Type.Unknown())),
  tensors: Type.Optional(Type.Array(ShownTensor)),
  capabilities: Type.Optional(Type.Array(Capability)),
  modified_at: Timestamp,
  requires: Type.Optional(Type.String({ description: "Least version of the server." })),
});
export type ShowResponse = Static<typeof ShowResponse>;

/** Body of `POST /api/copy`. */
export const CopyRequest = Type.Object({ source: Type.String(), destination: Type.String() }, go("api.CopyRequest"));
export type CopyRequest = Static<typeof CopyRequest>;

/** Body of `DELETE /api/delete`. */
export const DeleteRequest = Type.Object(
  {
    model: Type.String(),
    name: Type.Optional(Type.String({ deprecated: true, description: "Used if model is empty." })),
  },
  go("api.DeleteRequest"),
);
export type DeleteRequest = Static<typeof DeleteRequest>;

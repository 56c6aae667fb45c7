import { type Static, Type } from "@sinclair/typebox";
import { go } from "../go.ts";
import { Message } from "./message.ts";

const digests = (description: string) => Type.Optional(Type.Record(Type.String(), Type.String(), { description }));

/** Body of `POST /api/create`. */
export const CreateRequest = Type.Object(
  {
    model: Type.String({ description: "Name of the new model." }),
    stream: Type.Optional(Type.Boolean({ default: true })),
    quantize: Type.Optional(Type.String()),
    draft_quantize: Type.Optional(Type.String()),
    from: Type.Optional(Type.String({ description: "Model to start from." })),
    remote_host: Type.Optional(Type.String({ description: "Host that runs the model." })),
    files: digests("Relative file name to digest of an uploaded blob."),
    draft_files: digests("Files of a draft model."),
    adapters: digests("Files of adapters."),
    template: Type.Optional(Type.String()),
    license: Type.Optional(Type.Union([Type.String(), Type.Array(Type.String())], go("interface {}", "any"))),
    system: Type.Optional(Type.String()),
    parameters: Type.Optional(Type.Record(Type.String(), Type.Unknown(), go("map[string]interface {}", "any"))),
    messages: Type.Optional(Type.Array(Message)),
    renderer: Type.Optional(Type.String()),
    parser: Type.Optional(Type.String()),
    requires: Type.Optional(Type.String()),
    info: Type.Optional(
      Type.Record(Type.String(), Type.Unknown(), {
        ...go("map[string]interface {}", "any"),
        description: "Replaces values of the config, such as context_length.",
      }),
    ),
    name: Type.Optional(Type.String({ deprecated: true, description: "Used if model is empty." })),
    quantization: Type.Optional(Type.String({ deprecated: true, description: "Used if quantize is empty." })),
  },
  go("api.CreateRequest"),
);
export type CreateRequest = Static<typeof CreateRequest>;

/** A step of a long task. */
export const ProgressResponse = Type.Object({
  status: Type.Optional(Type.String()),
  digest: Type.Optional(Type.String()),
  total: Type.Optional(Type.Integer({ description: "Bytes in all." })),
  completed: Type.Optional(Type.Integer({ description: "Bytes so far." })),
});
export type ProgressResponse = Static<typeof ProgressResponse>;

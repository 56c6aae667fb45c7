import { type Static, Type } from "@sinclair/typebox";
import { go } from "../go.ts";
import { deprecated, optional, zeroed } from "./field.ts";

const transferRequest = {
  model: zeroed(Type.String(), "Name of the model; required unless name is given.", "0.1.21"),
  insecure: optional(Type.Boolean(), "Speak http with the registry.", "0.0.12"),
  username: Type.Optional(Type.String(deprecated("Ignored."))),
  password: Type.Optional(Type.String(deprecated("Ignored."))),
  stream: optional(Type.Boolean({ default: true }), "Whether each step is told.", "0.1.2"),
  name: Type.Optional(Type.String(deprecated("Used if model is empty."))),
};

/** Body of `POST /api/pull`. */
export const PullRequest = Type.Object(transferRequest, go("api.PullRequest"));
export type PullRequest = Static<typeof PullRequest>;

/** Body of `POST /api/push`. */
export const PushRequest = Type.Object(transferRequest, go("api.PushRequest"));
export type PushRequest = Static<typeof PushRequest>;

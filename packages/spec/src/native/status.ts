import { type Static, Type } from "@sinclair/typebox";

/** Whether the server reaches out to its cloud. */
export const CloudStatus = Type.Object({
  disabled: Type.Boolean({ description: "Whether everything that needs the cloud is off." }),
  source: Type.Union([Type.Literal("none"), Type.Literal("env"), Type.Literal("config"), Type.Literal("both")], {
    description: "What turned it off: an environment variable, the config file, or both.",
  }),
});
export type CloudStatus = Static<typeof CloudStatus>;

/** Answer of `GET /api/status`. */
export const StatusResponse = Type.Object({ cloud: CloudStatus });
export type StatusResponse = Static<typeof StatusResponse>;

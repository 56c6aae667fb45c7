import { type Static, Type } from "@sinclair/typebox";

/** Answer of `GET /api/version`. */
export const VersionResponse = Type.Object({
  version: Type.String({ description: "Version of the Ollama API, without a leading v." }),
});
export type VersionResponse = Static<typeof VersionResponse>;

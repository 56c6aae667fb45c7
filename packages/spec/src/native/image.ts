import { type Static, Type } from "@sinclair/typebox";
import { go } from "../go.ts";

/** Bytes of an image or sound in standard base64 with padding; no data URL. */
export const ImageData = Type.String({
  ...go("api.ImageData", "bytes"),
  contentEncoding: "base64",
  description: "Bytes of an image or sound in standard base64 with padding; no data URL.",
});
export type ImageData = Static<typeof ImageData>;

import { Type } from "@sinclair/typebox";

/** SHA-256 of a file's bytes, as the path of its blob. */
export const BlobDigest = Type.String({
  pattern: "^sha256[:-][0-9a-fA-F]{64}$",
  description: "SHA-256 of the file's bytes in hexadecimal, after `sha256:`.",
});

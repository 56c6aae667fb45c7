import { zstdDecompressSync } from "node:zlib";
import { Fail } from "../native/fail.ts";
import type { FakeRequest } from "../request.ts";

/** Largest body after it was decompressed, in bytes. */
const LARGEST = 20 * 1024 * 1024;

/** The body of a request as its `Content-Encoding` says; only zstd is decoded. Throws a {@link Fail} for what is none. */
export function decompressed({ bytes, headers }: FakeRequest): Uint8Array {
  if (headers["content-encoding"]?.trim().toLowerCase() !== "zstd") return bytes;
  try {
    return zstdDecompressSync(bytes, { maxOutputLength: LARGEST });
  } catch {
    throw new Fail(400, "failed to decompress request body");
  }
}

import { promisify } from "node:util";
import { constants, zstdDecompress } from "node:zlib";
import { ApiError } from "./error.ts";

/** Most bytes that a compressed body may become. */
const maxOutputLength = 20 * 2 ** 20;
/** Logarithm of the largest window that a compressed body may ask for: 8 MiB. */
const maxWindowLog = 23;

const decompress = promisify(zstdDecompress);

/** The bytes of a body as its `Content-Encoding` says; only zstd is decoded. Throws an {@link ApiError} with status 400. */
export async function decoded(bytes: Uint8Array, contentEncoding: string | null): Promise<Uint8Array> {
  if (contentEncoding !== "zstd") return bytes;
  try {
    const params = { [constants.ZSTD_d_windowLogMax]: maxWindowLog };
    return await decompress(bytes, { maxOutputLength, params });
  } catch (cause) {
    throw new ApiError(400, "failed to decompress request body", { cause });
  }
}

import { type FileHandle, open } from "node:fs/promises";
import { FileError } from "./file-error.ts";

export type Chunks = AsyncIterable<Uint8Array> | Iterable<Uint8Array>;

/** A file that has been written, and what is in it. */
export interface HashedFile {
  /** `sha256:` and 64 lower-case hex digits. */
  readonly digest: string;
  /** Bytes. */
  readonly size: number;
}

/**
 * Writes a new file and hashes it meanwhile: each chunk is hashed while it is written. Throws {@link FileError}, and what the
 * chunks throw; the file stays then, as far as it came.
 */
export async function writeHashed(path: string, chunks: Chunks): Promise<HashedFile> {
  let file: FileHandle;
  try {
    file = await open(path, "wx", 0o600);
  } catch (error) {
    throw new FileError("open", path, error);
  }
  const hash = new Bun.CryptoHasher("sha256");
  let size = 0;
  try {
    for await (const chunk of chunks) {
      const written = writeAll(file, path, chunk);
      hash.update(chunk);
      await written;
      size += chunk.length;
    }
    await file.chmod(0o644);
    return { digest: `sha256:${hash.digest("hex")}`, size };
  } finally {
    await file.close();
  }
}

async function writeAll(file: FileHandle, path: string, chunk: Uint8Array): Promise<void> {
  try {
    for (let written = 0; written < chunk.length; ) {
      written += (await file.write(chunk, written)).bytesWritten;
    }
  } catch (error) {
    throw new FileError("write", path, error);
  }
}

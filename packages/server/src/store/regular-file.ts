import { constants } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import { FileError } from "./file-error.ts";
import { type Stamp, toStamp } from "./stamp.ts";

/** Windows has neither the flag nor what it is for. */
const { O_RDONLY, O_NONBLOCK = 0 } = constants;

/** The content of a file, and its stamp. */
export interface FileContent {
  readonly bytes: Buffer<ArrayBuffer>;
  readonly stamp: Stamp;
}

/**
 * Reads a file, and nothing else: a named pipe without a writer would never answer, a device might never end. Throws
 * {@link FileError}.
 */
export async function readRegularFile(path: string): Promise<FileContent> {
  try {
    await using file = await openRegularFile(path);
    const stamp = toStamp(await file.stat());
    return { bytes: await file.readFile(), stamp };
  } catch (error) {
    throw error instanceof FileError ? error : new FileError("open", path, error);
  }
}

/** Throws {@link FileError} for what is no regular file, without waiting for anybody. */
export async function assertRegularFile(path: string): Promise<void> {
  await using _ = await openRegularFile(path);
}

async function openRegularFile(path: string): Promise<FileHandle> {
  let file: FileHandle;
  try {
    // Without this flag, opening a pipe waits for whoever has its other end.
    file = await open(path, O_RDONLY | O_NONBLOCK);
  } catch (error) {
    throw new FileError("open", path, error);
  }
  const stats = await file.stat();
  if (stats.isFile()) return file;
  await file.close();
  throw new FileError("open", path, stats.isDirectory() ? { code: "EISDIR" } : "not a regular file");
}

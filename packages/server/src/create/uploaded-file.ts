import { open } from "node:fs/promises";
import {
  assertRunnable,
  type Gguf,
  GgufError,
  type GgufFile,
  type JoinedParts,
  joinParts,
  splitPartOf,
} from "@cria/engine";
import { ApiError } from "../http/error.ts";
import type { BlobStore } from "../store/blobs.ts";
import { FileError } from "../store/file-error.ts";
import { readHeader as readBlobHeader } from "../store/read-header.ts";
import { assertRegularFile } from "../store/regular-file.ts";
import { UnusableFileError } from "./unusable-file.ts";

/** A file of a request, its header read. */
export interface UploadedFile extends GgufFile {
  readonly digest: string;
}

const invalid = "invalid GGUF file: ";

/** Reads a file's header. Throws an {@link UnusableFileError}, `DigestError` or {@link ApiError}. */
export async function readUploaded(blobs: BlobStore, name: string, digest: string): Promise<UploadedFile> {
  const path = blobs.path(digest);
  if (!(await beginsWithMagic(path))) throw new UnusableFileError("supplied file was not in GGUF format");
  return { path, name, digest, gguf: await readHeader(path) };
}

/** Reads a header. Throws an {@link UnusableFileError}. */
export async function readHeader(path: string): Promise<Gguf> {
  return readBlobHeader(path).catch((error: unknown) => {
    throw toRefusal(error, invalid);
  });
}

/** Whether a file begins like a GGUF file of either byte order. Throws an {@link ApiError}. */
export async function beginsWithMagic(path: string): Promise<boolean> {
  const magic = Buffer.alloc(4);
  try {
    await assertRegularFile(path);
    await using file = await open(path, "r");
    await file.read(magic, 0, 4, 0);
  } catch (error) {
    const { message } = error instanceof FileError ? error : new FileError("open", path, error);
    // The original's words, its path included, which other errors keep to themselves.
    throw new ApiError(500, message, { cause: error });
  }
  return ["GGUF", "FUGG"].includes(magic.toString("latin1"));
}

/** Whether a file is a part of a split model. Throws an {@link UnusableFileError}. */
export function isPart(gguf: Gguf): boolean {
  return refusing(() => splitPartOf(gguf) !== undefined, invalid);
}

/** The parts of a split model put together. Throws an {@link UnusableFileError}. */
export function join(parts: readonly UploadedFile[]): JoinedParts {
  return refusing(() => joinParts(parts));
}

/** Throws an {@link UnusableFileError} for a model that could be made but never run. */
export function checkRunnable(gguf: Gguf): void {
  refusing(() => assertRunnable(gguf));
}

function refusing<Result>(look: () => Result, prefix = ""): Result {
  try {
    return look();
  } catch (error) {
    throw toRefusal(error, prefix);
  }
}

function toRefusal(error: unknown, prefix: string): unknown {
  return error instanceof GgufError ? new UnusableFileError(prefix + error.message, { cause: error }) : error;
}

import { open } from "node:fs/promises";
import { type Gguf, GgufError, readGguf } from "@cria/engine";
import type { ProgressResponse } from "@cria/spec";
import { ApiError } from "../http/error.ts";
import type { BlobStore } from "../store/blobs.ts";
import { FileError } from "../store/file-error.ts";
import { numberOf, stringOf, summarize } from "../store/gguf-summary.ts";
import { type LayerKind, mediaType } from "../store/manifest.ts";
import { existingStatus, type NewLayer } from "./layers.ts";

/** Uploaded files by relative name; values are digests. */
export type FileDigests = Readonly<Record<string, string>>;

/**
 * Makes layers of uploaded GGUF files, in the order of their names. The files stay as they are, but each header is read
 * and checked. Throws an {@link ApiError}, `DigestError` or {@link FileError}.
 */
export async function* importFiles(blobs: BlobStore, files: FileDigests): AsyncGenerator<ProgressResponse, NewLayer[]> {
  await checkFormat(blobs, files);
  const layers: NewLayer[] = [];
  for (const name of Object.keys(files).sort()) {
    yield { status: "parsing GGUF" };
    layers.push(await importFile(blobs, files[name]!));
  }
  return layers;
}

async function checkFormat(blobs: BlobStore, files: FileDigests): Promise<void> {
  const names = Object.keys(files);
  if (names.some((name) => name.endsWith(".safetensors"))) {
    throw new ApiError(400, "importing safetensors files is not supported: convert the model to GGUF first");
  }
  if (names.some((name) => name.endsWith(".gguf"))) return;
  for (const digest of Object.values(files)) {
    if (await beginsWithMagic(blobs.path(digest)).catch(() => false)) return;
  }
  throw new ApiError(400, "unknown type");
}

async function importFile(blobs: BlobStore, digest: string): Promise<NewLayer> {
  const path = blobs.path(digest);
  if (!(await beginsWithMagic(path))) throw new ApiError(400, "supplied file was not in GGUF format");
  const gguf = await readHeader(path);
  if ((numberOf(gguf.metadata.get("split.count")) ?? 1) > 1) {
    throw new ApiError(400, "split GGUF files are not supported: merge them into one file first");
  }
  const kind = kindOf(gguf);
  await blobs.touch(digest);
  return {
    // The blob's own name, whatever form the request gave it.
    layer: { mediaType: mediaType(kind), digest: digest.replace("-", ":"), size: gguf.fileSize },
    kind,
    weights: summarize(gguf),
    isUploaded: !isMultimodal(gguf),
    status: existingStatus(digest),
  };
}

async function readHeader(path: string): Promise<Gguf> {
  try {
    return await readGguf(path);
  } catch (error) {
    throw error instanceof GgufError
      ? new ApiError(400, `invalid GGUF file: ${error.message}`, { cause: error })
      : error;
  }
}

/** Whether a file begins like a GGUF file of either byte order. */
async function beginsWithMagic(path: string): Promise<boolean> {
  const magic = Buffer.alloc(4);
  try {
    await using file = await open(path, "r");
    await file.read(magic, 0, 4, 0);
  } catch (error) {
    throw new FileError("open", path, error);
  }
  return ["GGUF", "FUGG"].includes(magic.toString("latin1"));
}

/** What kind of layer a file makes, by its metadata. */
function kindOf(gguf: Gguf): LayerKind {
  const { architecture } = summarize(gguf);
  const get = (key: string) => gguf.metadata.get(`${architecture}.${key}`);
  const type = stringOf(gguf.metadata.get("general.type"));
  if (type === "adapter") return "adapter";
  if (type === "projector" || type === "mmproj") return "projector";
  const blocks = numberOf(get("block_count")) ?? 0;
  if (blocks === 0 && (numberOf(get("vision.block_count")) ?? 0) > 0) return "projector";
  const encodes = get("has_vision_encoder")?.value === true || get("has_audio_encoder")?.value === true;
  return architecture === "clip" && blocks === 0 && encodes ? "projector" : "model";
}

/** Whether the file also holds the tensors of an encoder or a draft head. */
function isMultimodal(gguf: Gguf): boolean {
  return [...gguf.tensors.keys()].some((name) => /^(?:a|mm|mtp|s|v)\./.test(name));
}

import { posix } from "node:path";
import type { Gguf } from "@cria/engine";
import type { ProgressResponse } from "@cria/spec";
import type { BlobStore } from "../store/blobs.ts";
import { numberOf, stringOf, summarize } from "../store/gguf-summary.ts";
import { type LayerKind, mediaType } from "../store/manifest.ts";
import { existingStatus, type NewLayer, writtenStatus } from "./layers.ts";
import { mergeParts } from "./merge-parts.ts";
import { parsePartName } from "./part-name.ts";
import { UnusableFileError } from "./unusable-file.ts";
import {
  beginsWithMagic,
  checkRunnable,
  isPart,
  join,
  readHeader,
  readUploaded,
  type UploadedFile,
} from "./uploaded-file.ts";
import type { Work } from "./work.ts";

/** Uploaded files by relative name; values are digests. */
export type FileDigests = Readonly<Record<string, string>>;

/**
 * Makes layers of uploaded GGUF files, in the order of their names; the parts of a split model make one, behind the
 * others. Whole files stay as they are. With `mustRun`, models that can't be run are refused. Throws an
 * {@link UnusableFileError}, `DigestError` or `FileError`, and the reason of the work's signal once it has aborted.
 */
export async function* importFiles(
  work: Work,
  files: FileDigests,
  { mustRun }: { readonly mustRun: boolean },
): AsyncGenerator<ProgressResponse, NewLayer[]> {
  const { blobs } = work.store;
  const check = (gguf: Gguf) => {
    if (mustRun && kindOf(gguf) === "model") checkRunnable(gguf);
  };
  await checkFormat(blobs, files);
  const layers: NewLayer[] = [];
  const splitModels = new Map<string, UploadedFile[]>();
  for (const name of Object.keys(files).sort()) {
    yield { status: "parsing GGUF" };
    work.pins.add(files[name]!);
    const file = await readUploaded(blobs, name, files[name]!);
    if (isPart(file.gguf)) {
      const model = parsePartName(posix.basename(name))?.model ?? "";
      splitModels.set(model, [...(splitModels.get(model) ?? []), file]);
    } else {
      check(file.gguf);
      await blobs.touch(file.digest);
      // The blob's own name, whatever form the request gave it.
      const digest = file.digest.replace("-", ":");
      layers.push(layerOf(file.gguf, digest, existingStatus(digest)));
    }
  }
  for (const parts of splitModels.values()) {
    const joined = join(parts);
    check(joined.header);
    for (const { digest } of parts) work.scraps.add(digest);
    const whole = yield* mergeParts(work, joined);
    layers.push(layerOf(await readHeader(blobs.path(whole.digest)), whole.digest, writtenStatus(whole)));
  }
  return layers;
}

async function checkFormat(blobs: BlobStore, files: FileDigests): Promise<void> {
  const names = Object.keys(files);
  if (names.some((name) => name.endsWith(".safetensors"))) {
    throw new UnusableFileError("importing safetensors files is not supported: convert the model to GGUF first");
  }
  if (names.some((name) => name.endsWith(".gguf"))) return;
  for (const digest of Object.values(files)) {
    if (await beginsWithMagic(blobs.path(digest)).catch(() => false)) return;
  }
  throw new UnusableFileError("unknown type");
}

function layerOf(gguf: Gguf, digest: string, status: string): NewLayer {
  const kind = kindOf(gguf);
  return {
    layer: { mediaType: mediaType(kind), digest, size: gguf.fileSize },
    kind,
    weights: summarize(gguf),
    isUploaded: !isMultimodal(gguf),
    status,
  };
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

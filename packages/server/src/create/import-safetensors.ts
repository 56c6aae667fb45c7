import { type ConvertedCheckpoint, convertCheckpoint, encodeGguf } from "@cria/engine";
import type { ProgressResponse } from "@cria/spec";
import { type FileDigests, layerOf } from "./import-gguf.ts";
import { type NewLayer, writtenStatus } from "./layers.ts";
import { beginsWithMagic, checkRunnable, readHeader, toRefusal } from "./uploaded-file.ts";
import type { Work } from "./work.ts";
import { writeWatched } from "./write-watched.ts";

/**
 * Makes a GGUF layer of uploaded files in Hugging Face's layout, which then go. Throws an `UnusableFileError` for what is
 * no such folder, and for a model that can't be run, `DigestError` or `ApiError`, and the reason of the work's signal
 * once it has aborted.
 */
export async function* importSafetensors(work: Work, files: FileDigests): AsyncGenerator<ProgressResponse, NewLayer[]> {
  const { blobs } = work.store;
  const status = "converting model";
  yield { status };
  for (const digest of Object.values(files)) {
    work.pins.add(digest);
    // Refuses what is missing, or no file.
    await beginsWithMagic(blobs.path(digest));
    await blobs.touch(digest);
  }
  const paths = new Map(Object.entries(files).map(([name, digest]) => [name, blobs.path(digest)]));
  try {
    const { content, byteLength: total } = await convertCheckpoint(paths);
    let written = 0;
    const chunks = async function* (converted: ConvertedCheckpoint["content"]) {
      for await (const chunk of encodeGguf(converted)) {
        yield chunk;
        written += chunk.length;
      }
    };
    const blob = yield* writeWatched(work, chunks(content), { status, total, completed: () => written });
    for (const digest of Object.values(files)) work.scraps.add(digest);
    const gguf = await readHeader(blobs.path(blob.digest));
    checkRunnable(gguf);
    return [layerOf(gguf, blob.digest, writtenStatus(blob))];
  } catch (error) {
    throw toRefusal(error);
  }
}

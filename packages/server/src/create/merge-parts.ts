import { encodeGguf, type JoinedParts } from "@cria/engine";
import type { ProgressResponse } from "@cria/spec";
import type { WrittenBlob } from "../store/blobs.ts";
import type { Work } from "./work.ts";
import { writeWatched } from "./write-watched.ts";

/** Writes the parts of a split model as one blob, and tells how far it is, see {@link writeWatched}. */
export function mergeParts(
  work: Work,
  { header: { fileSize: total }, content }: JoinedParts,
): AsyncGenerator<ProgressResponse, WrittenBlob> {
  let written = 0;
  const counted = async function* () {
    for await (const chunk of encodeGguf(content)) {
      yield chunk;
      written += chunk.length;
    }
  };
  return writeWatched(work, counted(), { status: "validating GGUF model", total, completed: () => written });
}

import { type Gguf, readGguf } from "@cria/engine";
import { assertRegularFile } from "./regular-file.ts";

/** Reads a blob's header. Throws `GgufError`, or `FileError` for what is missing or no regular file. */
export async function readHeader(path: string): Promise<Gguf> {
  await assertRegularFile(path);
  return readGguf(path);
}

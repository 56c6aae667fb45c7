/** The client for Node, Bun and Deno: images may be given as paths of files, uploads are sent as they are read. */
import { createHash } from "node:crypto";
import { readFile, stat } from "node:fs/promises";
import { encodeBase64 } from "./base64.ts";
import type { UploadMeans } from "./blobs.ts";
import { Ollama as PortableOllama } from "./ollama.ts";
import type { Image } from "./types.ts";

export * from "./exports.ts";

/** Longest path that systems take, in characters; longer texts are images themselves. */
const longestPath = 4096;

/** The client of the entry for browsers, with files. */
export class Ollama extends PortableOllama {
  protected override get uploadMeans(): UploadMeans {
    return { sha256, streams: true };
  }

  /**
   * Base64 of an image. Text that is the path of a file stands for its content, so images that come from strangers belong to
   * the entry for browsers, which knows no files. Throws what `fs` throws if the file can't be read.
   */
  override async encodeImage(image: Image): Promise<string> {
    if (typeof image === "string" && (await isFile(image))) return encodeBase64(await readFile(image));
    return super.encodeImage(image);
  }
}

function sha256() {
  const hash = createHash("sha256");
  return { update: (bytes: Uint8Array) => void hash.update(bytes), hex: () => hash.digest("hex") };
}

async function isFile(text: string): Promise<boolean> {
  if (text.length > longestPath) return false;
  try {
    return (await stat(text)).isFile();
  } catch {
    return false;
  }
}

/** A client of `http://127.0.0.1:11434`. */
const ollama: Ollama = new Ollama();
export default ollama;

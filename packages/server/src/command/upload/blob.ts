import type { Client } from "../client.ts";
import { CommandError } from "../errors.ts";

/** Called with the share done, 0 to 1. */
export type OnShare = (share: number) => void;

/** The digest (`sha256:<64 hex>`) of a file, which is read in pieces. Throws {@link CommandError} if it can't be read. */
export async function digestFile(path: string, onShare: OnShare, signal?: AbortSignal): Promise<string> {
  const hash = new Bun.CryptoHasher("sha256");
  for await (const chunk of readFile(path, onShare)) {
    signal?.throwIfAborted();
    hash.update(chunk);
  }
  return `sha256:${hash.digest("hex")}`;
}

/** Gives the server a file as the blob `digest`, unless it has it. The file is read as fast as the server takes it. */
export async function uploadBlob(
  client: Client,
  path: string,
  digest: string,
  onShare: OnShare,
  signal?: AbortSignal,
): Promise<void> {
  if (await client.hasBlob(digest)) return;
  const chunks = readFile(path, onShare);
  const body = new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        const { done, value } = await chunks.next();
        if (done) controller.close();
        else controller.enqueue(value);
      },
      async cancel() {
        await chunks.return();
      },
    },
    { highWaterMark: 1 },
  );
  await client.sendBlob(digest, body, signal);
}

async function* readFile(path: string, onShare: OnShare): AsyncGenerator<Uint8Array, void, undefined> {
  const file = Bun.file(path);
  let read = 0;
  try {
    for await (const chunk of file.stream()) {
      yield chunk;
      read += chunk.length;
      onShare(file.size === 0 ? 1 : read / file.size);
    }
  } catch (error) {
    throw new CommandError(`cannot read ${path}: ${(error as Error).message}`);
  }
}

import { stat } from "node:fs/promises";

/** Waits until another process no longer writes a file of `total` bytes, and reports what it has written. */
export async function follow(
  path: string,
  total: number,
  isWritten: () => boolean,
  onProgress: (completed: number, total: number) => void,
): Promise<void> {
  let last = -1;
  while (isWritten()) {
    const written = await writtenBytes(path);
    // Silence tells whoever waits that nothing moves.
    if (written > last) onProgress(Math.min(written, total), total);
    last = Math.max(last, written);
    await Bun.sleep(50);
  }
}

/** Bytes on disk: the file has its final size from the start. */
async function writtenBytes(path: string): Promise<number> {
  try {
    return (await stat(path)).blocks * 512;
  } catch {
    return 0;
  }
}

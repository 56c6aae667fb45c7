import { open } from "node:fs/promises";

/** Makes what was renamed in a folder outlive a loss of power. A system that can't sync folders does so by itself. */
export async function syncFolder(path: string): Promise<void> {
  try {
    await using folder = await open(path, "r");
    await folder.sync();
  } catch {
    // Windows opens no folders.
  }
}

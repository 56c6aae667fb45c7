import { open, stat } from "node:fs/promises";

/** What tells that a file is as it was written. */
export interface Seal {
  /** Its times and its size; empty once there is a doubt. Whatever writes to it changes them. */
  readonly stamp: string;
  /** A checksum of its content in hex, for when the stamp differs: a copy has other times. */
  readonly checksum: string;
}

/** Bytes that are read at a time. */
const blockSize = 2 ** 22;

/** The seal of a file as it is. */
export async function sealOf(path: string): Promise<Seal> {
  const stamp = await stampOf(path);
  return { stamp, checksum: await checksumOf(path) };
}

/** The seal of a file that has the content which a seal stands for, with its present stamp; undefined if it has another. */
export async function renewed(path: string, seal: Seal): Promise<Seal | undefined> {
  const stamp = await stampOf(path);
  if (stamp === seal.stamp) return seal;
  return (await checksumOf(path)) === seal.checksum ? { ...seal, stamp } : undefined;
}

async function stampOf(path: string): Promise<string> {
  const { size, mtimeNs, ctimeNs } = await stat(path, { bigint: true });
  return `${size} ${mtimeNs} ${ctimeNs}`;
}

/** XXH3 of each block, begun with that of the one before. It finds damage, not malice. */
async function checksumOf(path: string): Promise<string> {
  await using file = await open(path, "r");
  const block = new Uint8Array(blockSize);
  let checksum = 0n;
  for (;;) {
    const { bytesRead } = await file.read(block, 0, blockSize);
    if (bytesRead === 0) return checksum.toString(16);
    checksum = Bun.hash.xxHash3(block.subarray(0, bytesRead), checksum);
  }
}

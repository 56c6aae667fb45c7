import { type FileHandle, mkdir, open, readFile, rename, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { FileError, isMissing } from "../../store/file-error.ts";
import { blockSize, Pieces } from "./pieces.ts";
import { syncFolder } from "./sync-folder.ts";

/** What `state.json` holds. */
export interface PartialState {
  readonly digest: string;
  /** Bytes of the whole blob. */
  readonly size: number;
  /** Bytes that a byte of the record stands for. */
  readonly blockSize: number;
  /** Full name of the model that it is a part of. */
  readonly model: string;
}

/** A byte of the file `blocks`, one for each block. */
const complete = 1;
/** Blocks are recorded once so many bytes or milliseconds of them have come. */
const [mostUnrecorded, longestUnrecorded] = [8 * 2 ** 20, 500];

/**
 * A blob that is being downloaded, in a folder of its own: `data`, which has holes; `blocks`, which says what of it is
 * there; and `state.json`. A block is recorded once its bytes are safe on the disk, so that it outlives a loss of power.
 */
export class PartialBlob implements AsyncDisposable {
  readonly blocks: Pieces;
  readonly #folder: string;
  readonly #data: FileHandle;
  readonly #map: FileHandle;
  readonly #complete: Uint8Array;
  /** Blocks that are there and not recorded. */
  #unrecorded: number[] = [];
  #timer: ReturnType<typeof setTimeout> | undefined;
  #records: Promise<void> = Promise.resolve();

  private constructor(folder: string, state: PartialState, data: FileHandle, map: FileHandle, found: Uint8Array) {
    this.#folder = folder;
    this.blocks = new Pieces(state.size, state.blockSize);
    this.#data = data;
    this.#map = map;
    this.#complete = found;
  }

  /** Opens what is there of a blob, or begins it. Throws a {@link FileError}. */
  static async open(folder: string, wanted: Omit<PartialState, "blockSize">): Promise<PartialBlob> {
    try {
      await mkdir(folder, { recursive: true });
      let state = await readState(folder);
      if (state?.digest !== wanted.digest || state.size !== wanted.size) {
        state = { ...wanted, blockSize };
        for (const name of ["data", "blocks"]) await rm(join(folder, name), { force: true });
        await writeFile(join(folder, "state.json.new"), JSON.stringify(state));
        await rename(join(folder, "state.json.new"), join(folder, "state.json"));
      }
      const data = await openFile(join(folder, "data"));
      const map = await openFile(join(folder, "blocks"));
      const { count } = new Pieces(state.size, state.blockSize);
      const found = new Uint8Array(count);
      // A file of data that is shorter than its map says belongs to another one.
      if ((await data.stat()).size === state.size) await map.read(found, 0, count, 0);
      else await map.truncate(0);
      await data.truncate(state.size);
      return new PartialBlob(folder, state, data, map, found);
    } catch (error) {
      throw new FileError("open", folder, error);
    }
  }

  isComplete(block: number): boolean {
    return this.#complete[block] === complete;
  }

  /** Writes all of the bytes. Throws a {@link FileError}. */
  async write(bytes: Uint8Array, at: number): Promise<void> {
    try {
      for (let written = 0; written < bytes.length; ) {
        written += (await this.#data.write(bytes, written, bytes.length - written, at + written)).bytesWritten;
      }
    } catch (error) {
      throw new FileError("write", join(this.#folder, "data"), error);
    }
  }

  /** Fills a buffer, which must lie within the blob. */
  async read(into: Uint8Array, at: number): Promise<void> {
    for (let read = 0; read < into.length; ) {
      const { bytesRead } = await this.#data.read(into, read, into.length - read, at + read);
      if (bytesRead === 0) throw new FileError("read", join(this.#folder, "data"), new Error("unexpected end of file"));
      read += bytesRead;
    }
  }

  /** Makes a block that was written count. Settles with the next record. Throws a {@link FileError}. */
  mark(block: number): Promise<void> {
    this.#complete[block] = complete;
    this.#unrecorded.push(block);
    if (this.#unrecorded.length * this.blocks.pieceSize >= mostUnrecorded) return this.record();
    this.#timer ??= setTimeout(() => this.record().catch(() => undefined), longestUnrecorded);
    return this.#records;
  }

  /** Records for good which blocks are there. Throws a {@link FileError}. */
  record(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const blocks = this.#unrecorded;
    this.#unrecorded = [];
    this.#records = this.#records.then(async () => {
      if (blocks.length === 0) return;
      try {
        await this.#data.datasync();
        for (const block of blocks) await this.#map.write(new Uint8Array([complete]), 0, 1, block);
        await this.#map.datasync();
      } catch (error) {
        throw new FileError("sync", this.#folder, error);
      }
    });
    this.#records.catch(() => undefined);
    return this.#records;
  }

  /** Moves the blob to its place, safely. Throws the system's errors. */
  async finish(path: string): Promise<void> {
    await this.#data.sync();
    await rename(join(this.#folder, "data"), path);
    await syncFolder(dirname(path));
    await this.remove();
  }

  /** Removes all there is. */
  async remove(): Promise<void> {
    await rm(this.#folder, { recursive: true, force: true });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.record().catch(() => undefined);
    await Promise.all([this.#data.close(), this.#map.close()]);
  }
}

/** The state in a folder; undefined if there is none that can be read. Throws the system's errors. */
export async function readState(folder: string): Promise<PartialState | undefined> {
  try {
    const state = JSON.parse(await readFile(join(folder, "state.json"), "utf8")) as PartialState;
    const counts = [state.size, state.blockSize].every((number) => Number.isSafeInteger(number) && number >= 0);
    return counts && state.blockSize > 0 && typeof state.digest === "string" ? state : undefined;
  } catch (error) {
    if (isMissing(error) || error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** Bytes that the record in a folder says are there. */
export async function completedIn(folder: string, state: PartialState): Promise<number> {
  const blocks = new Pieces(state.size, state.blockSize);
  let completed = 0;
  const map = await readFile(join(folder, "blocks")).catch(() => new Uint8Array(0));
  for (const [block, mark] of map.subarray(0, blocks.count).entries()) {
    if (mark === complete) completed += blocks.length(block);
  }
  return completed;
}

async function openFile(path: string): Promise<FileHandle> {
  try {
    return await open(path, "r+");
  } catch (error) {
    if (!isMissing(error)) throw error;
    return open(path, "wx+", 0o644);
  }
}

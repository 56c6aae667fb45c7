import { lstatSync, mkdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PreparedCache } from "./cache.ts";
import { RefusedError } from "./disk.ts";

/** A cache in the system's temporary folder, for weights that have no other place. Nothing stays in it. */
export class TemporaryCache extends PreparedCache {
  constructor(folder: string = join(tmpdir(), `cria-cache-${process.getuid?.() ?? 0}`)) {
    super(folder, 0);
  }

  /** Throws a {@link RefusedError} if the folder is not this user's alone: others could put weights there. */
  override async exclusively<Result>(action: () => Promise<Result>): Promise<Result> {
    mkdirSync(this.folder, { recursive: true, mode: 0o700 });
    const found = lstatSync(this.folder);
    const isOurs = process.getuid === undefined || (found.uid === process.getuid() && !(found.mode & 0o077));
    if (!found.isDirectory() || !isOurs) throw new RefusedError("others have access to it");
    return await super.exclusively(action);
  }
}

import { type Dirent, readdirSync, statSync } from "node:fs";
import { join, sep } from "node:path";
import { isMissing } from "./file-error.ts";
import { equalStamps, isSettled, type Stamp, stampOf } from "./stamp.ts";

/** What a folder holds. */
export interface Listing {
  readonly entries: readonly FolderEntry[];
  /** The same by name in lower case. */
  readonly byName: ReadonlyMap<string, readonly FolderEntry[]>;
}

export interface FolderEntry {
  readonly name: string;
  /** `other` has to be looked at each time: a link may point to something else by now. */
  readonly kind: "file" | "folder" | "special" | "other";
}

const empty: Listing = { entries: [], byName: new Map() };

/** Lists folders, and reads them again only when their times say that they have changed. */
export class FolderNames {
  readonly #known = new Map<string, { readonly stamp: Stamp; readonly readAt: number; readonly listing: Listing }>();
  readonly #onUnreadable: (path: string, error: unknown) => void;

  /** @param onUnreadable is told of what is there but can't be read, at each look */
  constructor(onUnreadable: (path: string, error: unknown) => void) {
    this.#onUnreadable = onUnreadable;
  }

  /** What a folder holds; nothing if it is not there, is no folder, or can't be read. */
  list(path: string): Listing {
    const known = this.#known.get(path);
    const readAt = Date.now();
    try {
      const stamp = stampOf(path);
      if (known !== undefined && equalStamps(known.stamp, stamp) && isSettled(stamp, known.readAt))
        return known.listing;
      const listing = toListing(readdirSync(path, { withFileTypes: true }));
      if (known !== undefined) this.#forget(path, known.listing, listing);
      this.#known.set(path, { stamp, readAt, listing });
      return listing;
    } catch (error) {
      if (known !== undefined) this.#forget(path, known.listing, empty);
      this.#known.delete(path);
      if (!isMissing(error)) this.#onUnreadable(path, error);
      return empty;
    }
  }

  /** Whether an entry of a folder is a file, or a link to one. */
  isFile(folder: string, { name, kind }: FolderEntry): boolean {
    return kind === "file" || (kind === "other" && this.#leadsToFile(join(folder, name)));
  }

  #leadsToFile(path: string): boolean {
    try {
      return statSync(path).isFile();
    } catch (error) {
      if (!isMissing(error)) this.#onUnreadable(path, error);
      return false;
    }
  }

  /** Forgets what is no longer in a folder, and what lay in that. */
  #forget(path: string, before: Listing, now: Listing): void {
    const present = new Set(now.entries.map(({ name }) => name));
    const gone = before.entries.filter(({ name }) => !present.has(name)).map(({ name }) => join(path, name));
    if (gone.length === 0) return;
    const isGone = (known: string) => gone.some((folder) => known === folder || known.startsWith(folder + sep));
    for (const known of this.#known.keys()) if (isGone(known)) this.#known.delete(known);
  }
}

function toListing(items: readonly Dirent[]): Listing {
  const entries = items.map((item): FolderEntry => ({ name: item.name, kind: kindOf(item) }));
  return { entries, byName: Map.groupBy(entries, ({ name }) => name.toLowerCase()) };
}

function kindOf(item: Dirent): FolderEntry["kind"] {
  if (item.isFile()) return "file";
  if (item.isDirectory()) return "folder";
  const isSpecial = item.isFIFO() || item.isSocket() || item.isCharacterDevice() || item.isBlockDevice();
  return isSpecial ? "special" : "other";
}

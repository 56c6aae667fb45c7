import { dlopen, type Pointer, read } from "bun:ffi";
import { closeSync, openSync } from "node:fs";

const LOCK_SH = 1;
const LOCK_EX = 2;
const LOCK_NB = 4;
const EWOULDBLOCK = process.platform === "darwin" ? 35 : 11;

/** Whether to share the file with others who share it, or to have it alone. */
export type LockKind = "shared" | "exclusive";

/**
 * A lock on a file (`flock`) that the operating system takes back when the process ends, however it ends. It holds among
 * processes in different containers, too, which process ids do not.
 */
export class FileLock implements Disposable {
  /** The open file. */
  readonly descriptor: number;
  #isOpen = true;

  private constructor(descriptor: number) {
    this.descriptor = descriptor;
  }

  /** The lock, or undefined if somebody else holds one that excludes it. Throws the system's errors if it can't open the file. */
  static try(path: string, kind: LockKind): FileLock | undefined {
    const descriptor = openSync(path, "r");
    if (flock(descriptor, kind === "shared" ? LOCK_SH : LOCK_EX)) return new FileLock(descriptor);
    closeSync(descriptor);
    return undefined;
  }

  /** As {@link try}, but waits for so many milliseconds before it gives up. */
  static async wait(path: string, kind: LockKind, patience: number): Promise<FileLock | undefined> {
    const end = performance.now() + patience;
    for (;;) {
      const lock = FileLock.try(path, kind);
      if (lock !== undefined || performance.now() > end) return lock;
      await Bun.sleep(10);
    }
  }

  [Symbol.dispose](): void {
    if (this.#isOpen) closeSync(this.descriptor);
    this.#isOpen = false;
  }
}

/** False if another holds the lock. A file system that has no locks grants all of them. */
function flock(descriptor: number, operation: number): boolean {
  const library = systemLibrary();
  if (library === undefined) return true;
  if (library.flock(descriptor, operation | LOCK_NB) === 0) return true;
  return read.i32(library.errno() as Pointer, 0) !== EWOULDBLOCK;
}

interface SystemLibrary {
  flock(descriptor: number, operation: number): number;
  /** Address of the thread's error number. */
  errno(): unknown;
}

let opened: SystemLibrary | undefined;

/** Undefined on Windows, where an open file cannot be removed anyway. */
function systemLibrary(): SystemLibrary | undefined {
  if (process.platform === "win32") return undefined;
  opened ??= process.platform === "darwin" ? openDarwin() : openLinux();
  return opened;
}

const flockSignature = { args: ["i32", "i32"], returns: "i32" } as const;
const errnoSignature = { args: [], returns: "ptr" } as const;

function openDarwin(): SystemLibrary {
  const { symbols } = dlopen("libSystem.B.dylib", { flock: flockSignature, __error: errnoSignature });
  return { flock: symbols.flock, errno: symbols.__error };
}

function openLinux(): SystemLibrary {
  const { symbols } = dlopen("libc.so.6", { flock: flockSignature, __errno_location: errnoSignature });
  return { flock: symbols.flock, errno: symbols.__errno_location };
}

import { dlopen } from "bun:ffi";
import { existsSync } from "node:fs";
import { join } from "node:path";

/** The instructions that the kernels use: AVX-512 VNNI alone, or AMX tiles where they pay. */
export type KernelLevel = "vnni" | "amx";

/** The library of custom operators, usable on this CPU. */
export interface KernelLibrary {
  readonly path: string;
  readonly level: KernelLevel;
}

const levels = { vnni: 1, amx: 2 } as const;

/** Where the library of a platform lies, whether or not there is one. */
export function kernelLibraryPath(): string {
  return join(import.meta.dir, "../../native", `${process.platform}-${process.arch}`, "libcria-kernels.so");
}

/** Functions of the library, by address of their C names in `native/library.c`. */
export function openKernelLibrary(path: string) {
  return dlopen(path, {
    cria_kernels_level: { args: [], returns: "i32" },
    cria_kernels_limit: { args: ["i32"], returns: "void" },
    cria_kernels_source: { args: [], returns: "cstring" },
  }).symbols;
}

let found: KernelLibrary | undefined;
let searched = false;

/**
 * The kernels of this machine; undefined where there are none for its platform or CPU. The environment variable
 * `CRIA_KERNELS` lowers the choice: `off`, `vnni` (no AMX) or `amx`. Throws when it says something else.
 */
export function kernelLibrary(): KernelLibrary | undefined {
  if (!searched) {
    found = search(kernelLibraryPath(), process.env.CRIA_KERNELS || "amx");
    searched = true;
  }
  return found;
}

function search(path: string, wanted: string): KernelLibrary | undefined {
  if (wanted === "off") return undefined;
  if (!(wanted in levels)) throw new Error(`CRIA_KERNELS is "${wanted}"; it can be off, vnni or amx`);
  if (!existsSync(path)) return undefined;
  let library: ReturnType<typeof openKernelLibrary>;
  try {
    library = openKernelLibrary(path);
  } catch {
    // Another C library than glibc, for example.
    return undefined;
  }
  library.cria_kernels_limit(levels[wanted as KernelLevel]);
  const level = library.cria_kernels_level();
  return level === 0 ? undefined : { path, level: level >= levels.amx ? "amx" : "vnni" };
}

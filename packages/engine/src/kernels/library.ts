import { dlopen, FFIType } from "bun:ffi";
import { existsSync } from "node:fs";
import { join } from "node:path";

const fileNames: Partial<Record<NodeJS.Platform, string>> = {
  darwin: "libcria-kernels.dylib",
  win32: "cria-kernels.dll",
};

/** Where the library of this platform lies, whether or not there is one. */
export function kernelLibraryPath(): string {
  const file = fileNames[process.platform] ?? "libcria-kernels.so";
  return join(import.meta.dir, "../../native", `${process.platform}-${process.arch}`, file);
}

/** Functions of the library, by their C names in `native/library.c`. */
export function openKernelLibrary(path: string) {
  return dlopen(path, {
    cria_dequantize: { args: ["i32", "ptr", "u64", "ptr"], returns: "i32" },
    cria_kernels_agree: { args: ["i32"], returns: "i32" },
    cria_kernels_level: { args: [], returns: "cstring" },
    cria_kernels_source: { args: [], returns: "cstring" },
    cria_kernels_usable: { args: ["i32"], returns: "cstring" },
    cria_kernels_use: { args: ["cstring"], returns: "i32" },
    cria_pack: { args: ["i32", "ptr", "u64", "u64", "ptr"], returns: FFIType.i64_fast },
    cria_quantize: { args: ["i32", "ptr", "u64", "i32", "ptr"], returns: "i32" },
    cria_packed_bytes: { args: ["i32", "u64", "u64"], returns: FFIType.u64_fast },
  }).symbols;
}

export type KernelSymbols = ReturnType<typeof openKernelLibrary>;

let opened: KernelSymbols | undefined;

/** The library of this platform, opened on first use. Throws where there is none. */
export function kernelSymbols(): KernelSymbols {
  if (!opened) {
    const path = kernelLibraryPath();
    if (!existsSync(path)) throw new Error(`Cria has no kernels for ${process.platform}-${process.arch}`);
    opened = openKernelLibrary(path);
  }
  return opened;
}

import { cString } from "../ort/c-string.ts";
import { type KernelSymbols, kernelLibraryPath, kernelSymbols } from "./library.ts";

/** The instructions that kernels use, the slowest first: those of x86-64, those of ARM64. All give the same bits. */
export const kernelLevels = ["portable", "avx2", "avxvnni", "avx512", "avx512vnni", "amx", "neon", "i8mm"] as const;

export type KernelLevel = (typeof kernelLevels)[number];

/** The library of custom operators, and what it uses of this CPU. */
export interface KernelLibrary {
  readonly path: string;
  readonly level: KernelLevel;
}

let chosen = false;

/**
 * The kernels of this machine, at its best level or at the one that the environment variable `CRIA_KERNELS` names.
 * Throws when this CPU lacks that level, or the platform has no kernels.
 */
export function kernelLibrary(): KernelLibrary {
  const library = kernelSymbols();
  if (!chosen) {
    const wanted = process.env.CRIA_KERNELS;
    if (wanted) useKernelLevel(wanted);
    chosen = true;
  }
  return { path: kernelLibraryPath(), level: currentLevel(library) };
}

/** Levels that this CPU can run, the slowest first. */
export function usableLevels(library: KernelSymbols = kernelSymbols()): KernelLevel[] {
  const levels: KernelLevel[] = [];
  for (let i = 0; ; i++) {
    const name = library.cria_kernels_usable(i);
    if (!name) return levels;
    levels.push(String(name) as KernelLevel);
  }
}

/** Sessions that are made from now on use this level. Throws when there is none of that name here. */
export function useKernelLevel(name: string, library: KernelSymbols = kernelSymbols()): void {
  if (library.cria_kernels_use(cString(name)) !== 0) {
    throw new Error(`CRIA_KERNELS is "${name}"; on this machine it can be ${usableLevels(library).join(", ")}`);
  }
}

export function currentLevel(library: KernelSymbols = kernelSymbols()): KernelLevel {
  return String(library.cria_kernels_level()) as KernelLevel;
}

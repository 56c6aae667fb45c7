import { currentLevel, type KernelLevel, usableLevels, useKernelLevel } from "./level.ts";
import { kernelSymbols } from "./library.ts";

/**
 * Compares the kernels of the level in use with the portable ones, on a handful of blocks of each type: a processor, a
 * virtual machine or an emulator that computes wrongly must not spoil texts. Where they differ, the next lower level that
 * agrees is used from now on, and its name is given to `onFallback`. `types` are GGUF's numbers; `agreesOn` compares one.
 */
export function selfTest(
  types: Iterable<number>,
  onFallback: (from: KernelLevel, to: KernelLevel) => void,
  agreesOn = (type: number) => kernelSymbols().cria_kernels_agree(type) === 0,
): void {
  const all = [...types];
  const first = currentLevel();
  const agrees = () => all.every(agreesOn);
  if (agrees()) return;
  const lower = usableLevels().slice(0, usableLevels().indexOf(first)).reverse();
  for (const level of lower) {
    useKernelLevel(level);
    if (agrees()) break;
  }
  onFallback(first, currentLevel());
}

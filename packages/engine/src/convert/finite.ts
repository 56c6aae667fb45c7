import type { FloatType } from "./tensor-plan.ts";

/** The bits of an exponent, which all are set in what is not finite; in halves, those of both in a word. */
const exponents = { F32: [0x7f80_0000], F16: [0x7c00, 0x7c00_0000], BF16: [0x7f80, 0x7f80_0000] } as const;

/** Whether all numbers are finite; false also for bytes that are no whole words. */
export function areFinite(bytes: Uint8Array, type: FloatType): boolean {
  if (bytes.byteOffset % 4 !== 0 || bytes.length % 4 !== 0) return false;
  // Signed words are integers to the compiler, unsigned ones floats.
  const words = new Int32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4);
  const [low, high = low] = exponents[type];
  for (let i = 0; i < words.length; i++) {
    const word = words[i]!;
    if ((word & low) === low || (word & high) === high) return false;
  }
  return true;
}

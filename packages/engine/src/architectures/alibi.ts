/**
 * Slopes of heads (Press et al. 2022, arXiv 2108.12409): powers of 2^(−bias / n) for the n heads of the largest power of
 * two, and for further ones those in between.
 */
export function alibiSlopes(heads: number, bias: number): number[] {
  const even = 2 ** Math.floor(Math.log2(Math.max(1, heads)));
  return Array.from({ length: heads }, (_, head) =>
    head < even ? 2 ** ((-bias / even) * (head + 1)) : 2 ** ((-bias / 2 / even) * (2 * (head - even) + 1)),
  );
}

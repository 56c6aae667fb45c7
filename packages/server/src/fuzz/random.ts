/** Gives a whole number from 0 up to, not including, `below`. */
export type Random = (below: number) => number;

/** Numbers that a seed repeats, by a multiplicative congruential generator (Lehmer, modulus 2³¹ − 1). */
export function randomOf(seed: number): Random {
  let state = (Math.abs(seed) % 2147483646) + 1;
  return (below) => {
    state = (state * 48271) % 2147483647;
    return state % below;
  };
}

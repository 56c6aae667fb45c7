/** Marsaglia's 32-bit xorshift generator (13, 17, 5), filling arrays. A zero state would stay zero, so 0 counts as 1. */
export function xorshift32(seed: number): (words: Uint32Array) => void {
  let state = seed | 0 || 1;
  return (words) => {
    let x = state;
    for (let i = 0; i < words.length; i++) {
      x ^= x << 13;
      x ^= x >>> 17;
      x ^= x << 5;
      words[i] = x;
    }
    state = x;
  };
}

/** FNV-1a of a text. */
export function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) value = Math.imul(value ^ text.charCodeAt(i), 0x01000193);
  return value;
}

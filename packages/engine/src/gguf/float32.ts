/**
 * The number with the fewest decimal digits that rounds to the same float32: 0.00001 for the float32 nearest to it, which
 * widened is 0.000009999999747378752. This is how an f32 is printed.
 */
export function shortestFloat32(value: number): number {
  if (!Number.isFinite(value) || value === 0) return value;
  const rounded = Math.fround(value);
  // 9 significant digits always tell float32 values apart.
  for (let digits = 1; digits < 9; digits++) {
    const short = Number(rounded.toPrecision(digits));
    if (Math.fround(short) === rounded) return short;
  }
  return Number(rounded.toPrecision(9));
}

/** 10^k for each k whose power a double holds exactly. */
const powersOfTen = Array.from({ length: 23 }, (_, exponent) => Number(`1e${exponent}`));

/**
 * The number with the fewest decimal digits that rounds to the same float32: 0.00001 for the float32 nearest to it, which
 * widened is 0.000009999999747378752. This is how an f32 is printed.
 */
export function shortestFloat32(value: number): number {
  if (!Number.isFinite(value) || value === 0) return value;
  const rounded = Math.fround(value);
  const magnitude = Math.abs(rounded);
  if (magnitude < 1e-13 || magnitude >= 1e6) return shortestByText(rounded);
  // Vectors have thousands of these: whole numbers of digits are several times as fast as texts.
  let places = 0;
  while (magnitude * powersOfTen[places]! < 1) places++;
  // Six significant digits of a float32 are those of any shorter number that it stands for.
  if (places > 0) places += 5;
  for (; ; places++) {
    const power = powersOfTen[places]!;
    const short = Math.round(magnitude * power) / power;
    if (Math.fround(short) === magnitude) return rounded < 0 ? -short : short;
  }
}

function shortestByText(value: number): number {
  // 9 significant digits always tell float32 values apart.
  for (let digits = 1; digits < 9; digits++) {
    const short = Number(value.toPrecision(digits));
    if (Math.fround(short) === value) return short;
  }
  return Number(value.toPrecision(9));
}

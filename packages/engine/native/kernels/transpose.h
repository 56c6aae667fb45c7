#ifndef CRIA_TRANSPOSE_H
#define CRIA_TRANSPOSE_H

#include "kernels/float-block.h"

/* Four floats of each of the rows 0, 4, 8 and 12, which begin at these places. */
INLINE f32x16 load_fours(const float *rows, const size_t at[LANES]) {
  typedef float f32x8 __attribute__((vector_size(32)));
  const f32x4 a = load_f32x4(rows + at[0]), b = load_f32x4(rows + at[4]);
  const f32x4 c = load_f32x4(rows + at[8]), d = load_f32x4(rows + at[12]);
  const f32x8 low = __builtin_shufflevector(a, b, 0, 1, 2, 3, 4, 5, 6, 7);
  const f32x8 high = __builtin_shufflevector(c, d, 0, 1, 2, 3, 4, 5, 6, 7);
  return __builtin_shufflevector(low, high, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
}

/* Interleaves the even, or the odd, halves of each four lanes of a and b: within a four, nothing crosses registers. */
#define LOW_PAIRS(a, b) __builtin_shufflevector(a, b, 0, 16, 1, 17, 4, 20, 5, 21, 8, 24, 9, 25, 12, 28, 13, 29)
#define HIGH_PAIRS(a, b) __builtin_shufflevector(a, b, 2, 18, 3, 19, 6, 22, 7, 23, 10, 26, 11, 27, 14, 30, 15, 31)
#define LOW_HALVES(a, b) __builtin_shufflevector(a, b, 0, 1, 16, 17, 4, 5, 20, 21, 8, 9, 24, 25, 12, 13, 28, 29)
#define HIGH_HALVES(a, b) __builtin_shufflevector(a, b, 2, 3, 18, 19, 6, 7, 22, 23, 10, 11, 26, 27, 14, 15, 30, 31)

/* to[c][row] = column c of 16 rows, which begin at these places. */
INLINE void transpose_columns(const float *rows, const size_t at[LANES], size_t columns, float *to) {
  size_t c = 0;
  const char *ahead = (const char *)rows + FLOATS_AHEAD;
  for (; c + 4 <= columns; c += 4, rows += 4, to += 4 * LANES, ahead += 256) {
    UNROLL for (int line = 0; line < 256; line += 64) __builtin_prefetch(ahead + line);
    const f32x16 r0 = load_fours(rows, at), r1 = load_fours(rows, at + 1);
    const f32x16 r2 = load_fours(rows, at + 2), r3 = load_fours(rows, at + 3);
    const f32x16 low01 = LOW_PAIRS(r0, r1), low23 = LOW_PAIRS(r2, r3);
    const f32x16 high01 = HIGH_PAIRS(r0, r1), high23 = HIGH_PAIRS(r2, r3);
    store_f32x16(to, LOW_HALVES(low01, low23));
    store_f32x16(to + LANES, HIGH_HALVES(low01, low23));
    store_f32x16(to + 2 * LANES, LOW_HALVES(high01, high23));
    store_f32x16(to + 3 * LANES, HIGH_HALVES(high01, high23));
  }
  for (; c < columns; c++, rows++, to += LANES) {
    for (size_t r = 0; r < LANES; r++) to[r] = rows[at[r]];
  }
}

/* to[c][row] = rows[row][c] for 16 rows; where there are fewer, the last one repeats. */
static void transpose_rows(const float *rows, size_t count, size_t columns, float *to) {
  size_t at[LANES];
  if (count >= LANES) {
    UNROLL for (size_t r = 0; r < LANES; r++) at[r] = r * columns;
    transpose_columns(rows, at, columns, to);
  } else {
    for (size_t r = 0; r < LANES; r++) at[r] = (r < count ? r : count - 1) * columns;
    transpose_columns(rows, at, columns, to);
  }
}

#endif

/* Arithmetic on a tile of a recurrent state (state-layout.h). */
#ifndef CRIA_STATE_TILE_H
#define CRIA_STATE_TILE_H

#include "kernels/state-layout.h"
#include "kernels/vector.h"

enum { STATE_VECTORS = STATE_COLUMNS / LANES };

/* One row of a tile; columns behind the last are zeros. */
typedef struct {
  f32x16 part[STATE_VECTORS];
} Columns;

INLINE Columns load_columns(const float *from, const size_t width) {
  Columns c;
  UNROLL for (size_t v = 0; v < STATE_VECTORS; v++) {
    c.part[v] = v * LANES < width ? load_some(from + v * LANES, width - v * LANES) : splat(0);
  }
  return c;
}

INLINE void store_columns(float *to, const Columns c, const size_t width) {
  UNROLL for (size_t v = 0; v < STATE_VECTORS; v++) {
    if (v * LANES < width) store_some(to + v * LANES, c.part[v], width - v * LANES);
  }
}

INLINE Columns zero_columns(void) { return (Columns){{splat(0), splat(0)}}; }

INLINE Columns add_columns(Columns a, const Columns b) {
  UNROLL for (size_t v = 0; v < STATE_VECTORS; v++) a.part[v] += b.part[v];
  return a;
}

INLINE Columns scale_columns(Columns a, float by) {
  UNROLL for (size_t v = 0; v < STATE_VECTORS; v++) a.part[v] *= splat(by);
  return a;
}

/* row * by + sum */
INLINE Columns add_scaled(Columns sum, const Columns row, float by) {
  UNROLL for (size_t v = 0; v < STATE_VECTORS; v++) sum.part[v] = fma16(row.part[v], splat(by), sum.part[v]);
  return sum;
}

/* Lines of a row that is wanted next: it lies in another page, which the hardware's prefetcher does not look into. */
INLINE void fetch_floats(const float *from, size_t count) {
  for (size_t i = 0; i < count; i += LANES) __builtin_prefetch(from + i);
}

/* Sums over the rows of a tile are two chains of fma, those of the even and of the odd rows, added at the end. */

/* sum of c_i S_i */
INLINE Columns read_state(const float *s, const size_t width, size_t depth, const float *c) {
  Columns even = zero_columns(), odd = zero_columns();
  size_t i = 0;
  for (; i + 2 <= depth; i += 2, s += 2 * width) {
    even = add_scaled(even, load_columns(s, width), c[i]);
    odd = add_scaled(odd, load_columns(s + width, width), c[i + 1]);
  }
  if (i < depth) even = add_scaled(even, load_columns(s, width), c[i]);
  return add_columns(even, odd);
}

/* S_i = fma(u, b, S_i * a) */
INLINE Columns update_row(float *s, const size_t width, float a, float b, const Columns u) {
  const Columns row = add_scaled(scale_columns(load_columns(s, width), a), u, b);
  store_columns(s, row, width);
  return row;
}

/* S_i = fma(u, b_i, S_i * a_i), where without `each` a_0 is for all rows; returns the sum of c_i S_i. */
INLINE Columns update_state(float *s, const size_t width, size_t depth, const int each, const float *a, const float *b,
                            const Columns u, const float *c) {
  Columns even = zero_columns(), odd = zero_columns();
  const float all = a[0];
  size_t i = 0;
  for (; i + 2 <= depth; i += 2, s += 2 * width) {
    even = add_scaled(even, update_row(s, width, each ? a[i] : all, b[i], u), c[i]);
    odd = add_scaled(odd, update_row(s + width, width, each ? a[i + 1] : all, b[i + 1], u), c[i + 1]);
  }
  if (i < depth) even = add_scaled(even, update_row(s, width, each ? a[i] : all, b[i], u), c[i]);
  return add_columns(even, odd);
}

#endif

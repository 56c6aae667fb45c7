/* A tile of weights of blocks of 256 times a panel of rows. */
#ifndef CRIA_LINEAR_SUPER_H
#define CRIA_LINEAR_SUPER_H

#include "kernels/tile.h"

/* dots[r] += the products of a part of a block with their sub-scales; q is the first row's. */
INLINE void add_scaled_part(const int rows, const Spec s, const uint8_t *bytes, u32x16 factors, const int8_t *q,
                            const int32_t *start, i32x16 dots[]) {
  const int each = 8 / s.parts / (s.pieces == 2 ? 2 : 1);
  UNROLL for (int from = 0; from < 8 / s.parts; from += each) {
    Products p[8];
    UNROLL for (int r = 0; r < rows; r++) p[r] = start_products(s.wide, s.zero && from == 0 ? start[r] : 0);
    UNROLL for (int j = from; j < from + each; j++) {
      const u32x16 weights = load_u32x16(bytes + 64 * j);
      UNROLL for (int r = 0; r < rows; r++) p[r] = add_products(s.wide, p[r], weights, q + BLOCK * r + 4 * j);
    }
    UNROLL for (int r = 0; r < rows; r++) dots[r] = add_scaled_sums(dots[r], p[r], factors);
  }
}

/* sum[r] += the products of the tile. */
INLINE void add_super_tile(const int rows, const Spec s, const Meeting *m, f32x16 sum[]) {
  const Activations *a = m->a;
  const size_t height = a->height, parts = (size_t)s.parts, cells = (m->panel * a->blocks + m->from) * height;
  const int8_t *q = a->q + cells * BLOCK;
  const float *d = a->d + cells;
  const int32_t *start = a->start + cells * parts;
  const int16_t *sums = s.offsets ? a->part_sums + cells * parts : NULL;
  const uint8_t *bytes = m->tile->bytes;
  const int32_t *factors = m->tile->factors, *mins = m->tile->mins;
  const float *scales = m->tile->scales, *offsets = m->tile->offsets;
  for (size_t b = m->from; b < m->to; b += SUPER) {
    i32x16 dots[8], min_dots[8];
    UNROLL for (int r = 0; r < rows; r++) dots[r] = splat_int(0);
    for (size_t i = 0; i < SUPER; i++) {
      fetch_ahead(m, b + i);
      UNROLL for (size_t part = 0; part < parts; part++) {
        const size_t at = i * parts + part;
        add_scaled_part(rows, s, bytes + at * (512 / parts), load_u32x16(factors + at * GROUP),
                        q + i * height * BLOCK + part * (BLOCK / parts), start + at * height, dots);
      }
    }
    if (s.offsets) {
      UNROLL for (int r = 0; r < rows; r++) min_dots[r] = splat_int(0);
      for (size_t pair = 0; pair < SUPER / 2 * parts; pair++, mins += GROUP, sums += 2 * height) {
        const u32x16 two = load_u32x16(mins);
        UNROLL for (int r = 0; r < rows; r++) min_dots[r] = add_pairs(min_dots[r], two, load_pair(sums + 2 * r));
      }
    }
    const Scales all = {load_f32x16(scales), s.offsets ? load_f32x16(offsets) : splat(0)};
    UNROLL for (int r = 0; r < rows; r++) {
      sum[r] = add_super(s, sum[r], dots[r], s.offsets ? min_dots[r] : splat_int(0), all, d[r]);
    }
    bytes += SUPER * 512;
    factors += SUPER * parts * GROUP;
    scales += GROUP;
    offsets += GROUP;
    q += SUPER * height * BLOCK;
    d += SUPER * height;
    start += SUPER * parts * height;
  }
}

#endif

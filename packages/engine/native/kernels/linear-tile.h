/* Several rows of activations: a tile of weights is multiplied by panel after panel. */
#ifndef CRIA_LINEAR_TILE_H
#define CRIA_LINEAR_TILE_H

#include "kernels/linear-row.h"
#include "kernels/linear-super.h"

/* sum[r] += the products of the tile, for formats without super-blocks. */
INLINE void add_block_tile(const int rows, const Spec s, const Meeting *m, f32x16 sum[]) {
  const Activations *a = m->a;
  const size_t height = a->height, parts = (size_t)s.parts, cells = (m->panel * a->blocks + m->from) * height;
  const int8_t *q = a->q + cells * BLOCK;
  const float *d = a->d + cells, *sums = s.offsets ? a->sums + cells * parts : NULL;
  const int32_t *start = a->start + cells * parts;
  const uint8_t *bytes = m->tile->bytes;
  const float *scales = m->tile->scales, *offsets = m->tile->offsets;
  const int each = 8 / s.parts, middle = s.pieces == 2 ? each / 2 : each;
  for (size_t b = m->from; b < m->to; b++) {
    fetch_ahead(m, b);
    UNROLL for (int part = 0; part < s.parts; part++) {
      Products p[8];
      i32x16 before[8];
      UNROLL for (int r = 0; r < rows; r++) p[r] = start_products(s.wide, s.zero ? start[r] : 0);
      UNROLL for (int j = 0; j < each; j++) {
        if (j == middle) {
          UNROLL for (int r = 0; r < rows; r++) {
            before[r] = end_products(s.wide, p[r]);
            p[r] = start_products(s.wide, 0);
          }
        }
        const u32x16 weights = load_u32x16(bytes + 64 * j);
        UNROLL for (int r = 0; r < rows; r++) {
          p[r] = add_products(s.wide, p[r], weights, q + BLOCK * r + 4 * (part * each + j));
        }
      }
      const f32x16 scale = load_f32x16(scales);
      UNROLL for (int r = 0; r < rows; r++) {
        i32x16 dot = end_products(s.wide, p[r]);
        if (middle < each) dot += before[r];
        sum[r] = fma16(to_float(dot), scale * splat(d[r]), sum[r]);
        if (s.offsets) sum[r] = fma16(load_f32x16(offsets), splat(sums[r]), sum[r]);
      }
      bytes += 64 * each;
      scales += GROUP;
      offsets += GROUP;
      start += height;
      if (s.offsets) sums += height;
    }
    q += height * BLOCK;
    d += height;
  }
}

INLINE void multiply_tile(const int rows, const Spec s, const Meeting *m) {
  const Activations *a = m->a;
  const size_t height = a->height, columns = group_columns(m->w, m->group), first = m->panel * height;
  const size_t real = a->rows - first < height ? a->rows - first : height;
  float *out = m->y + first * m->w->n + m->group * GROUP;
  f32x16 sum[8];
  for (int r = 0; r < rows; r++) {
    sum[r] = m->from && (size_t)r < real ? load_some(out + (size_t)r * m->w->n, columns) : splat(0);
  }
  if (s.super) add_super_tile(rows, s, m, sum);
  else add_block_tile(rows, s, m, sum);
  const int biased = m->to == a->blocks && m->w->bias != NULL;
  const f32x16 bias = biased ? load_some(m->w->bias + m->group * GROUP, columns) : splat(0);
  for (int r = 0; r < rows; r++) {
    if ((size_t)r < real) store_some(out + (size_t)r * m->w->n, biased ? sum[r] + bias : sum[r], columns);
  }
}

/* One function per number of rows, so that products stay in registers. */
INLINE void multiply_rows(const Spec s, const Meeting *m) {
  switch (m->a->height) {
    case 1: multiply_tile(1, s, m); break;
    case 2: multiply_tile(2, s, m); break;
#if PANEL_ROWS > 2
    case 3: multiply_tile(3, s, m); break;
    case 4: multiply_tile(4, s, m); break;
#endif
#if PANEL_ROWS > 4
    case 5: multiply_tile(5, s, m); break;
    case 6: multiply_tile(6, s, m); break;
#endif
#if PANEL_ROWS > 6
    case 7: multiply_tile(7, s, m); break;
    case 8: multiply_tile(8, s, m); break;
#endif
  }
}

/*
 * Formats with equal arithmetic share a function, by what of their specs counts here:
 *   X(name, super, parts, wide, pieces, started, offsets)
 */
#define MULTIPLIERS(X)             \
  X(plain, 0, 1, 0, 1, 1, 0)       \
  X(plain_min, 0, 1, 0, 1, 0, 1)   \
  X(plain_16, 0, 2, 0, 1, 1, 0)    \
  X(super_16, 1, 2, 0, 1, 1, 0)    \
  X(super_16_min, 1, 2, 0, 1, 0, 1)
#if MADDUBS
#define LEVEL_MULTIPLIERS(X)       \
  X(plain_wide, 0, 1, 1, 0, 0, 0)  \
  X(plain_wide_16, 0, 2, 1, 0, 0, 0) \
  X(plain_min_2, 0, 1, 0, 2, 0, 1) \
  X(super_min, 1, 1, 0, 1, 0, 1)
#elif SCALES_SHORT
#define LEVEL_MULTIPLIERS(X) X(super_min_2, 1, 1, 0, 2, 0, 1)
#else
#define LEVEL_MULTIPLIERS(X) X(super_min, 1, 1, 0, 1, 0, 1)
#endif

#define MULTIPLIER(name, super_, parts_, wide_, pieces_, started, offsets_)                                    \
  static __attribute__((noinline)) void multiply_##name(const Meeting *m) {                                    \
    multiply_rows((Spec){.super = super_, .parts = parts_, .wide = wide_, .pieces = pieces_, .zero = started,  \
                         .offsets = offsets_},                                                                 \
                  m);                                                                                          \
  }
MULTIPLIERS(MULTIPLIER)
LEVEL_MULTIPLIERS(MULTIPLIER)
#undef MULTIPLIER

INLINE void multiply_by(const Spec s, const Meeting *m) {
#define IF_IT(name, super_, parts_, wide_, pieces_, started, offsets_)                              \
  if (s.super == (super_) && s.parts == (parts_) && (MADDUBS && s.wide) == (wide_) &&               \
      s.pieces == (pieces_) && (s.zero == 0 || (started)) && s.offsets == (offsets_)) {            \
    multiply_##name(m);                                                                             \
    return;                                                                                         \
  }
  MULTIPLIERS(IF_IT)
  LEVEL_MULTIPLIERS(IF_IT)
#undef IF_IT
  __builtin_trap();
}

INLINE void linear_tiles(const Spec s, const Matrix *w, const Activations *a, size_t group, size_t end, float *y) {
  Tile tile;
  for (; group < end; group++) {
    for (size_t from = 0; from < a->blocks; from += TILE_BLOCKS) {
      const size_t to = from + TILE_BLOCKS < a->blocks ? from + TILE_BLOCKS : a->blocks;
      unpack_tile(s, w, group, from, to, &tile);
      for (size_t panel = 0; panel < a->panels; panel++) {
        const Meeting m = meeting_of(s, w, a, &tile, panel, group, from, to, y);
        multiply_by(s, &m);
      }
    }
  }
}

#endif

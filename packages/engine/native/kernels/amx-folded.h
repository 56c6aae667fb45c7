/* Weights with integer sub-scales (linear.h) for AMX. */
#ifndef CRIA_AMX_FOLDED_H
#define CRIA_AMX_FOLDED_H

#include "kernels/amx-tiles.h"
#include "kernels/tile.h"

/*
 * Sub-scales are folded into the weights: value * sub-scale = 128 high + low, with high and low in int8, so that tiles do
 * all work of 256 columns.
 */
typedef struct {
  Tile tile; /* of high */
  uint8_t low[TILE_BLOCKS * 512] __attribute__((aligned(64)));
} FoldedTile;

typedef int16_t i16x32 __attribute__((vector_size(64)));

/* Weights w of a part become high and low; even and odd bytes apart. */
INLINE void fold(i16x32 w, i16x32 scale, uint8_t *high, uint8_t *low) {
  const i16x32 even = ((w << 8) >> 8) * scale + 64, odd = (w >> 8) * scale + 64;
  store_u32x16(high, (u32x16)(((even >> 7) & 255) | ((odd >> 7) << 8)));
  store_u32x16(low, less((u32x16)((even & 127) | ((odd & 127) << 8)), 64));
}

INLINE void fold_tile(const Spec s, const Matrix *w, size_t group, size_t from, size_t to, FoldedTile *folded) {
  const size_t bytes = 64 * (size_t)s.bits;
  const uint8_t *heads = w->data + group * w->group_bytes;
  const uint8_t *plane = heads + heads_bytes(w->format, w->k) + from * bytes;
  uint8_t *high = folded->tile.bytes, *low = folded->low;
  for (size_t b = from; b < to; b++, plane += bytes) {
    const uint8_t *head = heads + b / SUPER * super_head_bytes(s);
    UNROLL for (int part = 0; part < s.parts; part++) {
      const i32x16 scale = widened(sub_scale(s, head, b % SUPER * (size_t)s.parts + (size_t)part));
      const i16x32 pairs = (i16x32)pairs_of(scale, scale);
      UNROLL for (int j = part * 8 / s.parts; j < (part + 1) * 8 / s.parts; j++, high += 64, low += 64) {
        fold((i16x32)bytes_of(s, plane, j), pairs, high, low);
      }
    }
  }
  unpack_scales(s, heads, from, to, &folded->tile);
}

/* sum += the 256 columns of the dots. */
INLINE void add_super_dots(const Spec s, const Dots high, const Dots low, const int32_t *mins, const int16_t *sums,
                           size_t height, const Scales all, const float *d, f32x16 sum[]) {
  UNROLL for (int r = 0; r < AMX_ROWS; r++) {
    i32x16 min_dots = splat_int(0);
    UNROLL for (int pair = 0; s.offsets && pair < SUPER / 2 * s.parts; pair++) {
      min_dots = add_pairs(min_dots, load_u32x16(mins + pair * GROUP), load_pair(sums + 2 * (pair * height + r)));
    }
    sum[r] = add_super(s, sum[r], (load_i32x16(high[r]) << 7) + load_i32x16(low[r]), min_dots, all, d[r]);
  }
}

/* sum += the blocks of a folded tile, for one panel. Two times 256 columns at a time: a sum in a tile waits long. */
INLINE void add_folded_panel(const Spec s, const Meeting *m, const int8_t *q, const float *d, const int16_t *sums,
                             f32x16 sum[]) {
  Dots high[2], low[2];
  const FoldedTile *folded = (const FoldedTile *)m->tile;
  const Tile *tile = &folded->tile;
  const size_t height = m->a->height, step = height * BLOCK, pairs = SUPER / 2 * (size_t)s.parts;
  const size_t blocks = m->to - m->from;
#define ADD_BLOCK(c_high, c_low, a, b)              \
  TILE_LOAD(a, q + (b) * step, BLOCK);              \
  TILE_LOAD(2, tile->bytes + (b) * 512, 64);        \
  TILE_DOT(c_high, a, 2);                           \
  TILE_LOAD(5, folded->low + (b) * 512, 64);        \
  TILE_DOT(c_low, a, 5)
  for (size_t i = 0; i < blocks; i += 2 * SUPER) {
    const int both = i + SUPER < blocks;
    TILE_ZERO(0);
    TILE_ZERO(3);
    TILE_ZERO(6);
    TILE_ZERO(7);
    for (size_t b = i; b < i + SUPER; b++) {
      fetch_ahead(m, m->from + b);
      ADD_BLOCK(0, 3, 1, b);
      if (!both) continue;
      fetch_ahead(m, m->from + b + SUPER);
      ADD_BLOCK(6, 7, 4, b + SUPER);
    }
    TILE_STORE(0, high[0], 64);
    TILE_STORE(3, low[0], 64);
    TILE_STORE(6, high[1], 64);
    TILE_STORE(7, low[1], 64);
    for (int half = 0; half < 1 + both; half++) {
      const size_t super = i / SUPER + (size_t)half;
      const Scales all = {load_f32x16(tile->scales + super * GROUP), load_f32x16(tile->offsets + super * GROUP)};
      add_super_dots(s, high[half], low[half], tile->mins + super * pairs * GROUP,
                     s.offsets ? sums + super * pairs * height * 2 : NULL, height, all, d + super * SUPER * height, sum);
    }
  }
#undef ADD_BLOCK
}

#endif

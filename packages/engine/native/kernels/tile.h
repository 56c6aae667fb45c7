/*
 * Weights of a group as bytes for the products, in the L1 cache: unpacked once for all rows, so that the format counts
 * only when weights are read.
 */
#ifndef CRIA_TILE_H
#define CRIA_TILE_H

#include "kernels/linear.h"
#include "kernels/super-block.h"

/* Blocks of 32 columns of a tile. Sums of earlier tiles wait in y: a stored float is the same float. */
enum { TILE_BLOCKS = 32 };

typedef struct {
  /* [blocks][8][16][4] bytes */
  uint8_t bytes[TILE_BLOCKS * 512] __attribute__((aligned(64)));
  /* [blocks][parts][16], or where 256 columns share them [blocks / 8][16] */
  float scales[TILE_BLOCKS * 2 * GROUP] __attribute__((aligned(64)));
  float offsets[TILE_BLOCKS * 2 * GROUP] __attribute__((aligned(64)));
  /* Sub-scales as factors [blocks][parts][16], and pairs of sub-mins [blocks * parts / 2][16] */
  int32_t factors[TILE_BLOCKS * 2 * GROUP] __attribute__((aligned(64)));
  int32_t mins[TILE_BLOCKS * GROUP] __attribute__((aligned(64)));
} Tile;

INLINE void unpack_super_scales(const Spec s, const uint8_t *head, size_t super, Tile *tile) {
  const size_t parts = SUPER * (size_t)s.parts;
  const Scales all = super_scales(s, head);
  store_f32x16(tile->scales + super * GROUP, all.scale);
  for (size_t part = 0; part < parts; part++) {
    store_u32x16(tile->factors + (super * parts + part) * GROUP, factors_of(sub_scale(s, head, part)));
  }
  if (!s.offsets) return;
  store_f32x16(tile->offsets + super * GROUP, all.offset);
  for (size_t pair = 0; pair < parts / 2; pair++) {
    store_u32x16(tile->mins + (super * parts / 2 + pair) * GROUP, sub_mins(s, head, pair));
  }
}

/* Scales of the blocks `[from, to)` of a group. */
INLINE void unpack_scales(const Spec s, const uint8_t *heads, size_t from, size_t to, Tile *tile) {
  if (s.super) {
    for (size_t b = from; b < to; b += SUPER) {
      unpack_super_scales(s, heads + b / SUPER * super_head_bytes(s), (b - from) / SUPER, tile);
    }
    return;
  }
  float *scales = tile->scales, *offsets = tile->offsets;
  for (size_t b = from; b < to; b++) {
    UNROLL for (int part = 0; part < s.parts; part++, scales += GROUP, offsets += GROUP) {
      const Scales both = scales_of(s, heads, b, part);
      store_f32x16(scales, both.scale);
      if (s.offsets) store_f32x16(offsets, both.offset);
    }
  }
}

/* Blocks `[from, to)` of a group. */
INLINE void unpack_tile(const Spec s, const Matrix *w, size_t group, size_t from, size_t to, Tile *tile) {
  const size_t bytes = 64 * (size_t)s.bits;
  const uint8_t *heads = w->data + group * w->group_bytes;
  const uint8_t *plane = heads + heads_bytes(w->format, w->k) + from * bytes;
  uint8_t *out = tile->bytes;
  for (size_t b = from; b < to; b++, plane += bytes, out += 512) {
    UNROLL for (int j = 0; j < 8; j++) store_u32x16(out + 64 * j, bytes_of(s, plane, j));
  }
  unpack_scales(s, heads, from, to, tile);
}

/* Where a panel and a tile meet. */
typedef struct {
  const Matrix *w;
  const Activations *a;
  const Tile *tile;
  size_t panel, group, from, to;
  float *y;
  /* The planes that come after the tile's, of which each block of it fetches that many bytes. */
  const uint8_t *ahead;
  size_t ahead_bytes;
} Meeting;

/* The last panel fetches the weights that follow: all at once, while they are unpacked, would be too many. */
INLINE Meeting meeting_of(const Spec s, const Matrix *w, const Activations *a, const Tile *tile, size_t panel,
                          size_t group, size_t from, size_t to, float *y) {
  const size_t bytes = 64 * (size_t)s.bits;
  return (Meeting){.w = w,
                   .a = a,
                   .tile = tile,
                   .panel = panel,
                   .group = group,
                   .from = from,
                   .to = to,
                   .y = y,
                   .ahead = w->data + group * w->group_bytes + heads_bytes(w->format, w->k) + to * bytes,
                   .ahead_bytes = panel + 1 == a->panels ? bytes : 0};
}

INLINE void fetch_ahead(const Meeting *m, size_t block) {
  const uint8_t *from = m->ahead + (block - m->from) * m->ahead_bytes;
  for (size_t line = 0; line < m->ahead_bytes; line += 64) __builtin_prefetch(from + line);
}

#endif

/*
 * Several rows of activations: a tile of weights is unpacked into bytes once, in the L1 cache, and multiplied by panel
 * after panel, so that the format counts only when weights are read.
 */
#ifndef CRIA_LINEAR_TILE_H
#define CRIA_LINEAR_TILE_H

#include "kernels/linear-row.h"

/* Blocks of 32 columns of a tile. Sums of earlier tiles wait in y: a stored float is the same float. */
enum { TILE_BLOCKS = 32 };

typedef struct {
  /* [blocks][8][16][4] bytes */
  uint8_t bytes[TILE_BLOCKS * 512] __attribute__((aligned(64)));
  /* [blocks][parts][16] */
  float scales[TILE_BLOCKS * 2 * GROUP] __attribute__((aligned(64)));
  float offsets[TILE_BLOCKS * 2 * GROUP] __attribute__((aligned(64)));
} Tile;

/* Blocks `[from, to)` of a group. */
INLINE void unpack_tile(const Spec s, const Matrix *w, size_t group, size_t from, size_t to, Tile *tile) {
  const size_t bytes = 64 * (size_t)s.bits;
  const uint8_t *heads = w->data + group * w->group_bytes;
  const uint8_t *plane = heads + heads_bytes(w->format, w->k) + from * bytes;
  uint8_t *out = tile->bytes;
  float *scales = tile->scales, *offsets = tile->offsets;
  for (size_t b = from; b < to; b++, plane += bytes, out += 512) {
    UNROLL for (int j = 0; j < 8; j++) store_u32x16(out + 64 * j, bytes_of(s, plane, j));
    UNROLL for (int part = 0; part < s.parts; part++, scales += GROUP, offsets += GROUP) {
      const Scales both = scales_of(s, heads, b, part);
      store_f32x16(scales, both.scale);
      if (s.offsets) store_f32x16(offsets, both.offset);
    }
  }
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

INLINE void multiply_tile(const int rows, const Spec s, const Meeting *m) {
  const Activations *a = m->a;
  const size_t height = a->height, parts = (size_t)s.parts, columns = group_columns(m->w, m->group);
  const size_t first = m->panel * height, cells = (m->panel * a->blocks + m->from) * height;
  const size_t real = a->rows - first < height ? a->rows - first : height;
  float *out = m->y + first * m->w->n + m->group * GROUP;
  f32x16 sum[8];
  for (int r = 0; r < rows; r++) {
    sum[r] = m->from && (size_t)r < real ? load_some(out + (size_t)r * m->w->n, columns) : splat(0);
  }
  const int8_t *q = a->q + cells * BLOCK;
  const float *d = a->d + cells, *sums = s.offsets ? a->sums + cells * parts : NULL;
  const int32_t *start = a->start + cells * parts, *restore = s.restored ? a->restore + cells * parts : NULL;
  const uint8_t *bytes = m->tile->bytes;
  const float *scales = m->tile->scales, *offsets = m->tile->offsets;
  const int each = 8 / s.parts;
  for (size_t b = m->from; b < m->to; b++) {
    fetch_ahead(m, b);
    UNROLL for (int part = 0; part < s.parts; part++) {
      Products p[8];
      UNROLL for (int r = 0; r < rows; r++) p[r] = start_products(s.wide, start[r]);
      UNROLL for (int j = 0; j < each; j++) {
        const u32x16 weights = load_u32x16(bytes + 64 * j);
        UNROLL for (int r = 0; r < rows; r++) {
          p[r] = add_products(s.wide, p[r], weights, q + BLOCK * r + 4 * (part * each + j));
        }
      }
      const f32x16 scale = load_f32x16(scales);
      UNROLL for (int r = 0; r < rows; r++) {
        i32x16 dot = end_products(s.wide, p[r]);
        if (s.restored) dot += splat_int(restore[r]);
        sum[r] = fma16(to_float(dot), scale * splat(d[r]), sum[r]);
        if (s.offsets) sum[r] = fma16(load_f32x16(offsets), splat(sums[r]), sum[r]);
      }
      bytes += 64 * each;
      scales += GROUP;
      offsets += GROUP;
      start += height;
      if (s.restored) restore += height;
      if (s.offsets) sums += height;
    }
    q += height * BLOCK;
    d += height;
  }
  const f32x16 bias = m->to == a->blocks && m->w->bias ? load_some(m->w->bias + m->group * GROUP, columns) : splat(0);
  const int biased = m->to == a->blocks && m->w->bias != NULL;
  for (int r = 0; r < rows; r++) {
    if ((size_t)r < real) store_some(out + (size_t)r * m->w->n, biased ? sum[r] + bias : sum[r], columns);
  }
}

/* One function per number of rows, so that products stay in registers. Formats with equal arithmetic share them. */
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

#define MULTIPLIER(name, parts_, wide_, restored_, offsets_)                                                \
  static __attribute__((noinline)) void name(const Meeting *m) {                                            \
    multiply_rows((Spec){.parts = parts_, .wide = wide_, .restored = restored_, .offsets = offsets_}, m);   \
  }
MULTIPLIER(multiply_32, 1, 0, 0, 0)
MULTIPLIER(multiply_32_offsets, 1, 0, 0, 1)
MULTIPLIER(multiply_16, 2, 0, 0, 0)
MULTIPLIER(multiply_16_offsets, 2, 0, 0, 1)
#if MADDUBS
MULTIPLIER(multiply_32_restored, 1, 0, 1, 1)
MULTIPLIER(multiply_32_wide, 1, 1, 0, 0)
MULTIPLIER(multiply_16_wide, 2, 1, 0, 0)
#endif

INLINE void multiply_by(const Spec s, const Meeting *m) {
#if MADDUBS
  if (s.wide) return s.parts == 1 ? multiply_32_wide(m) : multiply_16_wide(m);
  if (s.restored) return multiply_32_restored(m);
#endif
  if (s.parts == 1) return s.offsets ? multiply_32_offsets(m) : multiply_32(m);
  s.offsets ? multiply_16_offsets(m) : multiply_16(m);
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

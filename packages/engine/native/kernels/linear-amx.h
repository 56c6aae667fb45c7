/* Nine or more rows of activations, by AMX tiles: the int8 products of 16 rows and 16 columns in one instruction. */
#ifndef CRIA_LINEAR_AMX_H
#define CRIA_LINEAR_AMX_H

#include <immintrin.h>

#include "kernels/linear-tile.h"

enum {
  /* With fewer rows, unpacking and tile set-up cost more than tiles save. */
  LEAST_AMX_ROWS = 9,
  AMX_ROWS = 16,
  /* Groups done together: they share the loads of a panel, and the lines and pages of y that they write to. */
  STRIP = 8,
};

/* Own instructions, for the compiler's lack a memory clobber. */
#define TILE_LOAD(tile, address, stride) \
  __asm__ volatile("tileloadd (%0,%1,1), %%tmm" #tile ::"r"(address), "r"((size_t)(stride)) : "memory")
#define TILE_STORE(tile, address, stride) \
  __asm__ volatile("tilestored %%tmm" #tile ", (%0,%1,1)" ::"r"(address), "r"((size_t)(stride)) : "memory")
#define TILE_ZERO(tile) __asm__ volatile("tilezero %tmm" #tile)
#define TILE_DOT(sum, a, b) __asm__ volatile("tdpbssd %tmm" #b ", %tmm" #a ", %tmm" #sum)

/* Tiles 0 and 3: dot products `[height][16]` int32. 1 and 4: activations `[height][part]`. 2 and 5: weights. */
static void configure_tiles(size_t height, size_t part) {
  struct {
    uint8_t palette, start_row, reserved[14];
    uint16_t row_bytes[16];
    uint8_t rows[16];
  } config = {.palette = 1};
  for (int set = 0; set < 6; set += 3) {
    config.rows[set] = config.rows[set + 1] = (uint8_t)height;
    config.rows[set + 2] = (uint8_t)(part / 4);
    config.row_bytes[set] = config.row_bytes[set + 2] = 64;
    config.row_bytes[set + 1] = (uint16_t)part;
  }
  __asm__ volatile("ldtilecfg %0" ::"m"(config));
}

static void release_tiles(void) { __asm__ volatile("tilerelease"); }

/* The values themselves, signed. */
INLINE u32x16 signed_bytes_of(const Spec s, const uint8_t *plane, int j) {
  const u32x16 codes = codes_of(s.bits, plane, j);
  if (s.codebook == CODEBOOK_BYTE) return codes;
  if (s.codebook != CODEBOOK_NONE) return values_of_codes(s.codebook, 0, codes);
  return (u32x16)_mm512_sub_epi8((__m512i)codes, _mm512_set1_epi8((char)s.zero));
}

INLINE void unpack_signed_tile(const Spec s, const Matrix *w, size_t group, size_t from, size_t to, Tile *tile) {
  const size_t bytes = 64 * (size_t)s.bits;
  const uint8_t *heads = w->data + group * w->group_bytes;
  const uint8_t *plane = heads + heads_bytes(w->format, w->k) + from * bytes;
  uint8_t *out = tile->bytes;
  float *scales = tile->scales, *offsets = tile->offsets;
  for (size_t b = from; b < to; b++, plane += bytes, out += 512) {
    UNROLL for (int j = 0; j < 8; j++) store_u32x16(out + 64 * j, signed_bytes_of(s, plane, j));
    UNROLL for (int part = 0; part < s.parts; part++, scales += GROUP, offsets += GROUP) {
      const Scales both = scales_of(s, heads, b, part);
      store_f32x16(scales, both.scale);
      if (s.offsets) store_f32x16(offsets, both.offset);
    }
  }
}

typedef int32_t Dots[AMX_ROWS][GROUP] __attribute__((aligned(64)));

/* Rows behind the panel's last read what follows, and their sums are not used. */
INLINE void add_dots(const Dots dots, f32x16 scale, f32x16 offset, int offsets, const float *d, const float *sums,
                     f32x16 sum[]) {
  UNROLL for (int r = 0; r < AMX_ROWS; r++) {
    sum[r] = fma16(to_float(load_i32x16(dots[r])), scale * splat(d[r]), sum[r]);
    if (offsets) sum[r] = fma16(offset, splat(sums[r]), sum[r]);
  }
}

#define DOT_PART(c, a, b, q, w, dots) \
  do {                                \
    TILE_ZERO(c);                     \
    TILE_LOAD(a, q, BLOCK);           \
    TILE_LOAD(b, w, 64);              \
    TILE_DOT(c, a, b);                \
    TILE_STORE(c, dots, 64);          \
  } while (0)

/* sum += the blocks of a tile, for one panel. The tiles work one part ahead of the scaling. */
INLINE void add_panel(const Spec s, const Tile *tile, size_t blocks, size_t height, const int8_t *q, const float *d,
                      const float *sums, const char *ahead, size_t ahead_bytes, f32x16 sum[]) {
  Dots even, odd;
  const size_t parts = (size_t)s.parts, part_bytes = BLOCK / parts, all = blocks * parts, step = height * BLOCK;
#define Q_OF(i) (q + (i) / parts * step + (i) % parts * part_bytes)
#define W_OF(i) (tile->bytes + (i) * (512 / parts))
#define ADD(i, dots)                                                                                          \
  add_dots(dots, load_f32x16(tile->scales + (i) * GROUP), load_f32x16(tile->offsets + (i) * GROUP), s.offsets, \
           d + (i) / parts * height, sums + (i) * height, sum)
  DOT_PART(0, 1, 2, Q_OF(0), W_OF(0), even);
  for (size_t i = 0; i < all; i += 2) {
    for (size_t line = 0; line < 2 * ahead_bytes; line += 64) {
      __builtin_prefetch(ahead + i / parts * ahead_bytes + line);
    }
    if (i + 1 < all) DOT_PART(3, 4, 5, Q_OF(i + 1), W_OF(i + 1), odd);
    ADD(i, even);
    if (i + 1 == all) break;
    if (i + 2 < all) DOT_PART(0, 1, 2, Q_OF(i + 2), W_OF(i + 2), even);
    ADD(i + 1, odd);
  }
#undef Q_OF
#undef W_OF
#undef ADD
}

/* One panel and group, some blocks of K. */
INLINE void multiply_panel(const Spec s, const Meeting *m, const char *ahead, size_t ahead_bytes) {
  const Matrix *w = m->w;
  const Activations *a = m->a;
  const size_t height = a->height, before = m->panel * height, columns = group_columns(w, m->group);
  const size_t real = a->rows - before < height ? a->rows - before : height;
  const size_t cells = (m->panel * a->blocks + m->from) * height;
  float *out = m->y + before * w->n + m->group * GROUP;
  /* Lines of y are far from each other: ask for them while the tiles work. */
  for (size_t r = 0; r < real; r++) __builtin_prefetch(out + r * w->n, 1);
  f32x16 sum[AMX_ROWS];
  for (int r = 0; r < AMX_ROWS; r++) {
    sum[r] = m->from > 0 && (size_t)r < real ? load_some(out + (size_t)r * w->n, columns) : splat(0);
  }
  const float *sums = s.offsets ? a->sums + cells * (size_t)s.parts : NULL;
  add_panel(s, m->tile, m->to - m->from, height, a->q + cells * BLOCK, a->d + cells, sums, ahead, ahead_bytes, sum);
  if (m->to == a->blocks && w->bias) {
    const f32x16 bias = load_some(w->bias + m->group * GROUP, columns);
    for (int r = 0; r < AMX_ROWS; r++) sum[r] += bias;
  }
  for (int r = 0; r < AMX_ROWS; r++) {
    if ((size_t)r < real) store_some(out + (size_t)r * w->n, sum[r], columns);
  }
}

#define PANEL_MULTIPLIER(name, parts_, offsets_)                                                                  \
  static __attribute__((noinline)) void name(const Meeting *m, const char *ahead, size_t ahead_bytes) {           \
    multiply_panel((Spec){.parts = parts_, .offsets = offsets_}, m, ahead, ahead_bytes);                          \
  }
PANEL_MULTIPLIER(panel_32, 1, 0)
PANEL_MULTIPLIER(panel_32_offsets, 1, 1)
PANEL_MULTIPLIER(panel_16, 2, 0)
PANEL_MULTIPLIER(panel_16_offsets, 2, 1)

INLINE void multiply_panel_by(const Spec s, const Meeting *m, const char *ahead, size_t ahead_bytes) {
  if (s.parts == 1) s.offsets ? panel_32_offsets(m, ahead, ahead_bytes) : panel_32(m, ahead, ahead_bytes);
  else s.offsets ? panel_16_offsets(m, ahead, ahead_bytes) : panel_16(m, ahead, ahead_bytes);
}

INLINE void linear_amx(const Spec s, const Matrix *w, const Activations *a, size_t group, size_t end, float *y) {
  static _Thread_local Tile tiles[STRIP];
  configure_tiles(a->height, BLOCK / (size_t)s.parts);
  const size_t bytes = 64 * (size_t)s.bits;
  /* One panel: in the order of memory. */
  const size_t strip = a->panels == 1 ? 1 : STRIP;
  for (size_t g = group; g < end; g += strip) {
    const size_t last = g + strip < end ? g + strip : end;
    for (size_t from = 0; from < a->blocks; from += TILE_BLOCKS) {
      const size_t to = from + TILE_BLOCKS < a->blocks ? from + TILE_BLOCKS : a->blocks;
      for (size_t i = g; i < last; i++) unpack_signed_tile(s, w, i, from, to, &tiles[i - g]);
      for (size_t p = 0; p < a->panels; p++) {
        for (size_t i = g; i < last; i++) {
          /* The last panel fetches the weights that follow. */
          const uint8_t *next = w->data + i * w->group_bytes + heads_bytes(w->format, w->k) + to * bytes;
          const size_t ahead = p + 1 == a->panels ? bytes : 0;
          multiply_panel_by(s, &(Meeting){w, a, &tiles[i - g], p, i, from, to, y}, (const char *)next, ahead);
        }
      }
    }
  }
  release_tiles();
}

#endif

/* Nine or more rows of activations, by AMX tiles: the int8 products of 16 rows and 16 columns in one instruction. */
#ifndef CRIA_LINEAR_AMX_H
#define CRIA_LINEAR_AMX_H

#include "kernels/amx-folded.h"
#include "kernels/linear-tile.h"

/* Groups done together: they share the loads of a panel, and the lines and pages of y that they write to. */
enum { STRIP = 8 };

/*
 * With fewer rows, unpacking, folding and tile set-up cost more than tiles save; parts of 16 columns that aren't folded
 * fill only half of a tile, whose products dpbusd does as fast.
 */
enum { UNPACKED_ROWS = 9, FOLDED_ROWS = 25 };
#define USES_AMX(s, rows) ((s).super ? (rows) >= FOLDED_ROWS : (s).parts == 1 && (rows) >= UNPACKED_ROWS)

/* Rows behind the panel's last read what follows, and their sums are not used. */
INLINE void add_dots(const Dots dots, f32x16 scale, f32x16 offset, int offsets, const float *d, const float *sums,
                     f32x16 sum[]) {
  UNROLL for (int r = 0; r < AMX_ROWS; r++) {
    sum[r] = fma16(to_float(load_i32x16(dots[r])), scale * splat(d[r]), sum[r]);
    if (offsets) sum[r] = fma16(offset, splat(sums[r]), sum[r]);
  }
}

#define DOT_BLOCK(c, a, b, q, w, dots) \
  do {                                 \
    TILE_ZERO(c);                      \
    TILE_LOAD(a, q, BLOCK);            \
    TILE_LOAD(b, w, 64);               \
    TILE_DOT(c, a, b);                 \
    TILE_STORE(c, dots, 64);           \
  } while (0)
#define DOT_BLOCK_0(q, w, dots) DOT_BLOCK(0, 1, 2, q, w, dots)
#define DOT_BLOCK_1(q, w, dots) DOT_BLOCK(3, 4, 5, q, w, dots)

/* sum += the blocks of a tile, for one panel. The tiles work one block ahead of the scaling. */
INLINE void add_panel(const Spec s, const Meeting *m, const int8_t *q, const float *d, const float *sums,
                      f32x16 sum[]) {
  Dots even, odd;
  const Tile *tile = m->tile;
  const size_t height = m->a->height, step = height * BLOCK, blocks = m->to - m->from;
#define DOT(set, i, dots) DOT_BLOCK_##set(q + (i) * step, tile->bytes + (i) * 512, dots)
#define ADD(i, dots)                                                                                          \
  add_dots(dots, load_f32x16(tile->scales + (i) * GROUP), load_f32x16(tile->offsets + (i) * GROUP), s.offsets, \
           d + (i) * height, s.offsets ? sums + (i) * height : NULL, sum)
  DOT(0, 0, even);
  for (size_t i = 0; i < blocks; i += 2) {
    fetch_ahead(m, m->from + i);
    fetch_ahead(m, m->from + i + 1);
    if (i + 1 < blocks) DOT(1, i + 1, odd);
    ADD(i, even);
    if (i + 1 == blocks) break;
    if (i + 2 < blocks) DOT(0, i + 2, even);
    ADD(i + 1, odd);
  }
#undef DOT
#undef ADD
}

/* One panel and group, some blocks of K. */
INLINE void multiply_panel(const Spec s, const Meeting *m) {
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
  const int8_t *q = a->q + cells * BLOCK;
  if (s.super) add_folded_panel(s, m, q, a->d + cells, s.offsets ? a->part_sums + cells * (size_t)s.parts : NULL, sum);
  else add_panel(s, m, q, a->d + cells, s.offsets ? a->sums + cells : NULL, sum);
  if (m->to == a->blocks && w->bias) {
    const f32x16 bias = load_some(w->bias + m->group * GROUP, columns);
    for (int r = 0; r < AMX_ROWS; r++) sum[r] += bias;
  }
  for (int r = 0; r < AMX_ROWS; r++) {
    if ((size_t)r < real) store_some(out + (size_t)r * w->n, sum[r], columns);
  }
}

/* Formats with equal arithmetic share these. */
static __attribute__((noinline)) void panel(const Meeting *m) { multiply_panel((Spec){.parts = 1}, m); }

static __attribute__((noinline)) void panel_with_offsets(const Meeting *m) {
  multiply_panel((Spec){.parts = 1, .offsets = 1}, m);
}

static __attribute__((noinline)) void panel_of_supers(const Meeting *m) {
  multiply_panel((Spec){.super = 1, .parts = 1, .offsets = 1}, m);
}

static __attribute__((noinline)) void panel_of_supers_16(const Meeting *m) {
  multiply_panel((Spec){.super = 1, .parts = 2}, m);
}

static __attribute__((noinline)) void panel_of_supers_16_with_offsets(const Meeting *m) {
  multiply_panel((Spec){.super = 1, .parts = 2, .offsets = 1}, m);
}

INLINE void panel_by(const Spec s, const Meeting *m) {
  if (!s.super) s.offsets ? panel_with_offsets(m) : panel(m);
  else if (s.parts == 1) panel_of_supers(m);
  else s.offsets ? panel_of_supers_16_with_offsets(m) : panel_of_supers_16(m);
}

INLINE void linear_amx(const Spec s, const Matrix *w, const Activations *a, size_t group, size_t end, float *y) {
  static _Thread_local FoldedTile tiles[STRIP];
  configure_tiles(a->height);
  /* One panel: in the order of memory. */
  const size_t strip = a->panels == 1 ? 1 : STRIP;
  for (size_t g = group; g < end; g += strip) {
    const size_t last = g + strip < end ? g + strip : end;
    for (size_t from = 0; from < a->blocks; from += TILE_BLOCKS) {
      const size_t to = from + TILE_BLOCKS < a->blocks ? from + TILE_BLOCKS : a->blocks;
      for (size_t i = g; i < last; i++) {
        if (s.super) fold_tile(signed_bytes(s), w, i, from, to, &tiles[i - g]);
        else unpack_tile(signed_bytes(s), w, i, from, to, &tiles[i - g].tile);
      }
      for (size_t p = 0; p < a->panels; p++) {
        for (size_t i = g; i < last; i++) {
          const Meeting m = meeting_of(s, w, a, &tiles[i - g].tile, p, i, from, to, y);
          panel_by(s, &m);
        }
      }
    }
  }
  release_tiles();
}

#endif

/* Sums of values, weighted by the exponentials of the scores. */
#ifndef CRIA_ATTENTION_VALUES_H
#define CRIA_ATTENTION_VALUES_H

#include "kernels/attention-scores.h"

/* Values that all rows take at a time, from the L1 cache. */
enum { VALUE_KEYS = 128 };

/* [vectors][VALUE_KEYS][16], the last vector padded with zeros. */
static void pack_values(const float *values, size_t count, size_t channels, float *packed) {
  for (size_t d = 0; d < channels; d += LANES, packed += VALUE_KEYS * LANES) {
    for (size_t j = 0; j < count; j++) {
      store_f32x16(packed + j * LANES, load_some(values + j * channels + d, channels - d));
    }
  }
}

/* Sums of values to means: where row r goes. */
static void write_row(const Attention *a, size_t row, const float *sums, float factor) {
  const size_t d = a->value_dim;
  float *out = a->out + row / a->group * a->out_stride + row % a->group * d;
  for (size_t i = 0; i < d; i += LANES) store_some(out + i, load_f32x16(sums + i) * splat(factor), d - i);
}

/*
 * Adds keys `[from, to)` to the sums of up to BLOCK_ROWS rows `[r, end)` (counted from `first`), to each those that it
 * sees: even 0 times the value of another may be NaN. p has the scores of row 0 and the values, both from key `from`
 * on, and what does not change.
 */
static void add_values(const Attention *a, size_t first, size_t r, size_t end, size_t from, size_t to, float *sums,
                       const FloatBlock *p) {
  FloatBlock part = *p;
  KeyRange seen[BLOCK_ROWS];
  for (size_t i = r; i < end; i++) seen[i - r] = seen_by(a, first + i);
  /* Rows `[lo, hi)` see key j: later rows begin later, and end later. */
  for (size_t j = from, next, lo = r, hi = r; j < to; j = next) {
    const size_t before = hi;
    while (lo < end && seen[lo - r].end <= j) lo++;
    while (hi < end && seen[hi - r].begin <= j) hi++;
    if (lo == end) return;
    next = hi < end ? smaller(to, seen[hi - r].begin) : to;
    if (hi == lo) continue;
    next = smaller(next, seen[lo - r].end);
    /* Rows that begin here begin with 0; beside others that have begun, it is written down first. */
    part.begun = before > lo || seen[lo - r].begin < from;
    for (size_t i = before > lo ? before : lo; part.begun && i < hi; i++) {
      if (seen[i - r].begin >= from) memset(sums + i * p->y_stride, 0, p->y_stride * sizeof *sums);
    }
    part.a = p->a + lo * p->a_stride + (j - from);
    part.b = (const float *)p->b + (j - from) * p->b_step;
    part.depth = next - j;
    f32_blocks(hi - lo, vectors_of(a->value_dim), sums + lo * p->y_stride, &part);
  }
}

/*
 * Rows `[first, first + rows)`: out = (p_0 v_0 + p_1 v_1 + ...) * factor, over the keys that each sees. `sums` are
 * [rows][vectors * 16]; `packed` has room for VALUE_KEYS values.
 */
static void average_values(const Attention *a, size_t first, size_t rows, const float *scores, size_t stride,
                           const float *factors, float *sums, float *packed) {
  const size_t d = a->value_dim, width = vectors_of(d) * LANES;
  const KeyRange tile = tile_of(a, first, rows);
  /* Packed, vectors of many values do not fall on the same lines of the cache; that pays for many rows. */
  const int packs = d % LANES != 0 || rows > 10 * BLOCK_ROWS;
  FloatBlock p = {.a_stride = stride,
                  .b_step = packs ? LANES : d,
                  .b_vector = packs ? VALUE_KEYS * LANES : LANES,
                  .y_stride = width};
  for (size_t j = tile.begin; j < tile.end; j += VALUE_KEYS) {
    const size_t count = smaller(tile.end - j, VALUE_KEYS);
    const float *values = a->values + (j - a->base) * d;
    if (packs) {
      pack_values(values, count, d, packed);
      values = packed;
    }
    p.a = scores + (j - tile.begin);
    p.b = values;
    for (size_t r = 0; r < rows; r += BLOCK_ROWS) {
      const size_t end = smaller(r + BLOCK_ROWS, rows);
      add_values(a, first, r, end, j, j + count, sums, &p);
      /* Row by row among the products, so that the stores need not wait for memory all at once. */
      for (size_t i = r; i < end && j + count == tile.end; i++) write_row(a, first + i, sums + i * width, factors[i]);
    }
  }
}

#endif

/* Sums of values, weighted by the exponentials of the scores. */
#ifndef CRIA_ATTENTION_VALUES_H
#define CRIA_ATTENTION_VALUES_H

#include "kernels/attention-scores.h"

/* Values that all rows take at a time, from the L1 cache. */
enum { VALUE_KEYS = 128 };

/* [vectors][VALUE_KEYS][16], the last vector padded with zeros. */
static void pack_values(const float *values, size_t count, size_t head_dim, float *packed) {
  for (size_t d = 0; d < head_dim; d += LANES, packed += VALUE_KEYS * LANES) {
    for (size_t j = 0; j < count; j++) {
      store_f32x16(packed + j * LANES, load_some(values + j * head_dim + d, head_dim - d));
    }
  }
}

/* How many keys from `from` on, of `count`, a row sees. */
static size_t keys_from(const Attention *a, size_t row, size_t from, size_t count) {
  const size_t keys = keys_of_row(a, row);
  return keys > from ? smaller(keys - from, count) : 0;
}

/* Sums of values to means: where row r goes. */
static void write_row(const Attention *a, size_t row, const float *sums, float factor) {
  const size_t d = a->head_dim;
  float *out = a->out + row / a->group * a->out_stride + row % a->group * d;
  for (size_t i = 0; i < d; i += LANES) store_some(out + i, load_f32x16(sums + i) * splat(factor), d - i);
}

/*
 * Rows `[first, first + rows)`: out = (p_0 v_0 + p_1 v_1 + ...) * factor. Each row has its own keys only: even 0 times
 * the value of a later one may be NaN. `sums` are [rows][vectors * 16]; `packed` has room for VALUE_KEYS values.
 */
static void average_values(const Attention *a, size_t first, size_t rows, const float *scores, size_t stride,
                           const float *factors, float *sums, float *packed) {
  const size_t d = a->head_dim, vectors = vectors_of(d), width = vectors * LANES;
  const size_t keys = keys_of_row(a, first + rows - 1);
  /* Packed, vectors of many values do not fall on the same lines of the cache; that pays for many rows. */
  const int packs = d % LANES != 0 || rows > 10 * BLOCK_ROWS;
  FloatBlock p = {.a_stride = stride,
                  .b_step = packs ? LANES : d,
                  .b_vector = packs ? VALUE_KEYS * LANES : LANES,
                  .y_stride = width};
  for (size_t j = 0; j < keys; j += VALUE_KEYS) {
    const size_t count = smaller(keys - j, VALUE_KEYS);
    const float *values = a->values + j * d;
    if (packs) {
      pack_values(values, count, d, packed);
      values = packed;
    }
    for (size_t r = 0; r < rows; r += BLOCK_ROWS) {
      /* The keys that all of these rows see, then those that all but the first ones see, and so on. */
      const size_t end = smaller(r + BLOCK_ROWS, rows);
      p.begun = j > 0;
      for (size_t i = r, done = 0; i < end; i++) {
        const size_t seen = keys_from(a, first + i, j, count);
        if (seen == done) continue;
        p.a = scores + i * stride + j + done;
        p.b = values + done * p.b_step;
        p.depth = seen - done;
        f32_blocks(end - i, vectors, sums + i * width, &p);
        p.begun = 1;
        done = seen;
      }
      /* Row by row among the products, so that the stores need not wait for memory all at once. */
      for (size_t i = r; i < end && j + count == keys; i++) write_row(a, first + i, sums + i * width, factors[i]);
    }
  }
}

#endif

/* Scores of queries and keys, and their exponentials. */
#ifndef CRIA_ATTENTION_SCORES_H
#define CRIA_ATTENTION_SCORES_H

#include "kernels/attend.h"
#include "kernels/exponential.h"
#include "kernels/float-block.h"
#include "kernels/transpose.h"

/* Keys that are transposed at a time, for the L1 cache: as many vectors as the widest block takes. */
enum { SCORED_KEYS = BLOCK_VECTORS * LANES };

static size_t vectors_of(size_t count) { return (count + LANES - 1) / LANES; }

static size_t smaller(size_t a, size_t b) { return a < b ? a : b; }

/* An odd number of vectors: with powers of two, the rows of a column would fall on few lines of the L1 cache. */
static size_t score_stride(size_t keys) { return (vectors_of(keys) | 1) * LANES; }

static size_t keys_of_row(const Attention *a, size_t row) { return a->past + row / a->group + 1; }

/*
 * scores[row][key] = q . key for rows `[first, first + rows)` and, in vectors, at least the keys that they see.
 * `transposed` has room for SCORED_KEYS keys.
 */
static void score(const Attention *a, size_t first, size_t rows, float *scores, size_t stride, float *transposed) {
  const size_t d = a->head_dim, keys = keys_of_row(a, first + rows - 1), height = smaller(rows, BLOCK_ROWS);
  FloatBlock p = {.a_stride = d, .b_step = LANES, .b_vector = LANES * d, .depth = d, .y_stride = stride};
  for (size_t j = 0; j < keys; j += SCORED_KEYS) {
    const size_t count = smaller(keys - j, SCORED_KEYS), vectors = vectors_of(count);
    for (size_t at = 0; at < count; at += LANES) {
      transpose_rows(a->keys + (j + at) * d, count - at, d, transposed + at * d);
    }
    for (size_t v = 0, some; v < vectors; v += some) {
      const size_t key = j + v * LANES;
      some = block_vectors(height, vectors - v);
      p.b = transposed + v * LANES * d;
      for (size_t r = 0; r < rows; r += BLOCK_ROWS) {
        const size_t last = smaller(r + BLOCK_ROWS, rows) - 1, own = keys_of_row(a, first + last);
        if (own <= key) continue;
        p.a = a->q + (first + r) * d;
        p.y = scores + r * stride + key;
        f32_block(last - r + 1, own <= key + some / 2 * LANES ? some / 2 : some, &p);
      }
    }
  }
}

/* b where a is NaN. */
INLINE f32x16 larger(f32x16 a, f32x16 b) { return choose(a > b, a, b); }

/* Scores to e^(s - max); returns their sum. Lane i sums the keys i, i + 16, ... */
static float exponentiate(float *scores, size_t count) {
  const i32x16 lane = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};
  const size_t full = count / LANES * LANES;
  const i32x16 real = lane < splat_int((int32_t)(count - full));
  f32x16 max = splat(-__builtin_inff()), other = max, sum = splat(0);
  size_t at = 0;
  for (; at + 2 * LANES <= full; at += 2 * LANES) {
    max = larger(load_f32x16(scores + at), max);
    other = larger(load_f32x16(scores + at + LANES), other);
  }
  if (at < full) max = larger(load_f32x16(scores + at), max);
  max = larger(max, other);
  if (count > full) {
    const f32x16 s = load_f32x16(scores + full);
    max = choose(real & (s > max), s, max);
  }
  max = larger(max, __builtin_shufflevector(max, max, 8, 9, 10, 11, 12, 13, 14, 15, 0, 1, 2, 3, 4, 5, 6, 7));
  max = larger(max, __builtin_shufflevector(max, max, 4, 5, 6, 7, 0, 1, 2, 3, 12, 13, 14, 15, 8, 9, 10, 11));
  max = larger(max, __builtin_shufflevector(max, max, 2, 3, 0, 1, 6, 7, 4, 5, 10, 11, 8, 9, 14, 15, 12, 13));
  max = larger(max, __builtin_shufflevector(max, max, 1, 0, 3, 2, 5, 4, 7, 6, 9, 8, 11, 10, 13, 12, 15, 14));
  for (size_t j = 0; j < full; j += LANES) {
    const f32x16 e = exponential(load_f32x16(scores + j) - max);
    store_f32x16(scores + j, e);
    sum += e;
  }
  if (count > full) {
    const f32x16 e = exponential(load_f32x16(scores + full) - max);
    store_f32x16(scores + full, e);
    sum += choose(real, e, splat(0));
  }
  return sum_lanes(sum);
}

#endif

/* Attention of some rows of queries; attend.h has the arithmetic. */
#ifndef CRIA_ATTENTION_KERNEL_H
#define CRIA_ATTENTION_KERNEL_H

#include "kernels/attention-softmax.h"
#include "kernels/attention-values.h"

static size_t attention_tile_rows(size_t keys) {
  /* Up to 1 MiB of scores: L2 caches hold most of them, and fewer rows would read keys and values more often. */
  const size_t most = 20, fit = ((size_t)1 << 18) / (keys ? keys : 1) / BLOCK_ROWS;
  return BLOCK_ROWS * (fit < 1 ? 1 : fit > most ? most : fit);
}

/* Scores [rows][stride], sums [rows][width], their factors [rows], and transposed keys or packed values. */
static size_t attention_scratch(const Attention *a, size_t first, size_t rows) {
  const size_t width = vectors_of(a->value_dim) * LANES;
  const size_t keys = SCORED_KEYS * a->key_dim, values = VALUE_KEYS * width;
  return rows * (score_stride(tile_of(a, first, rows)) + width) + vectors_of(rows) * LANES +
         (keys > values ? keys : values);
}

static void attend(const Attention *a, size_t first, size_t rows, float *scratch) {
  const KeyRange tile = tile_of(a, first, rows);
  const size_t width = vectors_of(a->value_dim) * LANES, stride = score_stride(tile);
  float *scores = scratch, *sums = scores + rows * stride, *factors = sums + rows * width;
  float *rest = factors + vectors_of(rows) * LANES;
  score(a, first, rows, scores, stride, rest);
  for (size_t r = 0; r < rows; r++) {
    const KeyRange seen = seen_by(a, first + r);
    const size_t begin = seen.begin / LANES * LANES;
    float *own = scores + r * stride + (begin - tile.begin);
    if (a->softcap != 0) cap(own, seen.end - begin, a->softcap);
    if (a->slopes) {
      recede(own, seen.end - begin, begin, a->past + (first + r) / a->group, a->slopes[(first + r) % a->group]);
    }
    factors[r] = 1.0f / exponentiate(own, seen.begin - begin, seen.end - begin,
                                     a->sinks ? &a->sinks[(first + r) % a->group] : NULL);
  }
  average_values(a, first, rows, scores, stride, factors, sums, rest);
}

#endif

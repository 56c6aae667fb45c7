/* Attention of some rows of queries; attend.h has the arithmetic. */
#ifndef CRIA_ATTENTION_KERNEL_H
#define CRIA_ATTENTION_KERNEL_H

#include "kernels/attention-values.h"

static size_t attention_tile_rows(size_t keys) {
  /* Up to 1 MiB of scores: L2 caches hold most of them, and fewer rows would read keys and values more often. */
  const size_t most = 20, fit = ((size_t)1 << 18) / (keys ? keys : 1) / BLOCK_ROWS;
  return BLOCK_ROWS * (fit < 1 ? 1 : fit > most ? most : fit);
}

/* Scores [rows][stride], sums [rows][width], their factors [rows], and transposed keys or packed values. */
static size_t attention_scratch(const Attention *a, size_t rows, size_t keys) {
  const size_t width = vectors_of(a->head_dim) * LANES;
  return rows * (score_stride(keys) + width) + vectors_of(rows) * LANES +
         width * (VALUE_KEYS > SCORED_KEYS ? VALUE_KEYS : SCORED_KEYS);
}

static void attend(const Attention *a, size_t first, size_t rows, float *scratch) {
  const size_t d = a->head_dim, width = vectors_of(d) * LANES;
  const size_t keys = keys_of_row(a, first + rows - 1), stride = score_stride(keys);
  float *scores = scratch, *sums = scores + rows * stride, *factors = sums + rows * width;
  float *rest = factors + vectors_of(rows) * LANES;
  score(a, first, rows, scores, stride, rest);
  for (size_t r = 0; r < rows; r++) factors[r] = 1.0f / exponentiate(scores + r * stride, keys_of_row(a, first + r));
  average_values(a, first, rows, scores, stride, factors, sums, rest);
}

#endif

/*
 * The selective scan of Mamba 2 (Dao and Gu, "Transformers are SSMs", 2024) and Mamba 1 (Gu and Dao, 2023), row by row.
 * A head has a state S [state][head_dim], which lies in tiles (state-layout.h); state-tile.h has the order of the sums. n
 * counts the rows of S:
 *   step = softplus(dt + dt_bias);  u = x step;  S_n = fma(u, b_n, S_n e^(step a));  y = fma(d, x, sum of c_n S_n)
 * In Mamba 1 heads have one channel, and a has a value for each n: tiles then hold neighbouring heads side by side.
 */
#ifndef CRIA_SELECTIVE_SCAN_H
#define CRIA_SELECTIVE_SCAN_H

#include <stddef.h>

/* One tile of one sequence: columns of one head, or neighbouring heads of one column. Strides are between rows of it. */
typedef struct {
  size_t rows, state;
  size_t width;        /* columns of the tile */
  const float *x;      /* [width] */
  size_t x_stride;     /* of y, too */
  const float *step;   /* of the head, or [width] of the heads */
  const float *decay;  /* e^(step a) of the head; NULL where a is given */
  size_t step_stride;
  const float *a;      /* [width][state] of the heads, or NULL */
  const float *b, *c;  /* [state] */
  size_t group_stride;
  const float *d;      /* of the head, or [width] of the heads, or NULL */
  float *h;            /* [state][width], read and written */
  float *y;            /* [width] */
} SelectiveScan;

/* Floats of working memory that a tile takes: a, transposed. */
static inline size_t selective_scan_scratch(size_t state) { return 32 * state; }

#endif

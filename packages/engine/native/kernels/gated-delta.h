/*
 * The gated delta rule (Yang, Kautz and Hatamizadeh, "Gated Delta Networks", 2024), row by row. For each value head with
 * its state S [key_dim][value_dim], where i counts its rows:
 *   a_i = e^g_i;  u = (v - sum of (k_i a_i) S_i) beta;  S_i = fma(u, k_i, S_i a_i);  y = sum of (q_i scale) S_i
 * which is S = diag(a) S, S += k (beta (v - S^T k))^T, y = S^T (scale q). g is one number, or one per key channel (Kimi
 * Delta Attention). The state lies in tiles (state-layout.h); state-tile.h has the order of the sums.
 */
#ifndef CRIA_GATED_DELTA_H
#define CRIA_GATED_DELTA_H

#include <stddef.h>

/* One tile of one head of one sequence. The strides are between rows of the sequence. */
typedef struct {
  size_t rows, key_dim;
  size_t width;         /* columns of the tile */
  const float *q, *k;   /* [key_dim] */
  size_t key_stride;
  const float *v;       /* [width] */
  size_t value_stride;  /* of y, too */
  const float *g;       /* [key_dim] where gates is, else one */
  size_t gate_stride;
  int gates;            /* a gate per channel */
  const float *beta;
  size_t beta_stride;
  float scale;
  float *state;         /* [key_dim][width], read and written */
  float *y;             /* [width] */
} GatedDelta;

/* Floats of working memory that a tile takes. */
static inline size_t gated_delta_scratch(size_t key_dim) { return 3 * ((key_dim + 15) / 16 * 16); }

#endif

/*
 * Causal attention of grouped heads over a cache of keys and values.
 *
 * Every element is computed by the same operations in the same order, however many rows there are and however they
 * are split among threads:
 *   s_j = q . k_j  summed over channels in ascending order;  p_j = e^(s_j - max s);
 *   out = (p_0 v_0 + p_1 v_1 + ...) / (p_0 + p_1 + ...)
 * so that a prompt gives the same bits in any chunks, and a token the same bits in any batch.
 */
#ifndef CRIA_ATTEND_H
#define CRIA_ATTEND_H

#include <stddef.h>

/* One key-value head of one sequence. */
typedef struct {
  size_t head_dim;
  /* Query heads that share the keys. */
  size_t group;
  /* Keys before the first query; query r sees past + r + 1 keys. */
  size_t past;
  /* [queries][group][head_dim], rotated and scaled. */
  const float *q;
  /* [past + queries][head_dim] */
  const float *keys, *values;
  /* Row (query r, head g) goes to out + r * out_stride + g * head_dim. */
  float *out;
  size_t out_stride;
} Attention;

#endif

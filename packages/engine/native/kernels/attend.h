/*
 * Attention of grouped heads over keys and values: causal over those of a cache, or of all tokens of a text.
 *
 * Every element is computed by the same operations in the same order, however many rows there are and however they
 * are split among threads, and wherever the cache begins. For the keys j that a query sees, in ascending order:
 *   s_j = q . k_j  summed over channels in ascending order, with a soft cap c: c tanh(s_j / c);
 *         less slope * |i - j|, i the position of the query, where heads have slopes (ALiBi, Press et al. 2022);
 *   p_j = e^(s_j - m), m the largest s_j, or the head's sink if that is larger;
 *   out = (sum of p_j v_j) / (sum of p_j + e^(sink - m)), where lane i sums the p_j with j mod 16 = i
 * so that a prompt gives the same bits in any chunks, and a token the same bits in any batch. What a query does not see
 * takes no part, not even as 0 times something.
 */
#ifndef CRIA_ATTEND_H
#define CRIA_ATTEND_H

#include <stddef.h>

/* Which keys queries see. */
typedef struct {
  /* 0: all up to the query's own; else that many. */
  size_t window;
  /* Those of the query's own chunk of `window` positions instead. */
  int chunked;
  /* Keys behind the query's own, where there are so many. */
  size_t ahead;
} Visibility;

/* The first key that the query at a position sees. */
static inline size_t first_seen(Visibility v, size_t position) {
  if (v.window == 0) return 0;
  if (v.chunked) return position - position % v.window;
  return position < v.window ? 0 : position + 1 - v.window;
}

/* The key behind the last one that the query at a position sees, of `keys`. */
static inline size_t end_seen(Visibility v, size_t position, size_t keys) {
  const size_t own = position + 1, behind = keys > own ? keys - own : 0;
  return own + (behind < v.ahead ? behind : v.ahead);
}

/* One key-value head of one sequence. */
typedef struct {
  /* Channels of queries and keys, and of values. */
  size_t key_dim, value_dim;
  /* Query heads that share the keys. */
  size_t group;
  /* Keys before the first query: its position. */
  size_t past;
  /* The position of the first key in memory, a multiple of 16; queries see nothing before it. */
  size_t base;
  /* Keys that there are, from position 0 on; only what sees ahead asks for it. */
  size_t all;
  Visibility visibility;
  /* 0: none. */
  float softcap;
  /* [group], or NULL. */
  const float *sinks, *slopes;
  /* [queries][group][key_dim], rotated and scaled. */
  const float *q;
  /* [past + queries - base][key_dim] and [...][value_dim]; or [all][...] */
  const float *keys, *values;
  /* Row (query r, head g) goes to out + r * out_stride + g * value_dim. */
  float *out;
  size_t out_stride;
} Attention;

#endif

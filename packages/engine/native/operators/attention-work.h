/* The computation of cria.Attention, as tasks of the session's threads. */
#ifndef CRIA_ATTENTION_WORK_H
#define CRIA_ATTENTION_WORK_H

#include <stdatomic.h>

#include "kernels/kernels.h"
#include "operators/rotate.h"
#include "ort/operator.h"

typedef struct {
  int64_t heads, kv_heads, interleaved, shared;
  float scale, softcap;
  Visibility visibility;
} AttentionAttributes;

typedef struct {
  const OrtApi *api;
  const Kernels *kernels;
  const AttentionAttributes *attributes;
  size_t batch, rows, heads, kv_heads, key_dim, value_dim, capacity;
  /* Row r of sequence b is at index b * rows + r. Without k and v nothing is appended. */
  const float *q, *k, *v;
  size_t q_stride, k_stride, v_stride;
  /* `bases` and `sinks` may be NULL. */
  const int32_t *seqlens, *bases;
  const float *sinks;
  Rotation rotation;
  float *keys, *values, *out;
  /* The rest is run_attention's own. Queries, [batch][kv_heads][rows][group][key_dim]. */
  float *rotated;
  size_t tile_rows, tiles;
  /* Set by a task that got no memory. */
  atomic_int failed;
} AttentionWork;

/* A sequence that is not active has no rows: its part of the output is zero, its cache stays. */
static inline int is_active(const AttentionWork *w, size_t b) { return w->seqlens[b] >= 0; }

/* The position of a sequence's first row. */
static inline size_t past_of(const AttentionWork *w, size_t b) { return (size_t)w->seqlens[b] + 1 - w->rows; }

/* The position of the first key in its cache. */
static inline size_t base_of(const AttentionWork *w, size_t b) { return w->bases ? (size_t)w->bases[b] : 0; }

OrtStatus *run_attention(AttentionWork *w, OrtKernelContext *context);

#endif

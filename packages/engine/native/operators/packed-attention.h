#ifndef CRIA_PACKED_ATTENTION_H
#define CRIA_PACKED_ATTENTION_H

#include "ort/ort.h"

/*
 * cria.PackedAttention(q, k?, v?, starts, cos?, sin?, sinks?, slopes?) -> output
 *
 * Attention within each of several texts, whose rows lie one behind the other (kernels/attend.h). A text gives the same
 * bits alone and beside any others.
 *   q       f32 [1, rows, heads * key_dim], k [1, rows, kv_heads * key_dim] and v [1, rows, kv_heads * value_dim];
 *           without k and v, q is all three side by side
 *   starts  i32 [texts + 1]: text t has the rows from starts[t] to starts[t + 1]; positions count from its first
 *   cos, sin   f32 [positions, rope_dim / 2]; absent: nothing rotates
 *   sinks   f32 [heads]: logits of keys without a value; slopes f32 [heads]: ALiBi
 *   output  f32 [1, rows, heads * value_dim]
 * Attributes: heads, kv_heads, key_dim, value_dim, interleaved (1: neighbouring channels rotate together, 0: halves),
 * scale (float), ahead (keys behind a query's own that it sees; -1: all); by default 0: window (keys up to its own that
 * it sees; 0: all), chunked (1: from p - p % window on instead), softcap (float, 0: none).
 */
extern const OrtCustomOp packed_attention;

#endif

#ifndef CRIA_ATTENTION_H
#define CRIA_ATTENTION_H

#include "ort/ort.h"

/*
 * cria.Attention(q, k?, v?, past_key, past_value, seqlens_k, cos, sin) -> (output, present_key, present_value)
 *
 * Rotates queries and keys, appends keys and values to the cache, and attends causally.
 *   q       f32 [batch, rows, heads * head_dim], k and v [batch, rows, kv_heads * head_dim];
 *           without k and v, q is [batch, rows, (heads + 2 * kv_heads) * head_dim], all three side by side
 *   past_*  f32 [batch, kv_heads, capacity, head_dim]; present_* may be the same memory (it should: else all is copied)
 *   seqlens_k  i32 [batch]: keys of each sequence after this call, minus one
 *   cos, sin   f32 [positions, rope_dim / 2]
 * Attributes: heads, kv_heads, interleaved (1: neighbouring channels rotate together, 0: halves), scale (float).
 */
extern const OrtCustomOp attention;

#endif

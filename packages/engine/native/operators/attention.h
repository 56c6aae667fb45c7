#ifndef CRIA_ATTENTION_H
#define CRIA_ATTENTION_H

#include "ort/ort.h"

/*
 * cria.Attention(q, k?, v?, past_key, past_value, seqlens_k, cos?, sin?, base?, sinks?)
 *   -> (output, present_key?, present_value?)
 *
 * Rotates queries and keys, appends keys and values to the cache, and attends causally (kernels/attend.h).
 *   q       f32 [batch, rows, heads * key_dim], k [batch, rows, kv_heads * key_dim] and
 *           v [batch, rows, kv_heads * value_dim]; without k and v, q is all three side by side
 *   past_key, past_value  f32 [batch, kv_heads, capacity, key_dim or value_dim]; present_* may be the same memory (it
 *           should: else all is copied)
 *   seqlens_k  i32 [batch]: keys of each sequence after this call, minus one. Below 0: the sequence has no rows here;
 *           its output is zero and its cache stays
 *   cos, sin   f32 [positions, rope_dim / 2]; absent: nothing rotates
 *   base    i32 [batch], multiples of 16: the key of position p lies in row p - base of the cache; absent: 0. The first
 *           row must see nothing before it
 *   sinks   f32 [heads]: logits of keys without a value
 *   output  f32 [batch, rows, heads * value_dim]
 * Attributes: heads, kv_heads, interleaved (1: neighbouring channels rotate together, 0: halves), scale (float); by
 * default 0: window (a query at p sees the keys p - window + 1 to p; 0: all), chunked (1: from p - p % window on
 * instead), softcap (float, 0: none), shared (1: there are no k and v, and an earlier operator of this run has appended
 * those of these rows to the cache; present_* are not written).
 */
extern const OrtCustomOp attention;

#endif

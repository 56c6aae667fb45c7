#ifndef CRIA_GATED_DELTA_OPERATOR_H
#define CRIA_GATED_DELTA_OPERATOR_H

#include "ort/ort.h"

/*
 * cria.GatedDelta(q, k f32 [batch, rows, key_heads, key_dim], v f32 [batch, rows, value_heads, value_dim],
 *   g f32 [batch, rows, value_heads] or [batch, rows, value_heads, key_dim], beta f32 [batch, rows, value_heads],
 *   past_state f32 [batch, value_heads, key_dim, value_dim], seqlens_k i32 [batch])
 *   -> (y f32 [batch, rows, value_heads, value_dim], present_state)
 * kernels/gated-delta.h for each sequence (operators/sequences.h). The elements of a head's state lie in an order of
 * their own (kernels/state-layout.h); present_state may be the memory of past_state (it should: else all is copied).
 * Attributes: scale (float); repeat: which key head a value head h uses, "tiled" h % key_heads (the default) or
 * "interleaved" h / (value_heads / key_heads).
 */
extern const OrtCustomOp gated_delta_operator;

#endif

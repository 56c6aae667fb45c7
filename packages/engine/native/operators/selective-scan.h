#ifndef CRIA_SELECTIVE_SCAN_OPERATOR_H
#define CRIA_SELECTIVE_SCAN_OPERATOR_H

#include "ort/ort.h"

/*
 * cria.SelectiveScan(x f32 [batch, rows, heads, head_dim], dt f32 [batch, rows, heads], a f32 [heads],
 *   b, c f32 [batch, rows, groups, state], d? f32 [heads], dt_bias? f32 [heads],
 *   past_state f32 [batch, heads, head_dim, state], seqlens_k i32 [batch])
 *   -> (y f32 [batch, rows, heads, head_dim], present_state)
 * kernels/selective-scan.h for each sequence (operators/sequences.h); head h uses group h / (heads / groups). With a
 * [heads, state], as Mamba 1 has it, head_dim and groups must be 1. The elements of a head's state lie in an order of
 * their own; present_state may be the memory of past_state (it should: else all is copied).
 */
extern const OrtCustomOp selective_scan_operator;

#endif

#ifndef CRIA_EXPERT_LINEAR_H
#define CRIA_EXPERT_LINEAR_H

#include "ort/ort.h"

/*
 * cria.ExpertLinear(x f32 [tokens..., K] or [tokens..., used, K], weights u8, experts? i32 [tokens..., used],
 *   bias? f32 [count, N]) -> f32 [tokens..., used, N]
 * Choice i of a token is its row (or its row i) times the matrix of expert experts[i], plus that expert's bias: the bits
 * that cria.BlockLinear would give. Without experts, choice i is expert i: used is count, and x has rows for each.
 * Attributes: K, N, type, activation, alpha and limit as for cria.BlockLinear (x is twice as wide with an activation);
 * experts, their count. The weights are `count` matrices one behind the other, each in groups of 16 rows as
 * formats/pack.h writes them. Only those of chosen experts are read, where they lie.
 */
extern const OrtCustomOp expert_linear;

#endif

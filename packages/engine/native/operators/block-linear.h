#ifndef CRIA_BLOCK_LINEAR_H
#define CRIA_BLOCK_LINEAR_H

#include "ort.h"

/*
 * cria.BlockLinear(x f32 [..., K], values u8, scales f16, bias? f32 [N]) -> f32 [..., N]
 * Attributes: K, N, bits (4 or 8), gated (1: x is [..., 2 K] and its SwiGLU is multiplied, see Form).
 */
extern const OrtCustomOp block_linear;

#endif

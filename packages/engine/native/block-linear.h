#ifndef CRIA_BLOCK_LINEAR_H
#define CRIA_BLOCK_LINEAR_H

#include "ort.h"

/* cria.BlockLinear(x f32 [..., K], values u8, scales f16, bias? f32 [N]) -> f32 [..., N]; attributes K, N, bits. */
extern const OrtCustomOp block_linear;

#endif

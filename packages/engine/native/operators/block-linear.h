#ifndef CRIA_BLOCK_LINEAR_H
#define CRIA_BLOCK_LINEAR_H

#include "ort/ort.h"

/*
 * cria.BlockLinear(x f32 [..., K], weights u8, bias? f32 [N]) -> f32 [..., N]
 * Attributes: K, N, type (GGUF's number of a type that holds weights, floats included); activation (text, by default ""
 * for none; with one, x is [..., 2 K], gates and values, and f(gates) * values is multiplied), with its parameters alpha
 * and limit (kernels/activate.h); fine (1: activations of twice the digits, see operators/fine.h; by default 0). The weights are groups of 16 rows as formats/pack.h writes them.
 */
extern const OrtCustomOp block_linear;

#endif

#ifndef CRIA_ROWS_H
#define CRIA_ROWS_H

#include "ort/ort.h"

/*
 * cria.Rows(indices i64 [...], weights u8) -> f32 [..., K]
 * Rows of a matrix `[N, K]`, dequantised: embeddings. Attributes and weights as for cria.BlockLinear, so that one copy of
 * the weights serves both.
 */
extern const OrtCustomOp rows;

#endif

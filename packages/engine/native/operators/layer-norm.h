#ifndef CRIA_LAYER_NORM_OPERATOR_H
#define CRIA_LAYER_NORM_OPERATOR_H

#include "ort/ort.h"

/*
 * cria.LayerNorm(x f32 [..., D], weight? f32 [D], bias? f32 [D]) -> y f32 [..., D]
 * y = (x - mean(x)) / sqrt(mean((x - mean(x))^2) + epsilon) * weight + bias, row by row. Attribute: epsilon.
 */
extern const OrtCustomOp layer_norm_operator;

#endif

#ifndef CRIA_WEIGHTED_SUM_OPERATOR_H
#define CRIA_WEIGHTED_SUM_OPERATOR_H

#include "ort/ort.h"

/*
 * cria.WeightedSum(y f32 [..., used, n], weights f32 [..., used]) -> f32 [..., n]
 * The sum of a token's rows times their weights, in order (kernels/weighted-sum.h).
 */
extern const OrtCustomOp weighted_sum_operator;

#endif

#ifndef CRIA_L2_NORM_OPERATOR_H
#define CRIA_L2_NORM_OPERATOR_H

#include "ort/ort.h"

/*
 * cria.L2Norm(x f32 [..., D]) -> y f32 [..., D]
 * y = x / max(sqrt(sum of x^2), epsilon), row by row. Attribute: epsilon.
 */
extern const OrtCustomOp l2_norm_operator;

#endif

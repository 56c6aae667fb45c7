#ifndef CRIA_RMS_NORM_OPERATOR_H
#define CRIA_RMS_NORM_OPERATOR_H

#include "ort/ort.h"

/*
 * cria.RmsNorm(x f32 [..., D], weight? f32 [D], skip? f32 [..., D]) -> (y f32 [..., D], sum? f32 [..., D])
 * sum = x + skip (x without skip), y = sum / sqrt(mean(sum^2) + epsilon) * weight (1 when absent).
 * Attribute: epsilon.
 */
extern const OrtCustomOp rms_norm_operator;

#endif

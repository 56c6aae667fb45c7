#ifndef CRIA_ACTIVATION_OPERATOR_H
#define CRIA_ACTIVATION_OPERATOR_H

#include "ort/ort.h"

/*
 * cria.Activation(x f32, u? f32 as x) -> y f32: f(x), or f(x) * u.
 * Attributes: kind (a name of kernels/activation-function.h), packed (1: x is [..., 2 n], both side by side, and y
 * [..., n] is f(x[..n]) * x[n..]; by default 0), and f's alpha and limit (floats).
 */
extern const OrtCustomOp activation_operator;

#endif

#ifndef CRIA_FINE_H
#define CRIA_FINE_H

#include "operators/multiply.h"

/*
 * As `multiply`, with activations of twice the digits: x = d q + r, r quantised as x is, y = (d q) W^T + bias + r W^T, for
 * weights in blocks. What x loses is 1 / 127 of what it loses otherwise, for twice the work.
 */
OrtStatus *multiply_finely(const OrtApi *api, OrtKernelContext *context, const Kernels *kernels, const Matrix *w,
                           const ActivationFunction *f, const float *x, size_t rows, float *y);

#endif

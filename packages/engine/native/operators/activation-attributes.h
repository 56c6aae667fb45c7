#ifndef CRIA_ACTIVATION_ATTRIBUTES_H
#define CRIA_ACTIVATION_ATTRIBUTES_H

#include "kernels/activation-function.h"
#include "ort/operator.h"

/*
 * Reads the activation function that attribute `name` names; "" or no such attribute is none. Its parameters are the
 * attributes alpha and limit (floats, 0 when absent).
 */
OrtStatus *read_activation(const OrtApi *api, const OrtKernelInfo *info, const char *name, ActivationFunction *f);

#endif

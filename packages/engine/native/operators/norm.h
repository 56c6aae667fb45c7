/* What the norms share: each takes rows of x, along its last dimension, and an attribute epsilon. */
#ifndef CRIA_NORM_H
#define CRIA_NORM_H

#include "kernels/kernels.h"
#include "ort/operator.h"

typedef struct {
  const OrtApi *api;
  const Kernels *kernels;
  float epsilon;
} NormKernel;

OrtStatus *create_norm(const OrtCustomOp *op, const OrtApi *api, const OrtKernelInfo *info, void **out);
void destroy_norm(void *kernel);

typedef struct {
  const float *x;
  Shape shape;
  size_t count, width;
} NormRows;

/* Input 0, whose rows must have elements. */
OrtStatus *get_rows(const OrtApi *api, OrtKernelContext *context, NormRows *rows);

/* Input `index`, NULL when it is absent: as many elements as a row has. */
OrtStatus *get_row(const OrtApi *api, OrtKernelContext *context, size_t index, const NormRows *rows, const float **out);

/* norm(data, row's offset in x) for every row, on the session's threads. */
OrtStatus *for_rows(const OrtApi *api, OrtKernelContext *context, const NormRows *rows,
                    void (*norm)(const void *data, size_t at), const void *data);

#endif

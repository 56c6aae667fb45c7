/* The weights of an operator: their attributes, and their bytes among its inputs. */
#ifndef CRIA_MATRIX_H
#define CRIA_MATRIX_H

#include "kernels/linear.h"
#include "ort/operator.h"

typedef struct {
  size_t n, k;
  int type;
  const Format *format;
  size_t group_bytes;
} PackedMatrix;

/* Reads the attributes K, N and type. */
OrtStatus *read_matrix(const OrtApi *api, const OrtKernelInfo *info, PackedMatrix *matrix);

/* Input `index` as the matrix's weights; an error when it has another size. */
OrtStatus *get_matrix(const OrtApi *api, OrtKernelContext *context, size_t index, const PackedMatrix *matrix, Matrix *out);

#endif

/*
 * y = x * W^T + bias over weights of any GGUF type.
 *
 * Every element of y is computed by the same operations in the same order, whichever kernel does it and however many
 * rows x has, so that results depend neither on the batch nor on the CPU. For block formats, with blocks of 32 along K
 * that have one or two parts (of 32 or 16 weights that share a scale):
 *   y = 0;  for each part in order:
 *     y = fma(float(dot), scale * d, y);             dot: the exact integer product of weights' values and q
 *     y = fma(offset, d * float(sum(q)), y);         where the format has offsets
 *   y = y + bias
 * For floats: y = 0; for k in order: y = fma(w_k, x_k, y); y = y + bias.
 */
#ifndef CRIA_LINEAR_H
#define CRIA_LINEAR_H

#include "formats/layout.h"
#include "kernels/activations.h"

typedef struct {
  size_t n, k;
  int type;             /* GGUF's number */
  const Format *format; /* of block types; NULL for floats */
  const uint8_t *data;  /* the groups, see formats/layout.h */
  size_t group_bytes;
  const float *bias;    /* may be NULL */
} Matrix;

/* Columns of a group that exist. */
static inline size_t group_columns(const Matrix *w, size_t group) {
  const size_t left = w->n - group * GROUP;
  return left < GROUP ? left : GROUP;
}

#endif

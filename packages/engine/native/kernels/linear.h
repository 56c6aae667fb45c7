/*
 * y = x * W^T + bias over weights of any GGUF type.
 *
 * Every element of y is computed by the same operations in the same order, whichever kernel does it and however many
 * rows x has, so that results depend neither on the batch nor on the CPU. For block formats, with parts of 32 or
 * 16 weights along K that share a scale; dot: the exact integer product of a part's values and q:
 *   y = 0;  for each part in order:
 *     y = fma(float(dot), scale * d, y);
 *     y = fma(offset, d * float(sum(q)), y);                    where the format has offsets
 *   y = y + bias
 * For formats with blocks of 256 and small values (IS_SUPER of kernels/spec.h: Q2_K, Q3_K, Q4_K, IQ1_M), sub-scales and
 * sub-mins stay integers:
 *   y = 0;  for each 256 in order:
 *     y = fma(float(sum of sub-scale * dot), unit * scale * d, y);
 *     y = fma(float(sum of sub-min * sum(q)), -dmin * d, y);    where the format has mins
 *   y = y + bias
 * These sums are exact, too: int32 holds 256 products of 128 * 128 * 127.
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

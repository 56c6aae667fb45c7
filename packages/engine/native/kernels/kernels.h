/*
 * The kernels of one level, such as avx2. level.c is compiled once per level; every level gives the same bits.
 */
#ifndef CRIA_KERNELS_H
#define CRIA_KERNELS_H

#include "kernels/activations.h"
#include "kernels/attend.h"
#include "kernels/linear.h"

typedef struct Kernels {
  const char *name;

  /* What products of so many rows with weights of a format want of the activations. */
  ActivationNeeds (*needs)(const Format *format, size_t rows);

  /* Quantises blocks `[from, to)` of 32 of the rows of one panel (activations.h). */
  void (*quantize)(const Activations *a, size_t panel, size_t from, size_t to, const float *x, Form form);

  /* All rows times the groups `[group, end)` of the matrix (linear.h). y is `[rows][n]`. */
  void (*linear)(const Matrix *w, const Activations *a, size_t group, size_t end, float *y);

  /* Rows `[from, to)` of x `[rows][k]` f32 times the groups `[group, end)` of a matrix of floats (linear.h). */
  void (*float_linear)(const Matrix *w, const float *x, size_t from, size_t to, size_t group, size_t end, float *y);

  /* SiLU(g) * u for `count` elements: g and u are read, y is written. */
  void (*gate)(const float *g, const float *u, size_t count, float *y);

  /* Attention of rows `[first, first + rows)` (attend.h). */
  void (*attend)(const Attention *a, size_t first, size_t rows, float *scratch);

  /* y = x / sqrt(mean(x^2) + epsilon) * weight, one row of `count`. */
  void (*rms_norm)(const float *x, const float *weight, size_t count, float epsilon, float *y);

  /* Rows of queries that `attend` takes at a time, for so many keys, and the floats of scratch that it needs. */
  size_t (*attention_tile_rows)(size_t keys);
  size_t (*attention_scratch)(const Attention *a, size_t rows, size_t keys);
} Kernels;

extern const Kernels kernels_portable, kernels_avx2, kernels_avxvnni, kernels_avx512, kernels_avx512vnni, kernels_amx,
    kernels_neon, kernels_i8mm;

#endif

/*
 * The kernels of one level, such as avx2. level.c is compiled once per level; every level gives the same bits.
 */
#ifndef CRIA_KERNELS_H
#define CRIA_KERNELS_H

#include "kernels/activation-function.h"
#include "kernels/activations.h"
#include "kernels/attend.h"
#include "kernels/gated-delta.h"
#include "kernels/linear.h"
#include "kernels/route.h"
#include "kernels/selective-scan.h"
#include "kernels/short-conv.h"

typedef struct Kernels {
  const char *name;

  /* What products of so many rows with weights of a format want of the activations. */
  ActivationNeeds (*needs)(const Format *format, size_t rows);

  /*
   * Quantises blocks `[from, to)` of 32 of the rows of one panel (activations.h): of x `[rows][K]`, or where f is not
   * none of its gated products, of x `[rows][2 K]`.
   */
  void (*quantize)(const Activations *a, size_t panel, size_t from, size_t to, const float *x,
                   const ActivationFunction *f);

  /* rest = x - d q, for one row of K that was quantised without a function. */
  void (*rest_of)(const Activations *a, size_t row, const float *x, float *rest);

  /* All rows times the groups `[group, end)` of the matrix (linear.h). y is `[rows][n]`. */
  void (*linear)(const Matrix *w, const Activations *a, size_t group, size_t end, float *y);

  /* Rows `[from, to)` of x `[rows][k]` f32 times the groups `[group, end)` of a matrix of floats (linear.h). */
  void (*float_linear)(const Matrix *w, const float *x, size_t from, size_t to, size_t group, size_t end, float *y);

  /* y = f(x) * u for `count` elements, or f(x) where u is NULL (activate.h). y may be x or u. */
  void (*activate)(const ActivationFunction *f, const float *x, const float *u, size_t count, float *y);

  /* Attention of rows `[first, first + rows)` (attend.h). */
  void (*attend)(const Attention *a, size_t first, size_t rows, float *scratch);

  /* y = x / sqrt(mean(x^2) + epsilon) * weight, one row of `count`; weight may be NULL. */
  void (*rms_norm)(const float *x, const float *weight, size_t count, float epsilon, float *y);

  /* y = (x - mean) / sqrt(variance + epsilon) * weight + bias, one row of `count`; weight and bias may be NULL. */
  void (*layer_norm)(const float *x, const float *weight, const float *bias, size_t count, float epsilon, float *y);

  /* y = x / max(|x|, epsilon), one row of `count`. */
  void (*l2_norm)(const float *x, size_t count, float epsilon, float *y);

  /* Rows of queries that `attend` should take at a time, where they see so many keys. */
  size_t (*attention_tile_rows)(size_t keys);
  /* Floats of scratch that `attend` needs. */
  size_t (*attention_scratch)(const Attention *a, size_t first, size_t rows);

  /* The convolution of channels `[first, first + count)`, at most CONV_CHANNELS of them (short-conv.h). */
  void (*short_conv)(const ShortConv *c, size_t first, size_t count);

  /* The gated delta rule for one tile of state (gated-delta.h, which has the size of scratch). */
  void (*gated_delta)(const GatedDelta *d, float *scratch);

  /*
   * The selective scan for one tile of state (selective-scan.h, which has the size of scratch, unused where a is NULL),
   * and the steps of a row, with their decays unless a is NULL.
   */
  void (*selective_scan)(const SelectiveScan *s, float *scratch);
  void (*scan_steps)(const float *dt, const float *bias, const float *a, size_t heads, float *step, float *decay);

  /* The choice of experts for one token (route.h, which has the size of scratch). */
  void (*route)(const Route *r, const float *logits, float *scratch, int32_t *ids, float *weights);

  /* out = y_0 w_0 + y_1 w_1 + ... of `used` rows of y, `count` columns of them. */
  void (*weighted_sum)(const float *y, size_t stride, const float *weights, size_t used, size_t count, float *out);
} Kernels;

extern const Kernels kernels_portable, kernels_avx2, kernels_avxvnni, kernels_avx512, kernels_avx512vnni, kernels_amx,
    kernels_neon, kernels_i8mm;

#endif

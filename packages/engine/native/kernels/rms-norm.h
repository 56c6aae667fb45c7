#ifndef CRIA_RMS_NORM_H
#define CRIA_RMS_NORM_H

#include "kernels/vector.h"

/*
 * y = x * (1 / sqrt(mean(x^2) + epsilon)) * weight for one row; y may be x, weight may be NULL. Lane i sums the squares
 * of the elements i, i + 16, ...
 */
static float sum_of_squares(const float *x, size_t count) {
  f32x16 squares = splat(0);
  for (size_t i = 0; i < count; i += LANES) {
    const f32x16 values = load_some(x + i, count - i);
    squares = fma16(values, values, squares);
  }
  return sum_lanes(squares);
}

static void rms_norm(const float *x, const float *weight, size_t count, float epsilon, float *y) {
  const float mean = sum_of_squares(x, count) / (float)count;
  const f32x16 scale = splat(1.0f / __builtin_sqrtf(mean + epsilon));
  for (size_t i = 0; i < count; i += LANES) {
    const f32x16 values = load_some(x + i, count - i) * scale;
    store_some(y + i, weight ? values * load_some(weight + i, count - i) : values, count - i);
  }
}

/* y = x / max(sqrt(sum of x^2), epsilon) for one row; y may be x. */
static void l2_norm(const float *x, size_t count, float epsilon, float *y) {
  const float length = __builtin_sqrtf(sum_of_squares(x, count));
  /* A length that is NaN stays. */
  const f32x16 scale = splat(1.0f / (length < epsilon ? epsilon : length));
  for (size_t i = 0; i < count; i += LANES) store_some(y + i, load_some(x + i, count - i) * scale, count - i);
}

#endif

#ifndef CRIA_RMS_NORM_H
#define CRIA_RMS_NORM_H

#include "kernels/vector.h"

/*
 * y = x * (1 / sqrt(mean(x^2) + epsilon)) * weight for one row; y may be x. Lane i sums the squares of the elements i,
 * i + 16, ...
 */
static void rms_norm(const float *x, const float *weight, size_t count, float epsilon, float *y) {
  const size_t full = count / LANES * LANES, rest = count - full;
  f32x16 squares = splat(0);
  for (size_t i = 0; i < full; i += LANES) {
    const f32x16 values = load_f32x16(x + i);
    squares = fma16(values, values, squares);
  }
  if (rest) {
    const f32x16 values = load_some(x + full, rest);
    squares = fma16(values, values, squares);
  }
  const float mean = sum_lanes(squares) / (float)count;
  const f32x16 scale = splat(1.0f / __builtin_sqrtf(mean + epsilon));
  for (size_t i = 0; i < full; i += LANES) {
    store_f32x16(y + i, load_f32x16(x + i) * scale * load_f32x16(weight + i));
  }
  if (rest) store_some(y + full, load_some(x + full, rest) * scale * load_some(weight + full, rest), rest);
}

#endif

#ifndef CRIA_LAYER_NORM_H
#define CRIA_LAYER_NORM_H

#include "kernels/vector.h"

/*
 * y = (x - mean(x)) * (1 / sqrt(mean((x - mean(x))^2) + epsilon)) * weight + bias for one row; y may be x, weight and
 * bias may be NULL. Lane i sums the elements i, i + 16, ...
 */
static void layer_norm(const float *x, const float *weight, const float *bias, size_t count, float epsilon, float *y) {
  const i32x16 lane = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};
  f32x16 sum = splat(0), squares = splat(0);
  for (size_t i = 0; i < count; i += LANES) sum += load_some(x + i, count - i);
  const f32x16 mean = splat(sum_lanes(sum) / (float)count);
  for (size_t i = 0; i < count; i += LANES) {
    const i32x16 real = lane < splat_int(count - i < LANES ? (int32_t)(count - i) : LANES);
    const f32x16 values = choose(real, load_some(x + i, count - i) - mean, splat(0));
    squares = fma16(values, values, squares);
  }
  const f32x16 scale = splat(1.0f / __builtin_sqrtf(sum_lanes(squares) / (float)count + epsilon));
  for (size_t i = 0; i < count; i += LANES) {
    f32x16 values = (load_some(x + i, count - i) - mean) * scale;
    if (weight) values *= load_some(weight + i, count - i);
    if (bias) values += load_some(bias + i, count - i);
    store_some(y + i, values, count - i);
  }
}

#endif

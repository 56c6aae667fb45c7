/* Scores to their exponentials. */
#ifndef CRIA_ATTENTION_SOFTMAX_H
#define CRIA_ATTENTION_SOFTMAX_H

#include "kernels/tanh.h"

/* s = c tanh(s / c), in vectors. */
static void cap(float *scores, size_t count, float c) {
  const f32x16 inverse = splat(1.0f / c);
  for (size_t j = 0; j < count; j += LANES) {
    store_f32x16(scores + j, splat(c) * hyperbolic_tangent(load_f32x16(scores + j) * inverse));
  }
}

/* s = s - slope * |position - j|, in vectors, of the keys from j on. */
static void recede(float *scores, size_t count, size_t j, size_t position, float slope) {
  const i32x16 lane = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};
  int32_t behind = (int32_t)j - (int32_t)position;
  for (size_t i = 0; i < count; i += LANES, behind += LANES) {
    const f32x16 distance = to_float(lane + splat_int(behind));
    const f32x16 penalty = splat(slope) * choose(distance < splat(0), -distance, distance);
    store_f32x16(scores + i, load_f32x16(scores + i) - penalty);
  }
}

/* b where a is NaN. */
INLINE f32x16 larger(f32x16 a, f32x16 b) { return choose(a > b, a, b); }

/*
 * Scores `[begin, count)`, begin < 16, to e^(s - max); returns their sum. Lane i sums the keys i, i + 16, ...
 * A sink takes part in max and sum, unless it is NULL.
 */
static float exponentiate(float *scores, size_t begin, size_t count, const float *sink) {
  const i32x16 lane = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};
  const size_t full = count / LANES * LANES;
  const i32x16 real = lane < splat_int((int32_t)(count - full));
  for (size_t j = 0; j < begin; j++) scores[j] = -__builtin_inff();
  f32x16 max = splat(sink ? *sink : -__builtin_inff()), other = max, sum = splat(0);
  size_t at = 0;
  for (; at + 2 * LANES <= full; at += 2 * LANES) {
    max = larger(load_f32x16(scores + at), max);
    other = larger(load_f32x16(scores + at + LANES), other);
  }
  if (at < full) max = larger(load_f32x16(scores + at), max);
  max = larger(max, other);
  if (count > full) {
    const f32x16 s = load_f32x16(scores + full);
    max = choose(real & (s > max), s, max);
  }
  max = larger(max, __builtin_shufflevector(max, max, 8, 9, 10, 11, 12, 13, 14, 15, 0, 1, 2, 3, 4, 5, 6, 7));
  max = larger(max, __builtin_shufflevector(max, max, 4, 5, 6, 7, 0, 1, 2, 3, 12, 13, 14, 15, 8, 9, 10, 11));
  max = larger(max, __builtin_shufflevector(max, max, 2, 3, 0, 1, 6, 7, 4, 5, 10, 11, 8, 9, 14, 15, 12, 13));
  max = larger(max, __builtin_shufflevector(max, max, 1, 0, 3, 2, 5, 4, 7, 6, 9, 8, 11, 10, 13, 12, 15, 14));
  size_t j = 0;
  if (begin > 0) {
    const int32_t end = count < LANES ? (int32_t)count : LANES;
    const i32x16 seen = (lane >= splat_int((int32_t)begin)) & (lane < splat_int(end));
    const f32x16 e = exponential(load_f32x16(scores) - max);
    store_f32x16(scores, e);
    sum = choose(seen, e, splat(0));
    j = LANES;
  }
  for (; j < full; j += LANES) {
    const f32x16 e = exponential(load_f32x16(scores + j) - max);
    store_f32x16(scores + j, e);
    sum += e;
  }
  if (j < count) {
    const f32x16 e = exponential(load_f32x16(scores + full) - max);
    store_f32x16(scores + full, e);
    sum += choose(real, e, splat(0));
  }
  const float total = sum_lanes(sum);
  return sink ? total + exponential(splat(*sink) - max)[0] : total;
}

#endif

#ifndef CRIA_WEIGHTED_SUM_H
#define CRIA_WEIGHTED_SUM_H

#include "kernels/vector.h"

/* out = y_0 w_0 + y_1 w_1 + ... of `used` rows with that stride, some columns: first a product, then fma in order. */
static void weighted_sum(const float *y, size_t stride, const float *weights, size_t used, size_t count, float *out) {
  for (size_t i = 0; i < count; i += LANES) {
    f32x16 sum = load_some(y + i, count - i) * splat(weights[0]);
    for (size_t r = 1; r < used; r++) {
      sum = fma16(load_some(y + r * stride + i, count - i), splat(weights[r]), sum);
    }
    store_some(out + i, sum, count - i);
  }
}

#endif

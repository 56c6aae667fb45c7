#ifndef CRIA_TANH_H
#define CRIA_TANH_H

#include "kernels/exponential.h"

/* tanh |x| = m / (m + 2) with m = e^(2 |x|) - 1, and the sign of x. NaN stays NaN. */
INLINE f32x16 hyperbolic_tangent(f32x16 x) {
  const u32x16 sign = (u32x16)x & 0x80000000u, magnitude = (u32x16)x ^ sign;
  const f32x16 m = exponential_minus_one((f32x16)magnitude * splat(2));
  return (f32x16)((u32x16)(m / (m + splat(2))) | sign);
}

#endif

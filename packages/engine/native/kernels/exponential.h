#ifndef CRIA_EXPONENTIAL_H
#define CRIA_EXPONENTIAL_H

#include "kernels/vector.h"

/*
 * x = n ln 2 + r with n = round(x / ln 2), |r| <= ln 2 / 2, by Cody and Waite's two-step subtraction. Arguments beyond
 * +-87 count as that; NaN stays NaN.
 */
typedef struct {
  f32x16 r, power; /* power is 2^n */
} Reduced;

INLINE Reduced reduce_argument(f32x16 x) {
  const f32x16 limit = splat(87.0f);
  /* No comparison with NaN is true. */
  x = choose(x > limit, limit, x);
  x = choose(x < -limit, -limit, x);
  /* With 1.5 * 2^23 added, the last bit of a float counts ones: the sum is rounded to an integer, ties to even. */
  const f32x16 magic = splat(0x1.8p23f);
  const f32x16 shifted = x * splat(1.44269504f) + magic;
  const f32x16 n = shifted - magic;
  const f32x16 r = fma16(-n, splat(0.693359375f), x);
  /* 2^n from its exponent's bits: n + 127 is in 1..253. Unsigned, so that what NaN makes of it is defined, too. */
  const u32x16 exponent = (u32x16)shifted - (u32x16)magic + 127;
  return (Reduced){fma16(-n, splat(-2.12194440e-4f), r), (f32x16)(exponent << 23)};
}

/* (e^r - 1) / r by its Taylor series: the remainder is below half an ulp of e^r. */
INLINE f32x16 exponential_series(f32x16 r) {
  f32x16 sum = splat(1 / 5040.0f);
  sum = fma16(sum, r, splat(1 / 720.0f));
  sum = fma16(sum, r, splat(1 / 120.0f));
  sum = fma16(sum, r, splat(1 / 24.0f));
  sum = fma16(sum, r, splat(1 / 6.0f));
  sum = fma16(sum, r, splat(1 / 2.0f));
  return fma16(sum, r, splat(1));
}

/* e^x = 2^n * e^r; of arguments beyond +-87 it is that of +-87. */
INLINE f32x16 exponential(f32x16 x) {
  const Reduced a = reduce_argument(x);
  return fma16(exponential_series(a.r), a.r, splat(1)) * a.power;
}

/* e^x - 1 = 2^n * (e^r - 1) + (2^n - 1), which is exact to some ulps for small x, too. */
INLINE f32x16 exponential_minus_one(f32x16 x) {
  const Reduced a = reduce_argument(x);
  return fma16(exponential_series(a.r) * a.r, a.power, a.power - splat(1));
}

#endif

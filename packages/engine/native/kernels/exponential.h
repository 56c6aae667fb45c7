#ifndef CRIA_EXPONENTIAL_H
#define CRIA_EXPONENTIAL_H

#include "kernels/vector.h"

/*
 * e^x = 2^n * e^r with n = round(x / ln 2), |r| <= ln 2 / 2: r by Cody and Waite's two-step subtraction, e^r by its
 * Taylor series (remainder below half an ulp). Arguments beyond +-87 count as that; NaN stays NaN.
 */
INLINE f32x16 exponential(f32x16 x) {
  const f32x16 limit = splat(87.0f);
  /* No comparison with NaN is true. */
  x = choose(x > limit, limit, x);
  x = choose(x < -limit, -limit, x);
  /* With 1.5 * 2^23 added, the last bit of a float counts ones: the sum is rounded to an integer, ties to even. */
  const f32x16 magic = splat(0x1.8p23f);
  const f32x16 shifted = x * splat(1.44269504f) + magic;
  const f32x16 n = shifted - magic;
  f32x16 r = fma16(-n, splat(0.693359375f), x);
  r = fma16(-n, splat(-2.12194440e-4f), r);
  f32x16 sum = splat(1 / 5040.0f);
  sum = fma16(sum, r, splat(1 / 720.0f));
  sum = fma16(sum, r, splat(1 / 120.0f));
  sum = fma16(sum, r, splat(1 / 24.0f));
  sum = fma16(sum, r, splat(1 / 6.0f));
  sum = fma16(sum, r, splat(1 / 2.0f));
  sum = fma16(sum, r, splat(1));
  sum = fma16(sum, r, splat(1));
  /* 2^n from its exponent's bits: n + 127 is in 1..253. Unsigned, so that what NaN makes of it is defined, too. */
  const u32x16 exponent = (u32x16)shifted - (u32x16)magic + 127;
  return sum * (f32x16)(exponent << 23);
}

#endif

#ifndef CRIA_SOFTPLUS_H
#define CRIA_SOFTPLUS_H

#include "kernels/exponential.h"

/*
 * log(1 + e^x) = max(x, 0) + log(1 + t) with t = e^-|x|, so that nothing overflows and little is lost where x is very
 * negative. log(1 + t) = 2 artanh(s) with s = t / (2 + t) <= 1/3, by artanh's series to s^15 (remainder below 2^-29 of
 * it). NaN stays NaN.
 */
INLINE f32x16 softplus(f32x16 x) {
  const f32x16 t = exponential(choose(x > splat(0), -x, x)), s = t / (splat(2) + t), z = s * s;
  f32x16 sum = splat(1 / 15.0f);
  sum = fma16(sum, z, splat(1 / 13.0f));
  sum = fma16(sum, z, splat(1 / 11.0f));
  sum = fma16(sum, z, splat(1 / 9.0f));
  sum = fma16(sum, z, splat(1 / 7.0f));
  sum = fma16(sum, z, splat(1 / 5.0f));
  sum = fma16(sum, z, splat(1 / 3.0f));
  sum = fma16(sum, z, splat(1));
  return fma16(s + s, sum, choose(x > splat(0), x, splat(0)));
}

#endif

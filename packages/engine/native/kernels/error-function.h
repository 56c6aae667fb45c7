#ifndef CRIA_ERROR_FUNCTION_H
#define CRIA_ERROR_FUNCTION_H

#include "kernels/exponential.h"

/*
 * (1 + erf(x / sqrt(2))) / 2, the distribution function of the normal distribution. With t = |x| / sqrt(2) and
 * u = 1 / (1 + t / 2), erfc(t) = u e^(P(u) - t^2), which is W. Press's form of it (Numerical Recipes); P is our own
 * polynomial in u - 1/2, off by less than 5e-8 for t < 9.4. NaN stays NaN.
 */
INLINE f32x16 normal_distribution(f32x16 x) {
  const f32x16 t = (f32x16)((u32x16)x & 0x7fffffffu) * splat(0.70710678f);
  const f32x16 u = splat(1) / fma16(t, splat(0.5f), splat(1)), v = u - splat(0.5f);
  f32x16 p = splat(0.1372156662f);
  p = fma16(p, v, splat(-0.0211702743f));
  p = fma16(p, v, splat(-0.2625649203f));
  p = fma16(p, v, splat(0.106911086f));
  p = fma16(p, v, splat(0.2795906132f));
  p = fma16(p, v, splat(-0.1575451595f));
  p = fma16(p, v, splat(-0.3750792354f));
  p = fma16(p, v, splat(0.1893641078f));
  p = fma16(p, v, splat(1.34528568f));
  p = fma16(p, v, splat(-0.671794055f));
  const f32x16 half_erfc = u * splat(0.5f) * exponential(fma16(-t, t, p));
  return choose(x > splat(0), splat(1) - half_erfc, half_erfc);
}

#endif

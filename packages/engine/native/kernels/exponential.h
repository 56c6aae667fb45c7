/* For files that allow AVX-512 and FMA. */
#ifndef CRIA_EXPONENTIAL_H
#define CRIA_EXPONENTIAL_H

#include <immintrin.h>

/*
 * e^x = 2^n * e^r with n = round(x / ln 2), |r| <= ln 2 / 2: r by Cody and Waite's two-step subtraction, e^r by its
 * Taylor series (remainder below half an ulp). Arguments beyond +-87 count as that; NaN stays NaN.
 */
static inline __m512 exponential(__m512 x) {
  const __m512 limit = _mm512_set1_ps(87.0f);
  x = _mm512_max_ps(_mm512_sub_ps(_mm512_setzero_ps(), limit), _mm512_min_ps(limit, x));
  const __m512 n = _mm512_roundscale_ps(_mm512_mul_ps(x, _mm512_set1_ps(1.44269504f)), _MM_FROUND_TO_NEAREST_INT);
  __m512 r = _mm512_fnmadd_ps(n, _mm512_set1_ps(0.693359375f), x);
  r = _mm512_fnmadd_ps(n, _mm512_set1_ps(-2.12194440e-4f), r);
  static const float inverse_factorials[] = {1 / 720.0f, 1 / 120.0f, 1 / 24.0f, 1 / 6.0f, 1 / 2.0f, 1, 1};
  __m512 sum = _mm512_set1_ps(1 / 5040.0f);
  for (int i = 0; i < 7; i++) sum = _mm512_fmadd_ps(sum, r, _mm512_set1_ps(inverse_factorials[i]));
  return _mm512_scalef_ps(sum, n);
}

#endif

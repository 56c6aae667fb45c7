/* Searches for a scale per sub-block of 16, codes on both sides of 0: Q6_K and Q3_K (make_qx_quants, make_q3_quants). */
#ifndef CRIA_QUANTIZE_SYMMETRIC_H
#define CRIA_QUANTIZE_SYMMETRIC_H

#include "quantize/lanes.h"

/* The codes of the search are those of `inverse`; in empty lanes they are 0. */
typedef struct {
  f32x16 scale, inverse;
  i32x16 empty;
} Symmetric;

INLINE i32x16 symmetric_code(const Symmetric *s, f32x16 x) {
  return ~s->empty & (clamp(nearest(s->inverse * x), -32, 31) + 32);
}

/* Codes of 6 bits, of 19 scales the one with the least squares of errors, each times the weight's square. */
INLINE Symmetric search_symmetric(const f32x16 *x) {
  const f32x16 zero = splat(0);
  const Largest largest = largest_of(x, 16);
  f32x16 w[16], wx[16];
  for (int i = 0; i < 16; i++) {
    w[i] = x[i] * x[i];
    wx[i] = w[i] * x[i];
  }
  Symmetric best = {.scale = zero, .inverse = zero, .empty = largest.magnitude < splat(LEAST_MAGNITUDE)};
  f32x16 gain = zero;
  for (int step = -10; step <= 9; step++) {
    /* The widest range comes first, and is taken as it is. */
    const int first = step == -10;
    if (step == 0) continue;
    const f32x16 inverse = splat(first ? -32.f : -(32.f + 0.1f * (float)step)) / largest.value;
    f32x16 sum_lx = zero, sum_l2 = zero;
    for (int i = 0; i < 16; i++) {
      const f32x16 code = to_float(clamp(nearest(inverse * x[i]), -32, 31));
      sum_lx += wx[i] * code;
      sum_l2 += w[i] * code * code;
    }
    const f32x16 scale = sum_lx / sum_l2;
    const i32x16 better = first ? splat_int(-1) : (sum_l2 > zero) & (sum_lx * sum_lx > gain * sum_l2);
    best.inverse = choose(better, inverse, best.inverse);
    best.scale = choose(better, first ? choose(sum_l2 != zero, scale, zero) : scale, best.scale);
    gain = choose(better, best.scale * sum_lx, gain);
  }
  best.scale = choose(best.empty, zero, best.scale);
  return best;
}

/* Codes of 3 bits (0 to 7, or 0 in empty lanes), improved one by one in up to five rounds; gives the scales. */
INLINE f32x16 search_descending(const f32x16 *x, i32x16 *codes) {
  const f32x16 zero = splat(0);
  const Largest largest = largest_of(x, 16);
  const i32x16 empty = largest.magnitude < splat(LEAST_MAGNITUDE);
  const f32x16 inverse = splat(-4) / largest.value;
  f32x16 w[16], wx[16], sum_lx = zero, sum_l2 = zero;
  for (int i = 0; i < 16; i++) {
    w[i] = x[i] * x[i];
    wx[i] = w[i] * x[i];
    codes[i] = clamp(nearest(inverse * x[i]), -4, 3);
    const f32x16 code = to_float(codes[i]);
    sum_lx += wx[i] * code;
    sum_l2 += w[i] * code * code;
  }
  for (int round = 0; round < 5; round++) {
    i32x16 changed = splat_int(0);
    for (int i = 0; i < 16; i++) {
      const f32x16 old = to_float(codes[i]);
      f32x16 lx = sum_lx - wx[i] * old, l2 = sum_l2 - w[i] * old * old;
      const i32x16 code = clamp(nearest(x[i] * l2 / lx), -4, 3);
      i32x16 better = (lx > zero) & (code != codes[i]);
      lx += wx[i] * to_float(code);
      l2 += w[i] * to_float(code) * to_float(code);
      better &= (l2 > zero) & (lx * lx * sum_l2 > sum_lx * sum_lx * l2);
      codes[i] = (better & code) | (~better & codes[i]);
      sum_lx = choose(better, lx, sum_lx);
      sum_l2 = choose(better, l2, sum_l2);
      changed |= better;
    }
    if (!any_lane(changed)) break;
  }
  for (int i = 0; i < 16; i++) codes[i] = ~empty & (codes[i] + 4);
  return choose((sum_l2 > zero) & ~empty, sum_lx / sum_l2, zero);
}

#endif

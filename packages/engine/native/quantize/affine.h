/* The search for a scale and a min per sub-block: Q2_K, Q4_K, Q5_K (make_qkx2_quants of ggml-quants.c). */
#ifndef CRIA_QUANTIZE_AFFINE_H
#define CRIA_QUANTIZE_AFFINE_H

#include "quantize/lanes.h"

typedef struct {
  const int sub;       /* weights per sub-block */
  const int most;      /* the greatest code */
  const float first;   /* the range of the first try is `most + first` steps wide, */
  const int tries;     /* and each of `tries` further ones 0.1 steps wider */
  const int absolute;  /* sums magnitudes of errors, not squares */
} AffineSearch;

/* Weight = scale * code - min; the codes of the search are those of `inverse` and `base`. */
typedef struct {
  f32x16 scale, min, inverse, base;
} Affine;

INLINE i32x16 affine_code(const Affine *a, f32x16 x, const int most) {
  return clamp(nearest(a->inverse * (x - a->base)), 0, most);
}

INLINE f32x16 error_of(f32x16 difference, const int absolute) {
  return absolute ? magnitude(difference) : difference * difference;
}

/* x and their importances w, `[sub]` vectors each. */
INLINE Affine search_affine(const AffineSearch s, const f32x16 *x, const f32x16 *w) {
  const f32x16 zero = splat(0);
  f32x16 min = x[0], max = x[0], sum_w = w[0], sum_x = w[0] * x[0];
  for (int i = 1; i < s.sub; i++) {
    min = choose(x[i] < min, x[i], min);
    max = choose(x[i] > max, x[i], max);
    sum_w += w[i];
    sum_x += w[i] * x[i];
  }
  min = choose(min > zero, zero, min);
  const i32x16 flat = max == min;
  Affine best = {.inverse = splat((float)s.most) / (max - min), .base = min, .min = min};
  best.scale = splat(1) / best.inverse;
  f32x16 least = zero;
  for (int i = 0; i < s.sub; i++) {
    const f32x16 code = to_float(affine_code(&best, x[i], s.most));
    least += w[i] * error_of(best.scale * code + min - x[i], s.absolute);
  }
  for (int try = 0; try <= s.tries; try++) {
    const Affine tried = {.inverse = splat(s.first + 0.1f * (float)try + (float)s.most) / (max - best.min),
                          .base = best.min};
    f32x16 sum_l = zero, sum_l2 = zero, sum_xl = zero, codes[32];
    for (int i = 0; i < s.sub; i++) {
      const f32x16 code = to_float(affine_code(&tried, x[i], s.most)), weighted = w[i] * code;
      codes[i] = code;
      sum_l += weighted;
      sum_l2 += weighted * code;
      sum_xl += weighted * x[i];
    }
    const f32x16 determinant = sum_w * sum_l2 - sum_l * sum_l;
    f32x16 scale = (sum_w * sum_xl - sum_x * sum_l) / determinant;
    f32x16 offset = (sum_l2 * sum_x - sum_l * sum_xl) / determinant;
    const i32x16 above = offset > zero;
    scale = choose(above, sum_xl / sum_l2, scale);
    offset = choose(above, zero, offset);
    f32x16 error = zero;
    for (int i = 0; i < s.sub; i++) error += w[i] * error_of(scale * codes[i] + offset - x[i], s.absolute);
    const i32x16 better = (determinant > zero) & (error < least);
    least = choose(better, error, least);
    best.scale = choose(better, scale, best.scale);
    best.min = choose(better, offset, best.min);
    best.inverse = choose(better, tried.inverse, best.inverse);
    best.base = choose(better, tried.base, best.base);
  }
  best.scale = choose(flat, zero, best.scale);
  best.min = -choose(flat, min, best.min);
  best.inverse = choose(flat, zero, best.inverse);
  return best;
}

/* The final codes: those of the scales as they are stored, or of the search where such a scale is 0. */
INLINE void affine_codes(const AffineSearch s, const Affine *a, const f32x16 *x, f32x16 scale, f32x16 min,
                         uint8_t (*codes)[LANES]) {
  const i32x16 none = scale == splat(0);
  for (int i = 0; i < s.sub; i++) {
    i32x16 code = clamp(nearest((x[i] + min) / scale), 0, s.most);
    if (any_lane(none)) code = (none & affine_code(a, x[i], s.most)) | (~none & code);
    store_codes(codes, i, code);
  }
}

#endif

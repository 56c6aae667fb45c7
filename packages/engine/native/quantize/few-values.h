/* Formats of few values: MXFP4, TQ1_0, TQ2_0, Q1_0, Q2_0; layouts in formats/four-bit.c and formats/ternary.c. */
#ifndef CRIA_QUANTIZE_FEW_VALUES_H
#define CRIA_QUANTIZE_FEW_VALUES_H

#include "quantize/legacy.h"

/*
 * floor(log2(x)) of a float above 0, with log2(x) rounded to a float first, as llama.cpp has it: just below a power of
 * two, 2^p (1 - n 2^-24), it is p - n 2^-24 / ln 2, which rounds to p where that is less than half a step of floats
 * there. A step is 2^(b-23), where 2^b is the greatest power of two not above the magnitude of the logarithm.
 */
INLINE int floor_log2(float x) {
  uint32_t bits;
  memcpy(&bits, &x, sizeof bits);
  if (bits < 0x00800000) return 31 - __builtin_clz(bits) - 149;
  const int next = (int)(bits >> 23) - 126;
  const uint32_t below = 0x00800000 - (bits & 0x007fffff);
  if (next == 0 || below > 64) return next - 1;
  /* The logarithm lies below `next`: nearer to 0 where that is positive. */
  const unsigned size = (unsigned)(next > 0 ? 2 * next - 1 : -2 * next);
  const uint32_t reach = 1u << (31 - __builtin_clz(size) - 1);
  return below * 1.4426950408889634 < (size == 1 ? 0.5 : reach) ? next : next - 1;
}

static void quantize_MXFP4(const float *x, uint8_t *out) {
  static const int8_t values[16] = {0, 1, 2, 3, 4, 6, 8, 12, 0, -1, -2, -3, -4, -6, -8, -12};
  const float most = largest_magnitude(x, 32);
  const uint8_t exponent = most > 0 ? (uint8_t)(floor_log2(most) + 125) : 0;
  const uint32_t bits = exponent < 2 ? 0x00200000u << exponent : (uint32_t)(exponent - 1) << 23;
  float d;
  memcpy(&d, &bits, sizeof d);
  uint8_t codes[32];
  for (int at = 0; at < 32; at += LANES) {
    const f32x16 weights = load_f32x16(x + at);
    f32x16 least = magnitude(weights);
    i32x16 code = splat_int(0);
    for (int c = 1; c < 16; c++) {
      const f32x16 error = magnitude(splat((float)values[c] * d) - weights);
      const i32x16 better = error < least;
      least = choose(better, error, least);
      code = (better & splat_int(c)) | (~better & code);
    }
    store_u8x16(codes + at, (u8x16)__builtin_convertvector(code, i8x16));
  }
  out[0] = exponent;
  join_nibbles(codes, out + 1);
}

/* Codes 0, 1, 2 of 256 weights; gives their scale. */
INLINE float ternary_codes(const float *x, uint8_t *codes) {
  const float d = largest_magnitude(x, 256), inverse = inverse_of(d);
  for (int i = 0; i < 256; i += LANES) {
    const i32x16 code = nearest_away(load_f32x16(x + i) * splat(inverse)) + 1;
    store_u8x16(codes + i, (u8x16)__builtin_convertvector(code, i8x16));
  }
  return d;
}

/* Up to five digits of base 3, `stride` apart, as a fraction of 256. */
INLINE uint8_t join_trits(const uint8_t *codes, int stride, int count) {
  unsigned number = 0;
  for (int i = 0; i < 5; i++) number = 3 * number + (i < count ? codes[i * stride] : 0u);
  return (uint8_t)((number * 256 + 242) / 243);
}

static void quantize_TQ1_0(const float *x, uint8_t *out) {
  uint8_t codes[256];
  const float d = ternary_codes(x, codes);
  for (int i = 0; i < 32; i++) out[i] = join_trits(codes + i, 32, 5);
  for (int i = 0; i < 16; i++) out[32 + i] = join_trits(codes + 160 + i, 16, 5);
  for (int i = 0; i < 4; i++) out[48 + i] = join_trits(codes + 240 + i, 4, 4);
  store_half(out + 52, d);
}

static void quantize_TQ2_0(const float *x, uint8_t *out) {
  uint8_t codes[256];
  const float d = ternary_codes(x, codes);
  for (int i = 0; i < 64; i++) {
    const uint8_t *code = codes + i / 32 * 128 + i % 32;
    out[i] = (uint8_t)(code[0] | code[32] << 2 | code[64] << 4 | code[96] << 6);
  }
  store_half(out + 64, d);
}

/* The signs of 128 weights, and the mean of their magnitudes. */
static void quantize_Q1_0(const float *x, uint8_t *out) {
  float sum = 0;
  memset(out, 0, 18);
  for (int i = 0; i < 128; i++) {
    sum += __builtin_fabsf(x[i]);
    out[2 + i / 8] |= (uint8_t)((x[i] >= 0) << i % 8);
  }
  store_half(out, sum / 128);
}

static void quantize_Q2_0(const float *x, uint8_t *out) {
  const float d = largest_magnitude(x, 64), inverse = inverse_of(d);
  memset(out, 0, 18);
  for (int i = 0; i < 64; i += LANES) {
    const f32x16 steps = load_f32x16(x + i) * splat(inverse);
    const i32x16 code = (magnitude(steps) < splat(0x1p23f)) & clamp(nearest_away(steps) + 1, 0, 3);
    for (int l = 0; l < LANES; l++) out[2 + (i + l) / 4] |= (uint8_t)(code[l] << l % 4 * 2);
  }
  store_half(out, d);
}

#endif

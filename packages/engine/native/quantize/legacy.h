/* Q4_0 .. Q8_0: blocks of 32 with a scale, and perhaps a min (quantize_row_q4_0_ref and so on); layouts in formats/legacy.c. */
#ifndef CRIA_QUANTIZE_LEGACY_H
#define CRIA_QUANTIZE_LEGACY_H

#include "quantize/lanes.h"

/* The largest magnitude of `count` weights, a multiple of 16. */
INLINE float largest_magnitude(const float *x, size_t count) {
  i32x16 most = splat_int(0);
  /* Floats without their sign are in the order of their bits. */
  for (size_t i = 0; i < count; i += LANES) {
    most = __builtin_elementwise_max(most, (i32x16)magnitude(load_f32x16(x + i)));
  }
  const int32_t bits = max_lanes(most);
  float value;
  memcpy(&value, &bits, sizeof value);
  return value;
}

/* The first weight of the largest magnitude of a block. */
INLINE float largest_of_block(const float *x) {
  const float most = largest_magnitude(x, 32);
  for (int i = 0; i < 32; i++) {
    if (__builtin_fabsf(x[i]) == most) return x[i];
  }
  return 0;
}

/* Without the fraction; 0 for what is no int. */
INLINE int whole_of(float x) { return __builtin_fabsf(x) < 0x1p31f ? (int)x : 0; }

INLINE float inverse_of(float d) { return d != 0 ? 1.f / d : 0; }

/* Halves of a block side by side in nibbles, and the fifth bits in a word. */
INLINE void join_nibbles(const uint8_t *codes, uint8_t *out) {
  for (int i = 0; i < 16; i++) out[i] = (uint8_t)((codes[i] & 15) | (codes[i + 16] & 15) << 4);
}

INLINE void join_fifth_bits(const uint8_t *codes, uint8_t *out) {
  uint32_t bits = 0;
  for (int i = 0; i < 32; i++) bits |= (uint32_t)(codes[i] >> 4) << i;
  store32(out, bits);
}

/* Codes from -2^(bits-1): the weight of the largest magnitude has the least. */
INLINE void quantize_around_zero(const int bits, const float *x, uint8_t *out) {
  const int zero = 1 << (bits - 1), most = 2 * zero - 1;
  const float d = largest_of_block(x) / (float)-zero, inverse = inverse_of(d);
  uint8_t codes[32];
  for (int i = 0; i < 32; i++) {
    const int code = whole_of(x[i] * inverse + ((float)zero + 0.5f));
    codes[i] = (uint8_t)(code > most ? most : code);
  }
  store_half(out, d);
  if (bits == 5) join_fifth_bits(codes, out + 2);
  join_nibbles(codes, out + (bits == 5 ? 6 : 2));
}

INLINE void quantize_above_min(const int bits, const float *x, uint8_t *out) {
  const int most = (1 << bits) - 1;
  float min = x[0], max = x[0];
  for (int i = 1; i < 32; i++) {
    min = x[i] < min ? x[i] : min;
    max = x[i] > max ? x[i] : max;
  }
  const float d = (max - min) / (float)most, inverse = inverse_of(d);
  uint8_t codes[32];
  for (int i = 0; i < 32; i++) {
    const int code = whole_of((x[i] - min) * inverse + 0.5f);
    codes[i] = (uint8_t)(code > most ? most : code);
  }
  store_half(out, d);
  store_half(out + 2, min);
  if (bits == 5) join_fifth_bits(codes, out + 4);
  join_nibbles(codes, out + (bits == 5 ? 8 : 4));
}

static void quantize_Q4_0(const float *x, uint8_t *out) { quantize_around_zero(4, x, out); }
static void quantize_Q4_1(const float *x, uint8_t *out) { quantize_above_min(4, x, out); }
static void quantize_Q5_0(const float *x, uint8_t *out) { quantize_around_zero(5, x, out); }
static void quantize_Q5_1(const float *x, uint8_t *out) { quantize_above_min(5, x, out); }

/* The nearest integer, halves away from 0; 0 beyond 2^23, where the inverse of a subnormal scale is infinite. */
INLINE i32x16 nearest_away(f32x16 x) {
  const i32x16 whole = __builtin_convertvector(x, i32x16);
  const f32x16 rest = x - to_float(whole);
  return (magnitude(x) < splat(0x1p23f)) & (whole - (rest >= splat(0.5f)) + (rest <= splat(-0.5f)));
}

static void quantize_Q8_0(const float *x, uint8_t *out) {
  const float d = largest_magnitude(x, 32) / 127, inverse = inverse_of(d);
  store_half(out, d);
  for (int i = 0; i < 32; i += LANES) {
    store_i8x16(out + 2 + i, __builtin_convertvector(nearest_away(load_f32x16(x + i) * splat(inverse)), i8x16));
  }
}

#endif

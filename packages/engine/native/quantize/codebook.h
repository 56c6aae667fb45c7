/* IQ4_NL and IQ4_XS: codes choose one of 16 values (quantize_row_iq4_nl_impl); layouts in formats/four-bit.c. */
#ifndef CRIA_QUANTIZE_CODEBOOK_H
#define CRIA_QUANTIZE_CODEBOOK_H

#include "quantize/lanes.h"

static const int8_t iq4_values[16] = {-127, -104, -83, -65, -49, -35, -22, -10, 1, 13, 25, 38, 53, 69, 89, 113};

/* Lanes that lie below the middle of values i and i + 1. */
INLINE i32x16 below_middle(f32x16 x, int i) { return x < splat((float)(iq4_values[i] + iq4_values[i + 1]) / 2); }

/* The code of the nearest value; in the middle between two, the greater one's. */
INLINE i32x16 nearest_code(f32x16 x) {
  i32x16 code = splat_int(15);
  for (int i = 0; i < 15; i++) code += below_middle(x, i);
  return code;
}

/* The nearest value itself. */
INLINE f32x16 nearest_value(f32x16 x) {
  i32x16 value = splat_int(iq4_values[15]);
  for (int i = 0; i < 15; i++) value -= below_middle(x, i) & splat_int(iq4_values[i + 1] - iq4_values[i]);
  return to_float(value);
}

/* Of 16 scales per sub-block of 32 the one with the least squares of errors, each times the weight's square. */
INLINE f32x16 search_codebook(const f32x16 *x) {
  const f32x16 zero = splat(0);
  const Largest largest = largest_of(x, 32);
  f32x16 best = zero, gain = zero;
  for (int step = -8; step <= 7; step++) {
    /* What the first try gives is taken as it is. */
    const int first = step == -8;
    const f32x16 inverse =
        first ? splat(1) / (-largest.value / splat(iq4_values[0])) : splat((float)(step + iq4_values[0])) / largest.value;
    f32x16 sum_qx = zero, sum_q2 = zero;
    for (int i = 0; i < 32; i++) {
      const f32x16 q = nearest_value(inverse * x[i]), weighted = x[i] * x[i] * q;
      sum_qx += weighted * x[i];
      sum_q2 += weighted * q;
    }
    const f32x16 scale = choose(sum_q2 > zero, sum_qx / sum_q2, zero);
    const i32x16 better = first ? splat_int(-1) : (sum_q2 > zero) & (sum_qx * sum_qx > gain * sum_q2);
    best = choose(better, scale, best);
    gain = choose(better, scale * sum_qx, gain);
  }
  return choose(largest.magnitude < splat(LEAST_MAGNITUDE), zero, best);
}

/* A byte of each lane's codes i and i + 16. */
INLINE void store_lane_nibbles(const uint8_t (*codes)[LANES], int lane, uint8_t *out) {
  for (int i = 0; i < 16; i++) out[i] = (uint8_t)(codes[i][lane] | codes[i + 16][lane] << 4);
}

/* Sub-blocks that are missing of 16 are zero. */
INLINE void some_to_lanes(const float *from, int sub_blocks, f32x16 *x) {
  float all[512] = {0};
  if (sub_blocks < LANES) from = memcpy(all, from, (size_t)sub_blocks * 128);
  to_lanes(from, 32, x);
}

INLINE void codebook_codes(const f32x16 *x, f32x16 scale, uint8_t (*codes)[LANES]) {
  const f32x16 inverse = choose(scale == splat(0), splat(0), splat(1) / scale);
  for (int i = 0; i < 32; i++) store_codes(codes, i, nearest_code(inverse * x[i]));
}

/* Up to 16 blocks. */
static void quantize_IQ4_NL(const float *from, int blocks, uint8_t *out) {
  f32x16 x[32];
  some_to_lanes(from, blocks, x);
  const f32x16 scale = search_codebook(x);
  uint8_t codes[32][LANES];
  codebook_codes(x, scale, codes);
  for (int b = 0; b < blocks; b++) {
    store_half(out + 18 * b, scale[b]);
    store_lane_nibbles(codes, b, out + 18 * b + 2);
  }
}

/* Up to two blocks, of eight sub-blocks each. */
static void quantize_IQ4_XS(const float *from, int blocks, uint8_t *out) {
  f32x16 x[32], scale = splat(0);
  some_to_lanes(from, 8 * blocks, x);
  const f32x16 scales = search_codebook(x);
  for (int b = 0; b < blocks; b++) {
    uint8_t *block = out + 136 * b;
    float most = 0, max_scale = 0;
    for (int j = 8 * b; j < 8 * b + 8; j++) {
      if (__builtin_fabsf(scales[j]) > most) most = __builtin_fabsf(scales[j]), max_scale = scales[j];
    }
    const float d = -max_scale / 32, inverse = d != 0 ? 1 / d : 0;
    unsigned high = 0;
    memset(block + 4, 0, 4);
    for (int j = 0; j < 8; j++) {
      int code = nearest_int(inverse * scales[8 * b + j]);
      code = code < -32 ? -32 : code > 31 ? 31 : code;
      scale[8 * b + j] = d * (float)code;
      block[4 + j / 2] |= (uint8_t)(((code + 32) & 15) << 4 * (j % 2));
      high |= (unsigned)((code + 32) >> 4) << 2 * j;
    }
    store_half(block, d);
    block[2] = (uint8_t)high;
    block[3] = (uint8_t)(high >> 8);
  }
  uint8_t codes[32][LANES];
  codebook_codes(x, scale, codes);
  for (int b = 0; b < blocks; b++) {
    for (int j = 0; j < 8; j++) store_lane_nibbles(codes, 8 * b + j, out + 136 * b + 8 + 16 * j);
  }
}

#endif

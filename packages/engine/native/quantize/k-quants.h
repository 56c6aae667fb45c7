/* Q2_K .. Q6_K without an importance matrix (quantize_row_q2_K_ref and so on); layouts in formats/k-quants.c. */
#ifndef CRIA_QUANTIZE_K_QUANTS_H
#define CRIA_QUANTIZE_K_QUANTS_H

#include "quantize/affine.h"
#include "quantize/symmetric.h"

/* 2-bit codes of 16 sub-blocks of 16: each byte of a half holds weights i, i + 32, i + 64 and i + 96 of 128. */
INLINE void join_pairs(uint8_t (*codes)[LANES], uint8_t *out) {
  for (int half = 0; half < 2; half++) {
    for (int i = 0; i < 32; i++) {
      const uint8_t *code = codes[i % 16] + 8 * half + i / 16;
      out[32 * half + i] = (uint8_t)((code[0] & 3) | (code[2] & 3) << 2 | (code[4] & 3) << 4 | (code[6] & 3) << 6);
    }
  }
}

static void quantize_Q2_K(const float *from, uint8_t *out) {
  const AffineSearch search = {.sub = 16, .most = 3, .first = -0.5f, .tries = 15, .absolute = 1};
  f32x16 x[16], w[16], scale, min;
  to_lanes(from, 16, x);
  for (int i = 0; i < 16; i++) w[i] = magnitude(x[i]);
  const Affine a = search_affine(search, x, w);
  float max_scale = 0, max_min = 0;
  for (int l = 0; l < LANES; l++) {
    if (a.scale[l] > max_scale) max_scale = a.scale[l];
    if (a.min[l] > max_min) max_min = a.min[l];
  }
  const float d = max_scale > 0 ? max_scale / 15.f : 0, dmin = max_min > 0 ? max_min / 15.f : 0;
  for (int l = 0; l < LANES; l++) {
    int byte = max_scale > 0 ? nearest_int(15.f / max_scale * a.scale[l]) : 0;
    if (max_min > 0) byte |= (int)((unsigned)nearest_int(15.f / max_min * a.min[l]) << 4);
    out[l] = (uint8_t)byte;
    scale[l] = stored_half(d) * (float)(out[l] & 15);
    min[l] = stored_half(dmin) * (float)(out[l] >> 4);
  }
  uint8_t codes[16][LANES];
  affine_codes(search, &a, x, scale, min, codes);
  join_pairs(codes, out + 16);
  store_half(out + 80, d);
  store_half(out + 82, dmin);
}

static void quantize_Q3_K(const float *from, uint8_t *out) {
  f32x16 x[16], scale;
  i32x16 searched[16];
  to_lanes(from, 16, x);
  const f32x16 scales = search_descending(x, searched);
  float most = 0, max_scale = 0;
  for (int l = 0; l < LANES; l++) {
    if (__builtin_fabsf(scales[l]) > most) most = __builtin_fabsf(scales[l]), max_scale = scales[l];
  }
  const float inverse = -32.f / max_scale, d = max_scale != 0 ? 1 / inverse : 0;
  memset(out, 0, 110);
  for (int l = 0; l < LANES; l++) {
    /* Without a scale all bits stay 0, which reads as -32. */
    int code = max_scale != 0 ? nearest_int(inverse * scales[l]) : -32;
    code = code < -32 ? -32 : code > 31 ? 31 : code;
    scale[l] = stored_half(d) * (float)code;
    out[96 + l % 8] |= (uint8_t)(((code + 32) & 15) << 4 * (l / 8));
    out[104 + l % 4] |= (uint8_t)(((code + 32) >> 4) << 2 * (l / 4));
  }
  const i32x16 none = scale == splat(0);
  uint8_t codes[16][LANES];
  for (int i = 0; i < 16; i++) {
    const i32x16 code = clamp(nearest(x[i] / scale), -4, 3) + 4;
    store_codes(codes, i, (none & searched[i]) | (~none & code));
    for (int l = 0; l < LANES; l++) out[16 * (l % 2) + i] |= (uint8_t)(codes[i][l] >> 2 << l / 2);
  }
  join_pairs(codes, out + 32);
  store_half(out + 108, d);
}

INLINE void join_scales_and_mins(const uint8_t *scale, const uint8_t *min, uint8_t *out) {
  for (int j = 0; j < 4; j++) {
    out[j] = (uint8_t)(scale[j] | scale[j + 4] >> 4 << 6);
    out[j + 4] = (uint8_t)(min[j] | min[j + 4] >> 4 << 6);
    out[j + 8] = (uint8_t)((scale[j + 4] & 15) | (min[j + 4] & 15) << 4);
  }
}

/* Two blocks of eight sub-blocks, or one, whose lanes then stand twice; five bits have their upper ones in 32 bytes. */
INLINE void quantize_eight_parts(const AffineSearch search, const float *from, const int blocks, uint8_t *out) {
  const int five = search.most == 31, bytes = five ? 176 : 144;
  f32x16 x[32], w[32], scale, min;
  float twice[512];
  if (blocks == 1) {
    memcpy(twice, from, 1024);
    memcpy(twice + 256, from, 1024);
    from = twice;
  }
  to_lanes(from, 32, x);
  f32x16 sum = splat(0);
  for (int i = 0; i < 32; i++) sum += x[i] * x[i];
  const f32x16 mean = __builtin_elementwise_sqrt(sum / splat(32));
  for (int i = 0; i < 32; i++) w[i] = mean + magnitude(x[i]);
  const Affine a = search_affine(search, x, w);
  for (int b = 0; b < blocks; b++) {
    uint8_t scales[8], mins[8], *block = out + b * bytes;
    float max_scale = 0, max_min = 0;
    for (int j = 0; j < 8; j++) {
      if (a.scale[8 * b + j] > max_scale) max_scale = a.scale[8 * b + j];
      if (a.min[8 * b + j] > max_min) max_min = a.min[8 * b + j];
    }
    const float inverse_scale = max_scale > 0 ? 63.f / max_scale : 0, inverse_min = max_min > 0 ? 63.f / max_min : 0;
    const float d = max_scale / 63.f, dmin = max_min / 63.f;
    for (int j = 0; j < 8; j++) {
      const uint8_t s = (uint8_t)nearest_int(inverse_scale * a.scale[8 * b + j]);
      const uint8_t m = (uint8_t)nearest_int(inverse_min * a.min[8 * b + j]);
      scales[j] = s > 63 ? 63 : s;
      mins[j] = m > 63 ? 63 : m;
      scale[8 * b + j] = stored_half(d) * (float)scales[j];
      min[8 * b + j] = stored_half(dmin) * (float)mins[j];
    }
    store_half(block, d);
    store_half(block + 2, dmin);
    join_scales_and_mins(scales, mins, block + 4);
  }
  if (blocks == 1) {
    for (int j = 0; j < 8; j++) scale[8 + j] = scale[j], min[8 + j] = min[j];
  }
  uint8_t codes[32][LANES];
  affine_codes(search, &a, x, scale, min, codes);
  for (int b = 0; b < blocks; b++) {
    uint8_t *low = out + b * bytes + (five ? 48 : 16), *high = out + b * bytes + 16;
    for (int i = 0; i < 32; i++) {
      const uint8_t *code = codes[i] + 8 * b;
      for (int j = 0; j < 4; j++) low[32 * j + i] = (uint8_t)((code[2 * j] & 15) | (code[2 * j + 1] & 15) << 4);
      if (!five) continue;
      high[i] = 0;
      for (int j = 0; j < 8; j++) high[i] |= (uint8_t)(code[j] >> 4 << j);
    }
  }
}

static void quantize_Q4_K(const float *x, int blocks, uint8_t *out) {
  quantize_eight_parts((AffineSearch){.sub = 32, .most = 15, .first = -1.f, .tries = 20}, x, blocks, out);
}

static void quantize_Q5_K(const float *x, int blocks, uint8_t *out) {
  quantize_eight_parts((AffineSearch){.sub = 32, .most = 31, .first = -0.5f, .tries = 15}, x, blocks, out);
}

static void quantize_Q6_K(const float *from, uint8_t *out) {
  f32x16 x[16], scale;
  to_lanes(from, 16, x);
  const Symmetric s = search_symmetric(x);
  float most = 0, max_scale = 0;
  for (int l = 0; l < LANES; l++) {
    if (__builtin_fabsf(s.scale[l]) > most) most = __builtin_fabsf(s.scale[l]), max_scale = s.scale[l];
  }
  memset(out, 0, 210);
  if (most < LEAST_MAGNITUDE) return;
  const float inverse = -128.f / max_scale, d = 1 / inverse;
  for (int l = 0; l < LANES; l++) {
    const int code = nearest_int(inverse * s.scale[l]);
    out[192 + l] = (uint8_t)(code > 127 ? 127 : code);
    scale[l] = stored_half(d) * (float)(int8_t)out[192 + l];
  }
  store_half(out + 208, d);
  const i32x16 none = scale == splat(0);
  uint8_t codes[16][LANES];
  for (int i = 0; i < 16; i++) {
    const i32x16 code = clamp(nearest(x[i] / scale), -32, 31) + 32;
    store_codes(codes, i, (none & symmetric_code(&s, x[i])) | (~none & code));
  }
  for (int half = 0; half < 2; half++) {
    for (int i = 0; i < 32; i++) {
      const uint8_t *code = codes[i % 16] + 8 * half + i / 16;
      out[64 * half + i] = (uint8_t)((code[0] & 15) | (code[4] & 15) << 4);
      out[64 * half + 32 + i] = (uint8_t)((code[2] & 15) | (code[6] & 15) << 4);
      out[128 + 32 * half + i] = (uint8_t)(code[0] >> 4 | code[2] >> 4 << 2 | code[4] >> 4 << 4 | code[6] >> 4 << 6);
    }
  }
}

#endif

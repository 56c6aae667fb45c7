#include "formats/dequantize.h"

#include "formats/floats.h"

#include "formats/bits.h"

static float float_of_bits(uint32_t bits) {
  float value;
  memcpy(&value, &bits, sizeof value);
  return value;
}

static uint32_t bits_of_float(float value) {
  uint32_t bits;
  memcpy(&bits, &value, sizeof bits);
  return bits;
}

/* A conversion of _Float16 is a call into the compiler's library where the CPU is not known to have one. */
static inline float float_of_half(uint16_t half) {
  const uint32_t magnitude = half & 0x7fff;
  /* Exponents have another bias, 127 instead of 15, and the greatest is for Inf and NaN: 255 instead of 31. */
  const uint32_t normal = (magnitude << 13) + (magnitude < 0x7c00 ? (127 - 15) << 23 : (255 - 31) << 23);
  const uint32_t subnormal = bits_of_float((float)(int32_t)magnitude * 0x1p-24f);
  return float_of_bits((half & 0x8000u) << 16 | (magnitude < 0x400 ? subnormal : normal));
}

/* 2^(e - 128); the first two are subnormal. 255 is NaN by the standard and 2^127 in llama.cpp. */
static float float_of_e8m0(uint16_t e) { return float_of_bits(e < 2 ? 0x00200000u << e : (uint32_t)(e - 1) << 23); }

/* Of the weights [i * sub, (i + 1) * sub). */
static float scale_of(const Format *f, const Decoded *block, int i) {
  switch (f->head) {
    case HEAD_E8M0: return f->unit * float_of_e8m0(block->d[i]);
    case HEAD_SUPER: return f->unit * float_of_half(block->d[0]);
    case HEAD_SUPER_SCALES:
    case HEAD_SUPER_MINS: return f->unit * float_of_half(block->d[0]) * block->scale[i];
    default: return f->unit * float_of_half(block->d[i]);
  }
}

static float offset_of(const Format *f, const Decoded *block, int i) {
  if (f->head == HEAD_HALF_MIN) return float_of_half(block->m[i]);
  return -(float_of_half(block->m[0]) * block->min[i]);
}

static void values_of(const Format *f, const uint8_t *codes, float *values) {
  if (f->codebook) {
    for (int i = 0; i < f->sub; i++) values[i] = f->codebook[codes[i]];
  } else if (f->is_signed) {
    for (int i = 0; i < f->sub; i++) values[i] = (int8_t)codes[i];
  } else {
    for (int i = 0; i < f->sub; i++) values[i] = (float)(codes[i] - f->zero);
  }
}

void dequantize_decoded(const Format *f, const Decoded *block, size_t count, float *out) {
  const int has_offset = f->head == HEAD_HALF_MIN || f->head == HEAD_SUPER_MINS;
  for (int i = 0; i < (int)count / f->sub; i++, out += f->sub) {
    const float scale = scale_of(f, block, i);
    values_of(f, block->codes + i * f->sub, out);
    for (int j = 0; j < f->sub; j++) out[j] *= scale;
    if (!has_offset) continue;
    const float offset = offset_of(f, block, i);
    for (int j = 0; j < f->sub; j++) out[j] += offset;
  }
}

int dequantize(const Format *f, const uint8_t *blocks, size_t count, float *out) {
  if (!f) return 1;
  for (size_t b = 0; b < count; b++, blocks += f->block_bytes, out += f->block) {
    Decoded block;
    f->decode(blocks, &block);
    dequantize_decoded(f, &block, (size_t)f->block, out);
  }
  return 0;
}

int dequantize_floats(int ggml_type, const void *restrict in, size_t count, float *restrict out) {
  const uint8_t *bytes = in;
  switch (ggml_type) {
    case TYPE_F32: memcpy(out, in, count * sizeof *out); return 0;
    case TYPE_F16:
      for (size_t i = 0; i < count; i++) out[i] = float_of_half(load16(bytes + 2 * i));
      return 0;
    case TYPE_BF16:
      for (size_t i = 0; i < count; i++) out[i] = float_of_bits((uint32_t)load16(bytes + 2 * i) << 16);
      return 0;
    default: return 1;
  }
}

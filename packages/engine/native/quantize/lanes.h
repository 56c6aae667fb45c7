/*
 * What quantisers share. Weights of 16 sub-blocks lie side by side, a lane each, so that every lane does the sums of its
 * sub-block in the order in which llama.cpp does them: the bytes are those of its reference quantisers.
 */
#ifndef CRIA_QUANTIZE_LANES_H
#define CRIA_QUANTIZE_LANES_H

#include "formats/bits.h"
#include "formats/list.h"
#include "kernels/vector.h"

/* Ids of the formats: QUANTIZE_Q4_0 and so on. */
enum {
#define ID(name, type, ...) QUANTIZE_##name = type,
  FORMATS(ID)
#undef ID
};

/* Sub-blocks below this magnitude are zero (GROUP_MAX_EPS of ggml-quants.c). */
#define LEAST_MAGNITUDE 1e-15f

INLINE void store_half(uint8_t *to, float value) {
  const _Float16 half = (_Float16)value;
  memcpy(to, &half, sizeof half);
}

/* A float as it reads once it is stored as a half. */
INLINE float stored_half(float value) { return (float)(_Float16)value; }

/* The nearest integer, ties to even; beyond 2^22 what the same trick gives everywhere. */
INLINE i32x16 nearest(f32x16 x) {
  return ((i32x16)(x + splat(12582912.f)) & splat_int(0x007fffff)) - splat_int(0x00400000);
}

INLINE int32_t nearest_int(float x) {
  const float moved = x + 12582912.f;
  int32_t bits;
  memcpy(&bits, &moved, sizeof bits);
  return (bits & 0x007fffff) - 0x00400000;
}

INLINE i32x16 clamp(i32x16 x, int32_t least, int32_t most) {
  return __builtin_elementwise_max(splat_int(least), __builtin_elementwise_min(splat_int(most), x));
}

INLINE f32x16 magnitude(f32x16 x) { return (f32x16)((i32x16)x & splat_int(0x7fffffff)); }
INLINE int any_lane(i32x16 mask) { return __builtin_reduce_or(mask) != 0; }

/* Lane l of vector i is element i of sub-block l. */
INLINE void to_lanes(const float *x, const int sub, f32x16 *lanes) {
  for (int l = 0; l < LANES; l++) {
    for (int i = 0; i < sub; i++) ((float *)lanes)[i * LANES + l] = x[l * sub + i];
  }
}

/* The codes of element i, a byte per lane. */
INLINE void store_codes(uint8_t (*codes)[LANES], int i, i32x16 code) {
  store_u8x16(codes[i], (u8x16)__builtin_convertvector(code, i8x16));
}

/* Magnitude and value of the first of the largest weights of each lane. */
typedef struct {
  f32x16 magnitude, value;
} Largest;

INLINE Largest largest_of(const f32x16 *x, const int sub) {
  Largest largest = {splat(0), splat(0)};
  for (int i = 0; i < sub; i++) {
    const i32x16 greater = magnitude(x[i]) > largest.magnitude;
    largest.magnitude = choose(greater, magnitude(x[i]), largest.magnitude);
    largest.value = choose(greater, x[i], largest.value);
  }
  return largest;
}

#endif

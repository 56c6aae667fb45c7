/*
 * Vectors of 16 lanes, whatever the CPU has: the compiler splits them into registers of 512, 256 or 128 bits. What is
 * written with them gives the same bits at every level, as long as no operation depends on the width of a register.
 */
#ifndef CRIA_VECTOR_H
#define CRIA_VECTOR_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#define INLINE static inline __attribute__((always_inline))
/* For loops whose variable should be a constant, or whose values must stay in registers. */
#if defined(__AVX2__) || defined(__aarch64__)
#define UNROLL _Pragma("clang loop unroll(full)")
#else
#define UNROLL
#endif

enum { LANES = 16 };

typedef float f32x4 __attribute__((vector_size(16)));
typedef float f32x16 __attribute__((vector_size(64)));
typedef int32_t i32x16 __attribute__((vector_size(64)));
typedef uint32_t u32x16 __attribute__((vector_size(64)));
typedef uint16_t u16x16 __attribute__((vector_size(32)));
typedef _Float16 f16x16 __attribute__((vector_size(32)));
typedef int8_t i8x16 __attribute__((vector_size(16)));
typedef uint8_t u8x16 __attribute__((vector_size(16)));

/* Loads and stores of any alignment. */
#define DEFINE_MEMORY(type)                              \
  INLINE type load_##type(const void *from) {            \
    type value;                                          \
    memcpy(&value, from, sizeof value);                  \
    return value;                                        \
  }                                                      \
  INLINE void store_##type(void *to, const type value) { \
    memcpy(to, &value, sizeof value);                    \
  }
DEFINE_MEMORY(f32x4)
DEFINE_MEMORY(f32x16)
DEFINE_MEMORY(i32x16)
DEFINE_MEMORY(u32x16)
DEFINE_MEMORY(u16x16)
DEFINE_MEMORY(f16x16)
DEFINE_MEMORY(i8x16)
DEFINE_MEMORY(u8x16)

INLINE f32x16 splat(float x) { return (f32x16){x, x, x, x, x, x, x, x, x, x, x, x, x, x, x, x}; }
INLINE i32x16 splat_int(int32_t x) { return (i32x16){x, x, x, x, x, x, x, x, x, x, x, x, x, x, x, x}; }

INLINE f32x16 to_float(i32x16 x) { return __builtin_convertvector(x, f32x16); }

/* Lanes where the mask, the result of a comparison, is set come from a, the others from b. */
INLINE f32x16 choose(i32x16 mask, f32x16 a, f32x16 b) {
  return (f32x16)((mask & (i32x16)a) | (~mask & (i32x16)b));
}

#if defined(__FMA__) || defined(__aarch64__)
/* a * b + c, rounded once. */
INLINE f32x16 fma16(f32x16 a, f32x16 b, f32x16 c) { return __builtin_elementwise_fma(a, b, c); }
INLINE f32x16 half_to_float(f16x16 x) { return __builtin_convertvector(x, f32x16); }
#else
#include "kernels/vector-emulated.h"
#endif

/* The first `count` floats, the other lanes zero. */
INLINE f32x16 load_some(const float *from, size_t count) {
  if (count >= LANES) return load_f32x16(from);
  f32x16 value = splat(0);
  for (size_t i = 0; i < count; i++) value[i] = from[i];
  return value;
}

INLINE void store_some(float *to, f32x16 value, size_t count) {
  if (count >= LANES) {
    store_f32x16(to, value);
    return;
  }
  for (size_t i = 0; i < count; i++) to[i] = value[i];
}

/* Sum of the lanes: i and i + 8, then i and i + 4, then 2, then 1. */
INLINE float sum_lanes(f32x16 x) {
  typedef float f32x8 __attribute__((vector_size(32)));
  const f32x8 a = __builtin_shufflevector(x, x, 0, 1, 2, 3, 4, 5, 6, 7) +
                  __builtin_shufflevector(x, x, 8, 9, 10, 11, 12, 13, 14, 15);
  const f32x4 b = __builtin_shufflevector(a, a, 0, 1, 2, 3) + __builtin_shufflevector(a, a, 4, 5, 6, 7);
  return (b[0] + b[2]) + (b[1] + b[3]);
}

/* Largest lane as integers. */
INLINE int32_t max_lanes(i32x16 x) { return __builtin_reduce_max(x); }

#endif

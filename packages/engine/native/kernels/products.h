/*
 * Integer products of weights and activations, by the instructions of the level: 16 columns, four values of each at a
 * time. Weights of a format are narrow where the sums of a part fit int16 (|value| <= 16 for parts of 32, <= 32 for
 * parts of 16), or those of its two pieces do; else wide. All levels give the exact int32 sums.
 *
 * Where sub-scales are integers (spec.h), add_scaled_sums adds the sums of a piece times its sub-scales, in the form
 * that factors_of gives them. add_pairs adds products of pairs of int16.
 *
 * The bytes that a product takes are value + zero. start_products begins with -zero * sum(q), in the form that
 * `start_of` gives it.
 */
#ifndef CRIA_PRODUCTS_H
#define CRIA_PRODUCTS_H

#include "kernels/vector.h"

#if defined(__AVX512VNNI__) || defined(__AVXVNNI__)
/* dpbusd: unsigned weights. */
#define MADDUBS 0
enum { WIDE_ZERO = 128 };
#elif defined(__AVX2__)
/* maddubs: unsigned weights too, and 16-bit sums. */
#define MADDUBS 1
enum { WIDE_ZERO = 0 };
#else
/* sdot, or plain C: signed weights. */
#define MADDUBS 0
enum { WIDE_ZERO = 0 };
#endif

/* Sums that a column has. */
enum { SUMS_OF_PRODUCTS = MADDUBS ? 2 : 1 };

/* Whether sums that fit 16 bits are scaled faster. */
#if defined(__AVX2__)
#define SCALES_SHORT 1
#else
#define SCALES_SHORT 0
#endif

/* Added to the values of narrow codebooks. */
enum { NARROW_ZERO = 16 };

/* The start of products from sums of q: those of columns 4j, 4j+1 and those of 4j+2, 4j+3. */
INLINE int32_t start_of(int zero, int32_t even, int32_t odd) {
  if (!MADDUBS) return -zero * (even + odd);
  return (int32_t)((uint32_t)(uint16_t)(-zero * even) | (uint32_t)(-zero * odd) << 16);
}

/* Pairs of int16. */
INLINE u32x16 pairs_of(i32x16 low, i32x16 high) { return ((u32x16)low & 0xffff) | (u32x16)high << 16; }
INLINE i32x16 widened(i8x16 x) { return __builtin_convertvector(x, i32x16); }

/* Where the level has nothing better. */
INLINE i32x16 add_pairs_apart(i32x16 sum, u32x16 a, int32_t pair) {
  return sum + ((i32x16)(a << 16) >> 16) * splat_int((int16_t)pair) + ((i32x16)a >> 16) * splat_int(pair >> 16);
}

#if defined(__AVX512VNNI__)
#include "kernels/products-avx512vnni.h"
#elif defined(__AVX512BW__)
#include "kernels/products-avx512.h"
#elif defined(__AVX2__)
#include "kernels/products-avx2.h"
#elif defined(__ARM_FEATURE_DOTPROD)
#include "kernels/products-neon.h"
#else
#include "kernels/products-portable.h"
#endif

#endif

#include <immintrin.h>

typedef i32x16 Products;

INLINE Products start_products(int wide, int32_t start) { return (void)wide, splat_int(start); }

INLINE Products add_products(int wide, Products p, u32x16 w, const int8_t *q) {
  int32_t four;
  memcpy(&four, q, sizeof four);
  return (void)wide, (Products)_mm512_dpbusd_epi32((__m512i)p, (__m512i)w, _mm512_set1_epi32(four));
}

INLINE i32x16 end_products(int wide, Products p) { return (void)wide, p; }

/* The compiler would make two instructions of it. */
INLINE i32x16 add_pair_products(i32x16 sum, u32x16 a, u32x16 b) {
  __asm__("vpdpwssd %2, %1, %0" : "+v"(sum) : "v"(a), "v"(b));
  return sum;
}

INLINE i32x16 add_pairs(i32x16 sum, u32x16 a, int32_t pair) { return add_pair_products(sum, a, (u32x16)splat_int(pair)); }

/* A sum that fits 16 bits is a pair with its sign, which is multiplied by 0. */
INLINE u32x16 factors_of(i8x16 scale) { return pairs_of(widened(scale), splat_int(0)); }

INLINE i32x16 add_scaled_sums(i32x16 sum, Products p, u32x16 factors) { return add_pair_products(sum, (u32x16)p, factors); }

INLINE u32x16 look_up(const int8_t table[16], u32x16 codes) {
  const __m512i all = _mm512_broadcast_i32x4(_mm_loadu_si128((const __m128i *)table));
  return (u32x16)_mm512_shuffle_epi8(all, (__m512i)codes);
}

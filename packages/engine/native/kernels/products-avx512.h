#include <immintrin.h>

/* Narrow: 16-bit sums of two products, two for each column. Wide: 32-bit sums. */
typedef __m512i Products;

INLINE Products start_products(int wide, int32_t start) {
  return wide ? _mm512_setzero_si512() : _mm512_set1_epi32(start);
}

INLINE Products add_products(int wide, Products p, u32x16 w, const int8_t *q) {
  int32_t four;
  memcpy(&four, q, sizeof four);
  const __m512i a = _mm512_set1_epi32(four), weights = (__m512i)w;
  if (wide) {
    /* |w| unsigned, its sign moved to a. */
    const __m512i moved = _mm512_mask_sub_epi8(a, _mm512_movepi8_mask(weights), _mm512_setzero_si512(), a);
    const __m512i pairs = _mm512_maddubs_epi16(_mm512_abs_epi8(weights), moved);
    p = _mm512_add_epi32(p, _mm512_madd_epi16(pairs, _mm512_set1_epi16(1)));
  } else {
    p = _mm512_add_epi16(p, _mm512_maddubs_epi16(weights, a));
  }
  /* The compiler would add up in another order, which takes more registers. */
  __asm__("" : "+v"(p));
  return p;
}

INLINE i32x16 end_products(int wide, Products p) {
  return (i32x16)(wide ? p : _mm512_madd_epi16(p, _mm512_set1_epi16(1)));
}

INLINE u32x16 factors_of(i8x16 scale) { return pairs_of(widened(scale), widened(scale)); }

INLINE i32x16 add_scaled_sums(i32x16 sum, Products p, u32x16 factors) {
  return sum + (i32x16)_mm512_madd_epi16(p, (__m512i)factors);
}

INLINE i32x16 add_pairs(i32x16 sum, u32x16 a, int32_t pair) {
  return sum + (i32x16)_mm512_madd_epi16((__m512i)a, _mm512_set1_epi32(pair));
}

INLINE u32x16 look_up(const int8_t table[16], u32x16 codes) {
  const __m512i all = _mm512_broadcast_i32x4(_mm_loadu_si128((const __m128i *)table));
  return (u32x16)_mm512_shuffle_epi8(all, (__m512i)codes);
}

#include <immintrin.h>

/* Columns 0 to 7 and 8 to 15. With maddubs, narrow sums are 16-bit sums of two products, two for each column. */
typedef struct {
  __m256i low, high;
} Products;

INLINE __m256i half_of(u32x16 x, int high) {
  return high ? (__m256i)__builtin_shufflevector(x, x, 8, 9, 10, 11, 12, 13, 14, 15)
              : (__m256i)__builtin_shufflevector(x, x, 0, 1, 2, 3, 4, 5, 6, 7);
}

INLINE u32x16 both_halves(__m256i low, __m256i high) {
  typedef uint32_t u32x8 __attribute__((vector_size(32)));
  return __builtin_shufflevector((u32x8)low, (u32x8)high, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
}

INLINE Products start_products(int wide, int32_t start) {
  const __m256i all = wide && MADDUBS ? _mm256_setzero_si256() : _mm256_set1_epi32(start);
  return (Products){all, all};
}

#ifdef __AVXVNNI__
INLINE __m256i add_half(int wide, __m256i sum, __m256i w, __m256i a) {
  return (void)wide, _mm256_dpbusd_avx_epi32(sum, w, a);
}

INLINE __m256i end_half(int wide, __m256i sum) { return (void)wide, sum; }

/* The compiler would make two instructions of it. */
INLINE __m256i add_pairs_half(__m256i sum, __m256i a, __m256i b) {
  __asm__("%{vex%} vpdpwssd %2, %1, %0" : "+x"(sum) : "x"(a), "x"(b));
  return sum;
}

/* A sum that fits 16 bits is a pair with its sign, which is multiplied by 0. */
INLINE u32x16 factors_of(i8x16 scale) { return pairs_of(widened(scale), splat_int(0)); }
#else
INLINE __m256i add_half(int wide, __m256i sum, __m256i w, __m256i a) {
  if (wide) {
    /* |w| unsigned, its sign moved to a, which is never -128. */
    const __m256i pairs = _mm256_maddubs_epi16(_mm256_abs_epi8(w), _mm256_sign_epi8(a, w));
    sum = _mm256_add_epi32(sum, _mm256_madd_epi16(pairs, _mm256_set1_epi16(1)));
  } else {
    sum = _mm256_add_epi16(sum, _mm256_maddubs_epi16(w, a));
  }
  /* The compiler would add up in another order, which takes more registers than there are. */
  __asm__("" : "+x"(sum));
  return sum;
}

INLINE __m256i end_half(int wide, __m256i sum) {
  return wide ? sum : _mm256_madd_epi16(sum, _mm256_set1_epi16(1));
}

INLINE __m256i add_pairs_half(__m256i sum, __m256i a, __m256i b) {
  return _mm256_add_epi32(sum, _mm256_madd_epi16(a, b));
}

INLINE u32x16 factors_of(i8x16 scale) { return pairs_of(widened(scale), widened(scale)); }
#endif

INLINE Products add_products(int wide, Products p, u32x16 w, const int8_t *q) {
  int32_t four;
  memcpy(&four, q, sizeof four);
  const __m256i a = _mm256_set1_epi32(four);
  return (Products){add_half(wide, p.low, half_of(w, 0), a), add_half(wide, p.high, half_of(w, 1), a)};
}

INLINE i32x16 end_products(int wide, Products p) {
  return (i32x16)both_halves(end_half(wide, p.low), end_half(wide, p.high));
}

INLINE i32x16 add_pairs(i32x16 sum, u32x16 a, int32_t pair) {
  const __m256i b = _mm256_set1_epi32(pair);
  return (i32x16)both_halves(add_pairs_half(half_of((u32x16)sum, 0), half_of(a, 0), b),
                             add_pairs_half(half_of((u32x16)sum, 1), half_of(a, 1), b));
}

INLINE i32x16 add_scaled_sums(i32x16 sum, Products p, u32x16 factors) {
  return (i32x16)both_halves(add_pairs_half(half_of((u32x16)sum, 0), p.low, half_of(factors, 0)),
                             add_pairs_half(half_of((u32x16)sum, 1), p.high, half_of(factors, 1)));
}

INLINE u32x16 look_up(const int8_t table[16], u32x16 codes) {
  const __m256i all = _mm256_broadcastsi128_si256(_mm_loadu_si128((const __m128i *)table));
  return both_halves(_mm256_shuffle_epi8(all, half_of(codes, 0)), _mm256_shuffle_epi8(all, half_of(codes, 1)));
}

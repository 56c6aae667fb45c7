#include "linear.h"

#pragma GCC target("avx512f,avx512bw,avx512vl,avx512dq,avx512vnni,f16c,fma")
#include <immintrin.h>

/* Rows whose sums are kept in registers at a time. */
enum { MOST_ROWS = 8 };

/* Bytes of weights ahead: beyond the page, where the hardware's prefetcher stops, and enough to fill the bus. */
enum { PREFETCH = 8192 };

#define INLINE static inline __attribute__((always_inline))

INLINE __m512i broadcast4(const int8_t *four) { return _mm512_set1_epi32(*(const int32_t *)four); }

/* vpdpbusd takes one unsigned operand, the weights: nibbles as they are, signed bytes with 128 added. */
INLINE void dot_block(const int rows, const int bits, const uint8_t *w, const int8_t *q, __m512i dot[]) {
  if (bits == 8) {
    const __m512i sign = _mm512_set1_epi8((char)0x80);
    for (int v = 0; v < 8; v++) {
      const __m512i values = _mm512_xor_si512(_mm512_loadu_si512(w + 64 * v), sign);
      for (int r = 0; r < rows; r++) dot[r] = _mm512_dpbusd_epi32(dot[r], values, broadcast4(q + 32 * r + 4 * v));
    }
  } else {
    const __m512i low = _mm512_set1_epi8(15);
    for (int v = 0; v < 4; v++) {
      const __m512i pairs = _mm512_loadu_si512(w + 64 * v);
      const __m512i first = _mm512_and_si512(pairs, low);
      const __m512i second = _mm512_and_si512(_mm512_srli_epi16(pairs, 4), low);
      for (int r = 0; r < rows; r++) {
        dot[r] = _mm512_dpbusd_epi32(dot[r], first, broadcast4(q + 32 * r + 4 * v));
        dot[r] = _mm512_dpbusd_epi32(dot[r], second, broadcast4(q + 32 * r + 16 + 4 * v));
      }
    }
  }
}

INLINE void rows_by_groups(const int rows, const int bits, const Weights *w, const Activations *a, size_t panel,
                           size_t first, size_t group, size_t end, float *y) {
  const size_t blocks = a->blocks, height = a->height;
  const size_t start = panel * blocks * height + first;
  const size_t bytes = block_bytes(bits);
  float *out = y + (panel * height + first) * w->n;
  for (; group < end; group++) {
    const uint8_t *values = group_values(w, group);
    const uint16_t *scales = group_scales(w, group);
    const int8_t *q = a->q + start * BLOCK;
    const float *d = a->d + start;
    const int32_t *correction = a->correction + start;
    __m512 sum[MOST_ROWS];
    for (int r = 0; r < rows; r++) sum[r] = _mm512_setzero_ps();
    for (size_t b = 0; b < blocks; b++) {
      for (size_t line = 0; line < bytes; line += 64) _mm_prefetch((const char *)values + PREFETCH + line, _MM_HINT_T0);
      _mm_prefetch((const char *)scales + PREFETCH / bytes * sizeof *scales * GROUP, _MM_HINT_T0);
      __m512i dot[MOST_ROWS];
      for (int r = 0; r < rows; r++) dot[r] = _mm512_set1_epi32(correction[r]);
      dot_block(rows, bits, values, q, dot);
      const __m512 scale = _mm512_cvtph_ps(_mm256_loadu_si256((const __m256i *)scales));
      for (int r = 0; r < rows; r++) {
        sum[r] = _mm512_fmadd_ps(_mm512_cvtepi32_ps(dot[r]), _mm512_mul_ps(scale, _mm512_set1_ps(d[r])), sum[r]);
      }
      values += bytes;
      scales += GROUP;
      q += height * BLOCK;
      d += height;
      correction += height;
    }
    const __mmask16 mask = group_mask(w, group);
    const __m512 bias = w->bias ? _mm512_maskz_loadu_ps(mask, w->bias + group * GROUP) : _mm512_setzero_ps();
    for (int r = 0; r < rows; r++) {
      const __m512 result = w->bias ? _mm512_add_ps(sum[r], bias) : sum[r];
      _mm512_mask_storeu_ps(out + r * w->n + group * GROUP, mask, result);
    }
  }
}

/* One function per number of rows, so that sums stay in registers. */
#define ROWS(R)                                                                                                \
  case R:                                                                                                      \
    if (w->bits == 8) rows_by_groups(R, 8, w, a, panel, first, group, end, y);                                  \
    else rows_by_groups(R, 4, w, a, panel, first, group, end, y);                                              \
    break;

static void some_rows(size_t rows, const Weights *w, const Activations *a, size_t panel, size_t first, size_t group,
                      size_t end, float *y) {
  switch (rows) {
    ROWS(1) ROWS(2) ROWS(3) ROWS(4) ROWS(5) ROWS(6) ROWS(7) ROWS(8)
  }
}

void linear_vnni(const Weights *w, const Activations *a, size_t panel, size_t first, size_t count, size_t group,
                 size_t end, float *y) {
  if (count <= MOST_ROWS) {
    some_rows(count, w, a, panel, first, group, end, y);
    return;
  }
  /* A group's weights stay in the cache for the second half of the panel. */
  const size_t half = (count + 1) / 2;
  for (; group < end; group++) {
    some_rows(half, w, a, panel, first, group, group + 1, y);
    some_rows(count - half, w, a, panel, first + half, group, group + 1, y);
  }
}

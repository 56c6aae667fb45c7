#include "activations.h"

#pragma GCC target("avx512f,avx512bw,avx512vl,avx512dq")
#include <immintrin.h>
#include <string.h>

static size_t round_up(size_t value, size_t unit) { return (value + unit - 1) / unit * unit; }

/* Kernels for 8 or 16 rows may read (and ignore) values behind the last block's. */
enum { SLACK = 64 };

static size_t padded_rows(size_t rows) { return rows < PANEL ? rows : round_up(rows, PANEL); }

static size_t values_bytes(size_t rows, size_t blocks) { return round_up(padded_rows(rows) * blocks * BLOCK, 64); }

static size_t numbers_bytes(size_t rows, size_t blocks) {
  return round_up(padded_rows(rows) * blocks * sizeof(float), 64) + SLACK;
}

size_t activations_bytes(size_t rows, size_t blocks) {
  return values_bytes(rows, blocks) + 2 * numbers_bytes(rows, blocks);
}

Activations arrange_activations(void *memory, size_t rows, size_t blocks) {
  const size_t height = rows < PANEL ? rows : PANEL;
  char *base = memory;
  Activations a = {.rows = rows, .blocks = blocks, .height = height, .panels = (rows + height - 1) / height};
  a.q = (int8_t *)base;
  a.d = (float *)(base += values_bytes(rows, blocks));
  a.correction = (int32_t *)(base + numbers_bytes(rows, blocks));
  return a;
}

/* Blocks below this are zero: 127 / max would overflow. */
#define LEAST 0x1p-100f

static inline void quantize_block(const float *x, int8_t *q, float *d, int32_t *correction, int zero_point) {
  const __m512 x0 = _mm512_loadu_ps(x);
  const __m512 x1 = _mm512_loadu_ps(x + 16);
  const __m512i magnitude = _mm512_set1_epi32(0x7fffffff);
  /* Ordered as integers, magnitudes keep their order and NaN comes last: it is not lost as in a float maximum. */
  const __m512i m0 = _mm512_and_si512(_mm512_castps_si512(x0), magnitude);
  const __m512i m1 = _mm512_and_si512(_mm512_castps_si512(x1), magnitude);
  const int bits = _mm512_reduce_max_epi32(_mm512_max_epi32(m0, m1));
  float max;
  memcpy(&max, &bits, sizeof max);
  if (max < LEAST) {
    _mm256_storeu_si256((__m256i *)q, _mm256_setzero_si256());
    *d = 0;
    *correction = 0;
    return;
  }
  const __m512 inverse = _mm512_set1_ps(127.0f / max);
  const __m512i q0 = _mm512_cvtps_epi32(_mm512_mul_ps(x0, inverse));
  const __m512i q1 = _mm512_cvtps_epi32(_mm512_mul_ps(x1, inverse));
  _mm_storeu_si128((__m128i *)q, _mm512_cvtsepi32_epi8(q0));
  _mm_storeu_si128((__m128i *)(q + 16), _mm512_cvtsepi32_epi8(q1));
  *d = max / 127.0f;
  *correction = -zero_point * _mm512_reduce_add_epi32(_mm512_add_epi32(q0, q1));
}

void quantize_panel(const Activations *a, size_t panel, const float *x, int zero_point) {
  const size_t height = a->height;
  for (size_t i = 0; i < height; i++) {
    const size_t row = panel * height + i;
    for (size_t b = 0; b < a->blocks; b++) {
      const size_t at = (panel * a->blocks + b) * height + i;
      if (row < a->rows) {
        quantize_block(x + (row * a->blocks + b) * BLOCK, a->q + at * BLOCK, a->d + at, a->correction + at, zero_point);
      } else {
        memset(a->q + at * BLOCK, 0, BLOCK);
        a->d[at] = 0;
        a->correction[at] = 0;
      }
    }
  }
}

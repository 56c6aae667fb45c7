#include "activations.h"

#pragma GCC target("avx512f,avx512bw,avx512vl,avx512dq,fma")
#include <immintrin.h>
#include <string.h>

#include "exponential.h"

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

typedef struct {
  __m512 low, high;
} Block;

static inline Block load_block(const float *x) { return (Block){_mm512_loadu_ps(x), _mm512_loadu_ps(x + 16)}; }

/* SiLU(g) * u = g / (1 + e^-g) * u */
static inline __m512 gate(__m512 g, __m512 u) {
  const __m512 e = exponential(_mm512_sub_ps(_mm512_setzero_ps(), g));
  return _mm512_mul_ps(_mm512_div_ps(g, _mm512_add_ps(_mm512_set1_ps(1), e)), u);
}

static inline Block load_gated_block(const float *gates, const float *values) {
  const Block g = load_block(gates), u = load_block(values);
  return (Block){gate(g.low, u.low), gate(g.high, u.high)};
}

/* Blocks below this are zero: 127 / max would overflow. */
#define LEAST 0x1p-100f

static void clear_block(int8_t *q, float *d, int32_t *correction) {
  memset(q, 0, BLOCK);
  *d = 0;
  *correction = 0;
}

static inline void quantize_block(const Block x, int8_t *q, float *d, int32_t *correction, int zero_point) {
  const __m512i magnitude = _mm512_set1_epi32(0x7fffffff);
  /* Ordered as integers, magnitudes keep their order and NaN comes last: it is not lost as in a float maximum. */
  const __m512i m0 = _mm512_and_si512(_mm512_castps_si512(x.low), magnitude);
  const __m512i m1 = _mm512_and_si512(_mm512_castps_si512(x.high), magnitude);
  const int bits = _mm512_reduce_max_epi32(_mm512_max_epi32(m0, m1));
  float max;
  memcpy(&max, &bits, sizeof max);
  if (max < LEAST) {
    clear_block(q, d, correction);
    return;
  }
  const __m512 inverse = _mm512_set1_ps(127.0f / max);
  const __m512i q0 = _mm512_cvtps_epi32(_mm512_mul_ps(x.low, inverse));
  const __m512i q1 = _mm512_cvtps_epi32(_mm512_mul_ps(x.high, inverse));
  _mm_storeu_si128((__m128i *)q, _mm512_cvtsepi32_epi8(q0));
  _mm_storeu_si128((__m128i *)(q + 16), _mm512_cvtsepi32_epi8(q1));
  *d = max / 127.0f;
  *correction = -zero_point * _mm512_reduce_add_epi32(_mm512_add_epi32(q0, q1));
}

void quantize_panel(const Activations *a, size_t panel, size_t from, size_t to, const float *x, Form form,
                    int zero_point) {
  const size_t height = a->height, k = a->blocks * BLOCK;
  for (size_t i = 0; i < height; i++) {
    const size_t row = panel * height + i;
    const float *start = x + row * (form == GATED ? 2 * k : k);
    for (size_t b = from; b < to; b++) {
      const size_t at = (panel * a->blocks + b) * height + i;
      int8_t *q = a->q + at * BLOCK;
      if (row >= a->rows) {
        clear_block(q, a->d + at, a->correction + at);
        continue;
      }
      const float *source = start + b * BLOCK;
      const Block block = form == GATED ? load_gated_block(source, source + k) : load_block(source);
      quantize_block(block, q, a->d + at, a->correction + at, zero_point);
    }
  }
}

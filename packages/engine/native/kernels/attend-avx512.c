#include "attend.h"

#pragma GCC target("avx512f,avx512bw,avx512vl,avx512dq,fma")
#include <immintrin.h>
#include <stdint.h>

#include "exponential.h"

#define INLINE static inline __attribute__((always_inline))

enum { LANES = 16 };
/* Keys whose scores are computed at a time. */
enum { TILE_KEYS = 2 * LANES };
/* Rows whose sums are in registers at a time: for scores (two vectors each) and for values (four each). */
enum { SCORE_ROWS = 8, VALUE_ROWS = 4, VALUE_VECTORS = 4 };

static size_t round_up(size_t value, size_t unit) { return (value + unit - 1) / unit * unit; }

size_t attention_tile_rows(size_t keys) {
  /* Scores of a tile: 512 KiB, which the L2 cache holds. */
  const size_t most = 64, fit = ((size_t)1 << 17) / (keys ? keys : 1);
  return fit < SCORE_ROWS ? SCORE_ROWS : fit > most ? most : fit / SCORE_ROWS * SCORE_ROWS;
}

/* [rows][stride] scores, then [head_dim][TILE_KEYS] keys. */
static size_t score_stride(size_t keys) { return round_up(keys, TILE_KEYS); }

size_t attention_scratch(const Attention *a, size_t rows, size_t keys) {
  return rows * score_stride(keys) + a->head_dim * TILE_KEYS;
}

static size_t keys_of_row(const Attention *a, size_t row) { return a->past + row / a->group + 1; }

/* out[d][j] = keys[j][d] for 16 keys and up to 16 channels, by four rounds of pairwise interleaving. */
static void transpose_block(const float *keys, size_t head_dim, size_t count, __mmask16 channels, float *out) {
  __m512 r[LANES], t[LANES];
  for (size_t j = 0; j < LANES; j++) {
    r[j] = j < count ? _mm512_maskz_loadu_ps(channels, keys + j * head_dim) : _mm512_setzero_ps();
  }
  for (int i = 0; i < LANES; i += 2) {
    t[i] = _mm512_unpacklo_ps(r[i], r[i + 1]);
    t[i + 1] = _mm512_unpackhi_ps(r[i], r[i + 1]);
  }
  for (int i = 0; i < LANES; i += 4) {
    r[i] = _mm512_castpd_ps(_mm512_unpacklo_pd(_mm512_castps_pd(t[i]), _mm512_castps_pd(t[i + 2])));
    r[i + 1] = _mm512_castpd_ps(_mm512_unpackhi_pd(_mm512_castps_pd(t[i]), _mm512_castps_pd(t[i + 2])));
    r[i + 2] = _mm512_castpd_ps(_mm512_unpacklo_pd(_mm512_castps_pd(t[i + 1]), _mm512_castps_pd(t[i + 3])));
    r[i + 3] = _mm512_castpd_ps(_mm512_unpackhi_pd(_mm512_castps_pd(t[i + 1]), _mm512_castps_pd(t[i + 3])));
  }
  /* Now quarter l of r[4 i + c] holds channel 4 l + c of the keys 4 i .. 4 i + 3. */
  for (int c = 0; c < 4; c++) {
    const __m512 a = _mm512_shuffle_f32x4(r[c], r[4 + c], 0x88), b = _mm512_shuffle_f32x4(r[8 + c], r[12 + c], 0x88);
    const __m512 d = _mm512_shuffle_f32x4(r[c], r[4 + c], 0xdd), e = _mm512_shuffle_f32x4(r[8 + c], r[12 + c], 0xdd);
    t[c] = _mm512_shuffle_f32x4(a, b, 0x88);
    t[8 + c] = _mm512_shuffle_f32x4(a, b, 0xdd);
    t[4 + c] = _mm512_shuffle_f32x4(d, e, 0x88);
    t[12 + c] = _mm512_shuffle_f32x4(d, e, 0xdd);
  }
  for (int c = 0; c < LANES; c++) {
    if (channels >> c & 1) _mm512_store_ps(out + c * TILE_KEYS, t[c]);
  }
}

/* Up to TILE_KEYS keys as `[head_dim][TILE_KEYS]`, absent ones zero. */
static void transpose_keys(const float *keys, size_t head_dim, size_t count, float *out) {
  for (size_t j = 0; j < TILE_KEYS; j += LANES) {
    const size_t left = count > j ? count - j : 0;
    for (size_t d = 0; d < head_dim; d += LANES) {
      const __mmask16 channels = head_dim - d < LANES ? (__mmask16)((1u << (head_dim - d)) - 1) : 0xffff;
      transpose_block(keys + j * head_dim + d, head_dim, left < LANES ? left : LANES, channels, out + d * TILE_KEYS + j);
    }
  }
}

INLINE void score_rows(const int rows, const float *q, const float *keys, size_t head_dim, float *scores,
                       size_t stride) {
  __m512 low[SCORE_ROWS], high[SCORE_ROWS];
  for (int r = 0; r < rows; r++) low[r] = high[r] = _mm512_setzero_ps();
  for (size_t d = 0; d < head_dim; d++) {
    const __m512 k0 = _mm512_load_ps(keys + d * TILE_KEYS), k1 = _mm512_load_ps(keys + d * TILE_KEYS + LANES);
    for (int r = 0; r < rows; r++) {
      const __m512 x = _mm512_set1_ps(q[r * head_dim + d]);
      low[r] = _mm512_fmadd_ps(x, k0, low[r]);
      high[r] = _mm512_fmadd_ps(x, k1, high[r]);
    }
  }
  for (int r = 0; r < rows; r++) {
    _mm512_store_ps(scores + r * stride, low[r]);
    _mm512_store_ps(scores + r * stride + LANES, high[r]);
  }
}

static void score_tile(size_t rows, const float *q, const float *keys, size_t head_dim, float *scores, size_t stride) {
  for (; rows >= SCORE_ROWS; rows -= SCORE_ROWS, q += SCORE_ROWS * head_dim, scores += SCORE_ROWS * stride) {
    score_rows(SCORE_ROWS, q, keys, head_dim, scores, stride);
  }
  switch (rows) {
    case 7: score_rows(7, q, keys, head_dim, scores, stride); break;
    case 6: score_rows(6, q, keys, head_dim, scores, stride); break;
    case 5: score_rows(5, q, keys, head_dim, scores, stride); break;
    case 4: score_rows(4, q, keys, head_dim, scores, stride); break;
    case 3: score_rows(3, q, keys, head_dim, scores, stride); break;
    case 2: score_rows(2, q, keys, head_dim, scores, stride); break;
    case 1: score_rows(1, q, keys, head_dim, scores, stride); break;
  }
}

/* Scores to e^(s - max), zeros from `count` to `end`; returns their sum. */
static float exponentiate(float *scores, size_t count, size_t end) {
  __m512 max = _mm512_set1_ps(-__builtin_inff());
  for (size_t j = 0; j < count; j += LANES) {
    const __mmask16 real = count - j < LANES ? (__mmask16)((1u << (count - j)) - 1) : 0xffff;
    max = _mm512_mask_max_ps(max, real, max, _mm512_load_ps(scores + j));
  }
  max = _mm512_set1_ps(_mm512_reduce_max_ps(max));
  __m512 sum = _mm512_setzero_ps();
  for (size_t j = 0; j < end; j += LANES) {
    const size_t left = count > j ? count - j : 0;
    const __mmask16 real = left < LANES ? (__mmask16)((1u << left) - 1) : 0xffff;
    const __m512 e = _mm512_maskz_mov_ps(real, exponential(_mm512_sub_ps(_mm512_load_ps(scores + j), max)));
    _mm512_store_ps(scores + j, e);
    sum = _mm512_add_ps(sum, e);
  }
  return _mm512_reduce_add_ps(sum);
}

INLINE void value_rows(const int rows, const int vectors, const float *weights, size_t stride, const float *values,
                       size_t head_dim, __mmask16 last, size_t keys, const float *inverse, float *const out[]) {
  __m512 sum[VALUE_ROWS][VALUE_VECTORS];
  for (int r = 0; r < rows; r++) {
    for (int v = 0; v < vectors; v++) sum[r][v] = _mm512_setzero_ps();
  }
  for (size_t j = 0; j < keys; j++) {
    __m512 x[VALUE_VECTORS];
    for (int v = 0; v < vectors; v++) {
      const float *at = values + j * head_dim + v * LANES;
      x[v] = v + 1 < vectors ? _mm512_loadu_ps(at) : _mm512_maskz_loadu_ps(last, at);
    }
    for (int r = 0; r < rows; r++) {
      const __m512 weight = _mm512_set1_ps(weights[r * stride + j]);
      for (int v = 0; v < vectors; v++) sum[r][v] = _mm512_fmadd_ps(weight, x[v], sum[r][v]);
    }
  }
  for (int r = 0; r < rows; r++) {
    for (int v = 0; v < vectors; v++) {
      const __m512 mean = _mm512_mul_ps(sum[r][v], _mm512_set1_ps(inverse[r]));
      _mm512_mask_storeu_ps(out[r] + v * LANES, v + 1 < vectors ? 0xffff : last, mean);
    }
  }
}

#define VALUES(R, V) \
  value_rows(R, V, weights, stride, values + d, head_dim, last, keys, inverse, out)

/* Weighted means of the values for up to VALUE_ROWS rows; `out` holds their addresses and is moved on. */
static void value_tile(size_t rows, const float *weights, size_t stride, const float *values, size_t head_dim,
                       size_t keys, const float *inverse, float *out[]) {
  const size_t most = VALUE_VECTORS * LANES;
  for (size_t d = 0; d < head_dim; d += most) {
    const size_t width = head_dim - d < most ? head_dim - d : most;
    const size_t vectors = (width + LANES - 1) / LANES;
    const __mmask16 last = (__mmask16)(0xffffu >> (vectors * LANES - width));
    switch (rows * 8 + vectors) {
      case 8 + 1: VALUES(1, 1); break;
      case 8 + 2: VALUES(1, 2); break;
      case 8 + 3: VALUES(1, 3); break;
      case 8 + 4: VALUES(1, 4); break;
      case 16 + 1: VALUES(2, 1); break;
      case 16 + 2: VALUES(2, 2); break;
      case 16 + 3: VALUES(2, 3); break;
      case 16 + 4: VALUES(2, 4); break;
      case 24 + 1: VALUES(3, 1); break;
      case 24 + 2: VALUES(3, 2); break;
      case 24 + 3: VALUES(3, 3); break;
      case 24 + 4: VALUES(3, 4); break;
      case 32 + 1: VALUES(4, 1); break;
      case 32 + 2: VALUES(4, 2); break;
      case 32 + 3: VALUES(4, 3); break;
      case 32 + 4: VALUES(4, 4); break;
    }
    for (size_t r = 0; r < rows; r++) out[r] += width;
  }
}

void attend(const Attention *a, size_t first, size_t rows, float *scratch) {
  const size_t head_dim = a->head_dim;
  const size_t keys = keys_of_row(a, first + rows - 1), stride = score_stride(keys);
  float *scores = scratch, *transposed = scratch + rows * stride;
  for (size_t j = 0; j < keys; j += TILE_KEYS) {
    transpose_keys(a->keys + j * head_dim, head_dim, keys - j < TILE_KEYS ? keys - j : TILE_KEYS, transposed);
    score_tile(rows, a->q + first * head_dim, transposed, head_dim, scores + j, stride);
  }
  for (size_t row = 0; row < rows; row += VALUE_ROWS) {
    const size_t count = rows - row < VALUE_ROWS ? rows - row : VALUE_ROWS;
    const size_t end = keys_of_row(a, first + row + count - 1);
    float inverse[VALUE_ROWS];
    float *out[VALUE_ROWS];
    for (size_t r = 0; r < count; r++) {
      const size_t at = first + row + r;
      inverse[r] = 1.0f / exponentiate(scores + (row + r) * stride, keys_of_row(a, at), end);
      out[r] = a->out + at / a->group * a->out_stride + at % a->group * head_dim;
    }
    value_tile(count, scores + row * stride, stride, a->values, head_dim, end, inverse, out);
  }
}

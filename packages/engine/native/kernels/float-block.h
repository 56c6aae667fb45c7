/*
 * Blocks of a product of matrices of floats, y = a * b: their sums stay in registers. An element is one chain of fma
 * over the depth, in ascending order, whatever the shape of the block that it is in.
 */
#ifndef CRIA_FLOAT_BLOCK_H
#define CRIA_FLOAT_BLOCK_H

#include "formats/floats.h"
#include "kernels/vector.h"

/*
 * Rows of a block, and vectors of 16 columns that it may have with so many rows: sums, vectors of b and a factor fit
 * the registers, 32 that hold a vector (AVX-512), 32 that hold a quarter (NEON) or 16 that hold half of one (AVX2).
 * Blocks of few rows are wider, since an fma has to wait for the one before it in its chain.
 */
enum { BLOCK_VECTORS = 4 };
#if defined(__AVX512F__)
enum { BLOCK_ROWS = 6 };
#define VECTORS_OF(rows) ((void)(rows), 4)
#elif defined(__AVX2__) || defined(__aarch64__)
enum { BLOCK_ROWS = 6 };
#define VECTORS_OF(rows) ((rows) == 1 ? 4 : (rows) <= 3 ? 2 : 1)
#else
enum { BLOCK_ROWS = 2 };
#define VECTORS_OF(rows) ((void)(rows), 1)
#endif

/* Bytes of b ahead: beyond the page, where the hardware's prefetcher stops, and enough to fill the bus. */
enum { FLOATS_AHEAD = 8192 };

INLINE f32x16 load_floats(int type, const uint8_t *from) {
  if (type == TYPE_F32) return load_f32x16(from);
  if (type == TYPE_F16) return half_to_float(load_f16x16(from));
  return (f32x16)(__builtin_convertvector(load_u16x16(from), u32x16) << 16);
}

typedef struct {
  /* Rows of factors. */
  const float *a;
  size_t a_stride;
  /* Vector v of step k is at b + k * b_step + v * b_vector; both are in elements. */
  const void *b;
  size_t b_step, b_vector;
  size_t depth;
  /* Rows of sums: they begin with 0, or with what is there already. */
  float *y;
  size_t y_stride;
  int begun;
  /* Added at the end, unless it is NULL. */
  const float *bias;
} FloatBlock;

INLINE void float_block(const int rows, const int vectors, const int type, const FloatBlock *p) {
  const uint8_t *b = p->b;
  const size_t step = p->b_step * float_bytes(type), between = p->b_vector * float_bytes(type), depth = p->depth;
  const float *a[BLOCK_ROWS];
  f32x16 sum[BLOCK_ROWS][BLOCK_VECTORS], w[BLOCK_VECTORS];
  UNROLL for (int r = 0; r < rows; r++) {
    a[r] = p->a + (size_t)r * p->a_stride;
    const float *y = p->y + (size_t)r * p->y_stride;
    UNROLL for (int v = 0; v < vectors; v++) sum[r][v] = p->begun ? load_f32x16(y + v * LANES) : splat(0);
  }
  for (size_t k = 0; k < depth; k++, b += step) {
    UNROLL for (int v = 0; v < vectors; v++) {
      w[v] = load_floats(type, b + (size_t)v * between);
      __builtin_prefetch(b + (size_t)v * between + FLOATS_AHEAD);
    }
    UNROLL for (int r = 0; r < rows; r++) {
      const f32x16 x = splat(a[r][k]);
      UNROLL for (int v = 0; v < vectors; v++) sum[r][v] = fma16(x, w[v], sum[r][v]);
    }
  }
  UNROLL for (int r = 0; r < rows; r++) {
    float *y = p->y + (size_t)r * p->y_stride;
    UNROLL for (int v = 0; v < vectors; v++) {
      store_f32x16(y + v * LANES, p->bias ? sum[r][v] + load_f32x16(p->bias + v * LANES) : sum[r][v]);
    }
  }
}

/* One function per type, with a case for each shape that blocks may have. */
#define BLOCK_CASE(R, V) case (R) * 8 + (V): float_block(R, V, type, p); break;
#if defined(__AVX512F__)
#define BLOCK_CASES(R) BLOCK_CASE(R, 1) BLOCK_CASE(R, 2) BLOCK_CASE(R, 4)
#define BLOCK_SWITCH BLOCK_CASES(1) BLOCK_CASES(2) BLOCK_CASES(3) BLOCK_CASES(4) BLOCK_CASES(5) BLOCK_CASES(6)
#elif defined(__AVX2__) || defined(__aarch64__)
#define BLOCK_SWITCH                                                                                    \
  BLOCK_CASE(1, 1) BLOCK_CASE(1, 2) BLOCK_CASE(1, 4) BLOCK_CASE(2, 1) BLOCK_CASE(2, 2) BLOCK_CASE(3, 1) \
  BLOCK_CASE(3, 2) BLOCK_CASE(4, 1) BLOCK_CASE(5, 1) BLOCK_CASE(6, 1)
#else
#define BLOCK_SWITCH BLOCK_CASE(1, 1) BLOCK_CASE(2, 1)
#endif
#define DEFINE_BLOCK(name, type_)                                      \
  static void name(size_t rows, size_t vectors, const FloatBlock *p) { \
    const int type = type_;                                            \
    switch (rows * 8 + vectors) { BLOCK_SWITCH }                       \
  }
DEFINE_BLOCK(f32_block, TYPE_F32)

/* The widest block that so many rows and vectors can have. */
INLINE size_t block_vectors(size_t rows, size_t vectors) {
  const size_t most = VECTORS_OF(rows);
  return vectors >= 4 && most >= 4 ? 4 : vectors >= 2 && most >= 2 ? 2 : 1;
}

/* Blocks of f32 side by side, their sums from y on; moves p. */
INLINE void f32_blocks(size_t rows, size_t vectors, float *y, FloatBlock *p) {
  p->y = y;
  for (size_t v = 0, some; v < vectors; v += some) {
    some = block_vectors(rows, vectors - v);
    f32_block(rows, some, p);
    p->b = (const float *)p->b + some * p->b_vector;
    p->y += some * LANES;
  }
}

#endif

/* y = x * W^T + bias with floats as weights (linear.h): groups are `[k][16]` of the stored type. */
#ifndef CRIA_FLOAT_LINEAR_H
#define CRIA_FLOAT_LINEAR_H

#include "kernels/float-groups.h"

/*
 * For so many rows it pays to convert weights to f32 first, and to have x rather than the weights of a group in the
 * cache. Their blocks, of 5 rows or more, are TILE_VECTORS wide.
 */
enum { MANY_ROWS = 25 };

/*
 * A tile of weights as f32 takes part of the L1 cache, the same depth of ROW_TILE rows of x part of L2. Sums of earlier
 * tiles wait in y: a stored float is the same float.
 */
#if defined(__AVX512F__)
enum { TILE_VECTORS = 4, TILE_DEPTH = 128 };
#else
enum { TILE_VECTORS = 1, TILE_DEPTH = 256 };
#endif
enum { ROW_TILE = 192 };

/* Rows of the blocks of so many, which are about equal. */
static size_t block_rows(size_t rows) {
  const size_t blocks = (rows + BLOCK_ROWS - 1) / BLOCK_ROWS;
  return (rows + blocks - 1) / blocks;
}

/* Steps `[k, k + depth)` of some groups, for up to ROW_TILE rows. */
static void multiply_floats(const Matrix *w, const float *x, size_t rows, size_t group, size_t vectors, size_t k,
                            size_t depth, float *y) {
  float tile[TILE_VECTORS * TILE_DEPTH * GROUP] __attribute__((aligned(64)));
  const int converts = w->type != TYPE_F32 && rows >= MANY_ROWS, type = converts ? TYPE_F32 : w->type;
  BlockFunction *const block = type == TYPE_F32 ? f32_block : type == TYPE_F16 ? f16_block : bf16_block;
  const size_t size = float_bytes(w->type), height = block_rows(rows);
  FloatBlock p = {.a = x + k,
                  .a_stride = w->k,
                  .b = w->data + group * w->group_bytes + k * GROUP * size,
                  .b_step = GROUP,
                  .b_vector = w->group_bytes / size,
                  .depth = depth,
                  .y = y + group * GROUP,
                  .y_stride = w->n,
                  .begun = k > 0,
                  .bias = w->bias && k + depth == w->k ? w->bias + group * GROUP : NULL};
  if (converts) {
    if (w->type == TYPE_F16) convert_tile(TYPE_F16, w, group, vectors, k, depth, tile);
    else convert_tile(TYPE_BF16, w, group, vectors, k, depth, tile);
    p.b = tile;
    p.b_vector = depth * GROUP;
  }
  for (size_t r = 0; r < rows; r += height, p.a += height * p.a_stride, p.y += height * p.y_stride) {
    groups_block(block, rows - r < height ? rows - r : height, vectors, w, group, &p);
  }
}

/* Up to ROW_TILE rows. */
static void float_rows(const Matrix *w, const float *x, size_t rows, size_t group, size_t end, float *y) {
  const size_t height = block_rows(rows), step = rows <= BLOCK_ROWS ? w->k : TILE_DEPTH;
  /* Few rows: group by group, as weights come from memory. Many: the same depth of all groups. */
  const size_t outer = rows < MANY_ROWS ? w->k : step;
  for (size_t from = 0; from < w->k; from += outer) {
    const size_t to = w->k - from < outer ? w->k : from + outer;
    for (size_t g = group, vectors; g < end; g += vectors) {
      vectors = block_vectors(height, groups_together(w, g, end));
      for (size_t k = from; k < to; k += step) {
        multiply_floats(w, x, rows, g, vectors, k, to - k < step ? to - k : step, y);
      }
    }
  }
}

static void float_linear(const Matrix *w, const float *x, size_t from, size_t to, size_t group, size_t end, float *y) {
  for (size_t row = from; row < to; row += ROW_TILE) {
    const size_t rows = to - row < ROW_TILE ? to - row : ROW_TILE;
    float_rows(w, x + row * w->k, rows, group, end, y + row * w->n);
  }
}

#endif

/* Groups of 16 columns of a matrix of floats (linear.h), as they are stored or converted. */
#ifndef CRIA_FLOAT_GROUPS_H
#define CRIA_FLOAT_GROUPS_H

#include "kernels/float-block.h"
#include "kernels/linear.h"

DEFINE_BLOCK(f16_block, TYPE_F16)
DEFINE_BLOCK(bf16_block, TYPE_BF16)

typedef void BlockFunction(size_t rows, size_t vectors, const FloatBlock *p);

/* A block of one vector of which only the first columns exist in y and bias. */
static void edge_block(BlockFunction *block, size_t rows, FloatBlock p, size_t columns) {
  float sums[BLOCK_ROWS * LANES], bias[LANES];
  float *y = p.y;
  for (size_t r = 0; r < rows && p.begun; r++) {
    store_f32x16(sums + r * LANES, load_some(y + r * p.y_stride, columns));
  }
  if (p.bias) {
    store_f32x16(bias, load_some(p.bias, columns));
    p.bias = bias;
  }
  const size_t stride = p.y_stride;
  p.y = sums;
  p.y_stride = LANES;
  block(rows, 1, &p);
  for (size_t r = 0; r < rows; r++) store_some(y + r * stride, load_f32x16(sums + r * LANES), columns);
}

/* Groups `[group, group + vectors)`; if the last one is not full, it comes alone. */
static void groups_block(BlockFunction *block, size_t rows, size_t vectors, const Matrix *w, size_t group,
                         const FloatBlock *p) {
  const size_t columns = group_columns(w, group);
  if (columns < GROUP) edge_block(block, rows, *p, columns);
  else block(rows, vectors, p);
}

/* Full groups from this one on, or 1. */
static size_t groups_together(const Matrix *w, size_t group, size_t end) {
  const size_t full = w->n / GROUP;
  return group >= full ? 1 : (end < full ? end : full) - group;
}

/* Steps `[k, k + depth)` of some groups as f32, `[vectors][depth][16]`; those of the next groups are fetched. */
INLINE void convert_tile(const int type, const Matrix *w, size_t group, size_t vectors, size_t k, size_t depth,
                         float *tile) {
  const size_t bytes = float_bytes(type) * GROUP;
  for (size_t v = 0; v < vectors; v++) {
    const uint8_t *from = w->data + (group + v) * w->group_bytes + k * bytes;
    for (size_t i = 0; i < depth; i++, from += bytes, tile += GROUP) {
      __builtin_prefetch(from + vectors * w->group_bytes);
      store_f32x16(tile, load_floats(type, from));
    }
  }
}

#endif

/* Scores of queries and keys. */
#ifndef CRIA_ATTENTION_SCORES_H
#define CRIA_ATTENTION_SCORES_H

#include "kernels/attend.h"
#include "kernels/float-block.h"
#include "kernels/transpose.h"

/* Keys that are transposed at a time, for the L1 cache: as many vectors as the widest block takes. */
enum { SCORED_KEYS = BLOCK_VECTORS * LANES };

static size_t vectors_of(size_t count) { return (count + LANES - 1) / LANES; }

static size_t smaller(size_t a, size_t b) { return a < b ? a : b; }

/* Positions of keys. */
typedef struct {
  size_t begin, end;
} KeyRange;

/* Later rows begin no earlier, and end no earlier. */
static KeyRange seen_by(const Attention *a, size_t row) {
  const size_t position = a->past + row / a->group;
  return (KeyRange){first_seen(a->visibility, position), end_seen(a->visibility, position, a->all)};
}

/* What rows `[first, first + rows)` see, from a multiple of 16 on: lanes go by the position. */
static KeyRange tile_of(const Attention *a, size_t first, size_t rows) {
  return (KeyRange){seen_by(a, first).begin / LANES * LANES, seen_by(a, first + rows - 1).end};
}

/* An odd number of vectors: with powers of two, the rows of a column would fall on few lines of the L1 cache. */
static size_t score_stride(KeyRange tile) { return (vectors_of(tile.end - tile.begin) | 1) * LANES; }

/*
 * scores[row][key - tile.begin] = q . key for rows `[first, first + rows)` and, in vectors, at least the keys that they
 * see. `transposed` has room for SCORED_KEYS keys.
 */
static void score(const Attention *a, size_t first, size_t rows, float *scores, size_t stride, float *transposed) {
  const size_t d = a->key_dim, height = smaller(rows, BLOCK_ROWS);
  const KeyRange tile = tile_of(a, first, rows);
  FloatBlock p = {.a_stride = d, .b_step = LANES, .b_vector = LANES * d, .depth = d, .y_stride = stride};
  for (size_t j = tile.begin; j < tile.end; j += SCORED_KEYS) {
    const size_t count = smaller(tile.end - j, SCORED_KEYS), vectors = vectors_of(count);
    for (size_t at = 0; at < count; at += LANES) {
      transpose_rows(a->keys + (j - a->base + at) * d, count - at, d, transposed + at * d);
    }
    for (size_t v = 0, some; v < vectors; v += some) {
      const size_t key = j + v * LANES;
      some = block_vectors(height, vectors - v);
      p.b = transposed + v * LANES * d;
      for (size_t r = 0; r < rows; r += BLOCK_ROWS) {
        const size_t last = smaller(r + BLOCK_ROWS, rows) - 1, own = seen_by(a, first + last).end;
        if (own <= key) continue;
        if (a->visibility.window && seen_by(a, first + r).begin >= key + some * LANES) continue;
        p.a = a->q + (first + r) * d;
        p.y = scores + r * stride + (key - tile.begin);
        f32_block(last - r + 1, own <= key + some / 2 * LANES ? some / 2 : some, &p);
      }
    }
  }
}

#endif

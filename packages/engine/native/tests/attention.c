/* Attention of all queries at once, and of a few at a time. */
#include <stdlib.h>
#include <string.h>

#include "tests/testing.h"

typedef struct {
  size_t head_dim, group, past, queries;
} Case;

static void attend(const Kernels *kernels, const Attention *a, size_t rows, size_t most) {
  for (size_t first = 0; first < rows; first += most) {
    const size_t count = rows - first < most ? rows - first : most;
    const size_t keys = a->past + (first + count - 1) / a->group + 1;
    float *scratch = buffer(kernels->attention_scratch(a, count, keys) * sizeof *scratch);
    kernels->attend(a, first, count, scratch);
    free(scratch);
  }
}

static void test_case(const Kernels *kernels, const Case *c, Random *random, Digest *digest) {
  const size_t d = c->head_dim, keys = c->past + c->queries, rows = c->queries * c->group, size = sizeof(float);
  /* Two key-value heads side by side: the second is not touched. */
  const size_t out = 2 * rows * d - c->group * d, stride = 2 * c->group * d;
  float *q = buffer(rows * d * size), *k = buffer(keys * d * size), *v = buffer(keys * d * size);
  float *y = buffer(out * size), *few = buffer(out * size);
  random_floats(random, q, rows * d);
  random_floats(random, k, keys * d);
  random_floats(random, v, keys * d);
  memset(y, 0, out * size);
  memset(few, 0, out * size);
  Attention a = {d, c->group, c->past, q, k, v, y, stride};
  const size_t tile = kernels->attention_tile_rows(keys);
  check(tile > 0, "tiles without rows");
  attend(kernels, &a, rows, tile);
  digest_floats(digest, y, out);
  a.out = few;
  attend(kernels, &a, rows, 1 + random_below(random, 4));
  check(same_floats(y, few, out), "%s: attention of a few rows differs (%zu x %zu, group %zu)", kernels->name, rows, d,
        c->group);
  free(q);
  free(k);
  free(v);
  free(y);
  free(few);
}

void test_attention(const Kernels *kernels, uint64_t seed, Digest *digest) {
  static const Case cases[] = {{8, 1, 0, 1},    {64, 7, 0, 5},   {20, 2, 3, 9},    {80, 2, 16, 1}, {128, 1, 0, 40},
                               {64, 3, 200, 2}, {96, 1, 63, 17}, {64, 2, 130, 70}, {256, 1, 5, 3}, {40, 5, 31, 33}};
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    Random random = {seed + i};
    test_case(kernels, &cases[i], &random, digest);
  }
}

/* Attention of all queries at once, of a few at a time, and over a cache that begins later. */
#include <stdlib.h>
#include <string.h>

#include "tests/testing.h"

typedef struct {
  size_t key_dim, value_dim, group, past, queries;
  size_t window;
  int chunked;
  float softcap;
  int sinks;
  size_t ahead;
  int slopes;
} Case;

static void attend(const Kernels *kernels, const Attention *a, size_t first, size_t end, size_t most) {
  for (; first < end; first += most) {
    const size_t count = end - first < most ? end - first : most;
    float *scratch = buffer(kernels->attention_scratch(a, first, count) * sizeof *scratch);
    kernels->attend(a, first, count, scratch);
    free(scratch);
  }
}

static float *random_buffer(Random *random, size_t count) {
  float *x = buffer(count * sizeof *x);
  random_floats(random, x, count);
  return x;
}

/* The last query alone, over a cache that begins at the last possible row and has NaN where the query sees nothing. */
static void test_last(const Kernels *kernels, const Attention *a, size_t queries, const float *expected) {
  const size_t position = a->past + queries - 1, begin = first_seen(a->visibility, position), base = begin / 16 * 16;
  const size_t keys = position + 1 - base, unseen = begin - base, kd = a->key_dim, vd = a->value_dim;
  float *k = buffer(keys * kd * sizeof *k), *v = buffer(keys * vd * sizeof *v);
  float *y = buffer(a->group * vd * sizeof *y);
  memcpy(k, a->keys + base * kd, keys * kd * sizeof *k);
  memcpy(v, a->values + base * vd, keys * vd * sizeof *v);
  for (size_t i = 0; i < unseen * kd; i++) k[i] = __builtin_nanf("");
  for (size_t i = 0; i < unseen * vd; i++) v[i] = __builtin_nanf("");
  Attention last = *a;
  last.past = position;
  last.base = base;
  last.q = a->q + (queries - 1) * a->group * kd;
  last.keys = k;
  last.values = v;
  last.out = y;
  attend(kernels, &last, 0, a->group, a->group);
  check(same_floats(y, expected, a->group * vd), "%s: the last query differs alone (window %zu of %zu)", kernels->name,
        a->visibility.window, position + 1);
  free(k);
  free(v);
  free(y);
}

static void test_case(const Kernels *kernels, const Case *c, Random *random, Digest *digest) {
  const size_t kd = c->key_dim, vd = c->value_dim, keys = c->past + c->queries, rows = c->queries * c->group;
  /* Two key-value heads side by side: the second is not touched. */
  const size_t out = 2 * rows * vd - c->group * vd, stride = 2 * c->group * vd;
  float *q = random_buffer(random, rows * kd), *k = random_buffer(random, keys * kd);
  float *v = random_buffer(random, keys * vd), *sinks = random_buffer(random, c->group);
  float *slopes = random_buffer(random, c->group);
  float *y = buffer(out * sizeof *y), *few = buffer(out * sizeof *few);
  memset(y, 0, out * sizeof *y);
  memset(few, 0, out * sizeof *few);
  Attention a = {.key_dim = kd,
                 .value_dim = vd,
                 .group = c->group,
                 .past = c->past,
                 .visibility = {.window = c->window, .chunked = c->chunked, .ahead = c->ahead},
                 .all = keys,
                 .softcap = c->softcap,
                 .sinks = c->sinks ? sinks : NULL,
                 .slopes = c->slopes ? slopes : NULL,
                 .q = q,
                 .keys = k,
                 .values = v,
                 .out = y,
                 .out_stride = stride};
  const size_t tile = kernels->attention_tile_rows(keys);
  check(tile > 0, "tiles without rows");
  attend(kernels, &a, 0, rows, tile);
  digest_floats(digest, y, out);
  a.out = few;
  attend(kernels, &a, 0, rows, 1 + random_below(random, 4));
  check(same_floats(y, few, out), "%s: attention of a few rows differs (%zu x %zu, group %zu)", kernels->name, rows, kd,
        c->group);
  test_last(kernels, &a, c->queries, y + (c->queries - 1) * stride);
  free(q);
  free(k);
  free(v);
  free(sinks);
  free(slopes);
  free(y);
  free(few);
}

void test_attention(const Kernels *kernels, uint64_t seed, Digest *digest) {
  static const Case cases[] = {
      {8, 8, 1, 0, 1, 0, 0, 0, 0, 0, 0}, {64, 64, 7, 0, 5, 0, 0, 0, 0, 0, 0}, {20, 20, 2, 3, 9, 0, 0, 0, 0, 0, 0},
      {80, 80, 2, 16, 1, 0, 0, 0, 0, 0, 0}, {128, 128, 1, 0, 40, 0, 0, 0, 0, 0, 0},
      {64, 64, 3, 200, 2, 0, 0, 0, 0, 0, 0}, {96, 96, 1, 63, 17, 0, 0, 0, 0, 0, 0},
      {64, 64, 2, 130, 70, 0, 0, 0, 0, 0, 0}, {256, 256, 1, 5, 3, 0, 0, 0, 0, 0, 0},
      {40, 40, 5, 31, 33, 0, 0, 0, 0, 0, 0},
      /* Windows of one key, of less than a vector, over some tiles, of more than there is. */
      {16, 16, 1, 3, 40, 1, 0, 0, 0, 0, 0}, {64, 64, 2, 30, 20, 7, 0, 0, 1, 0, 0},
      {64, 64, 1, 100, 150, 33, 0, 0, 0, 0, 0}, {32, 32, 4, 500, 9, 128, 0, 0, 1, 0, 0},
      {48, 48, 1, 0, 90, 64, 0, 5, 0, 0, 0}, {16, 16, 2, 0, 20, 100, 0, 0, 0, 0, 0},
      {64, 64, 2, 60, 1, 16, 0, 0, 0, 0, 0}, {24, 24, 1, 40, 60, 24, 1, 0, 0, 0, 0},
      {32, 32, 2, 120, 130, 100, 1, 3, 1, 0, 0}, {64, 64, 3, 70, 31, 0, 0, 0.5f, 0, 0, 0},
      /* Keys and values of different sizes, as of MLA. */
      {192, 128, 1, 9, 25, 0, 0, 0, 1, 0, 0}, {576, 512, 4, 7, 3, 0, 0, 0, 0, 0, 0},
      {20, 36, 2, 50, 70, 48, 0, 0, 0, 0, 0},
      /* All keys, some ahead, and distances that count. */
      {32, 32, 1, 0, 75, 0, 0, 0, 0, 1000, 0}, {16, 16, 2, 0, 90, 17, 0, 0, 0, 16, 0},
      {64, 64, 3, 0, 50, 0, 0, 0, 1, 1000, 1}, {24, 40, 1, 3, 33, 0, 0, 2, 0, 0, 1}};
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    Random random = {seed + i};
    test_case(kernels, &cases[i], &random, digest);
  }
}

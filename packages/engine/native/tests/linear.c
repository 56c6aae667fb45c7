/* Products with weights of every type: of so many rows at once, and of each row alone. */
#include <stdlib.h>
#include <string.h>

#include "formats/pack.h"
#include "tests/testing.h"

typedef struct {
  size_t n, rows, blocks; /* blocks: of 256 columns or more, so many times; for floats, columns */
  ActivationKind activation;
  int biased;
} Case;

/* y `[rows][n]` */
static float *multiply(const Kernels *kernels, const Matrix *w, const float *x, size_t rows,
                       const ActivationFunction *f) {
  const size_t blocks = w->k / BLOCK, groups = (w->n + GROUP - 1) / GROUP;
  float *y = buffer(rows * w->n * sizeof *y);
  if (!w->format) {
    /* In pieces, as threads do. */
    for (size_t g = 0; g < groups; g += 3) {
      kernels->float_linear(w, x, 0, rows, g, g + 3 < groups ? g + 3 : groups, y);
    }
    return y;
  }
  const ActivationNeeds needs = kernels->needs(w->format, rows);
  void *memory = buffer(activations_bytes(rows, blocks, &needs));
  const Activations a = arrange_activations(memory, rows, blocks, &needs);
  for (size_t panel = 0; panel < a.panels; panel++) {
    for (size_t b = 0; b < blocks; b += 8) {
      kernels->quantize(&a, panel, b, b + 8 < blocks ? b + 8 : blocks, x, f);
    }
  }
  const size_t half = groups / 2;
  kernels->linear(w, &a, 0, half, y);
  kernels->linear(w, &a, half, groups, y);
  free(memory);
  return y;
}

/* `wild`: activations, too, are any floats. */
static void test_product(const Kernels *kernels, Matrix *w, const Case *c, int wild, const char *name, Random *random,
                         Digest *digest) {
  const size_t width = c->activation != ACTIVATION_NONE ? 2 * w->k : w->k, rows = c->rows;
  const ActivationFunction f = {.kind = c->activation, .alpha = 1.702f, .limit = 0.75f};
  float *x = buffer(rows * width * sizeof *x), *bias = buffer(w->n * sizeof *bias);
  random_floats(random, x, rows * width);
  random_floats(random, bias, w->n);
  memset(x, 0, (w->k < BLOCK ? w->k : BLOCK) * sizeof *x);
  for (int i = 0; wild && i < 5; i++) {
    const uint32_t bits = random_bits(random);
    memcpy(&x[random_below(random, rows * width)], &bits, sizeof bits);
  }
  w->bias = c->biased ? bias : NULL;
  float *y = multiply(kernels, w, x, rows, &f);
  digest_floats(digest, y, rows * w->n);
  const size_t step = rows > 10 ? 7 : 1;
  for (size_t r = 0; r < rows && rows > 1; r += step) {
    float *row = buffer(width * sizeof *row);
    memcpy(row, x + r * width, width * sizeof *row);
    float *alone = multiply(kernels, w, row, 1, &f);
    check(same_floats(alone, y + r * w->n, w->n), "%s at %s: row %zu of %zu differs alone (n %zu, k %zu)", name,
          kernels->name, r, rows, w->n, w->k);
    free(row);
    free(alone);
  }
  free(x);
  free(bias);
  free(y);
}

void test_block_linear(const Kernels *kernels, uint64_t seed, Digest *digest) {
  enum { NONE = ACTIVATION_NONE, SILU = ACTIVATION_silu, OAI = ACTIVATION_swiglu_oai };
  static const Case cases[] = {{1, 1, 1, NONE, 0},  {17, 3, 2, NONE, 1},   {40, 9, 2, SILU, 0},
                               {33, 6, 1, OAI, 1}, {140, 20, 2, NONE, 1}, {16, 8, 3, NONE, 0},
                               {50, 40, 5, NONE, 1}};
  for (int i = 0; i < FORMAT_COUNT; i++) {
    const Format *f = &formats[i];
    for (size_t j = 0; j < 2 * sizeof cases / sizeof *cases; j++) {
      const Case *c = &cases[j / 2];
      const int wild = j % 2;
      Random random = {seed + 1000 * (uint64_t)f->type + j};
      /* Odd numbers of blocks, too, where they are small. */
      const size_t k = 256 * c->blocks - (f->block == 32 && c->blocks > 1 ? 32 * (j % 5) : 0);
      const size_t groups = (c->n + GROUP - 1) / GROUP, count = c->n * k / (size_t)f->block;
      Matrix w = {.n = c->n, .k = k, .type = f->type, .format = f, .group_bytes = group_bytes(f, k)};
      uint8_t *blocks = buffer(count * (size_t)f->block_bytes), *data = buffer(groups * w.group_bytes);
      random_blocks(&random, f, wild, count, blocks);
      pack_blocks(f, blocks, c->n, k, data);
      w.data = data;
      test_product(kernels, &w, c, wild, f->name, &random, digest);
      free(blocks);
      free(data);
    }
  }
}

void test_float_linear(const Kernels *kernels, uint64_t seed, Digest *digest) {
  enum { NONE = ACTIVATION_NONE };
  static const Case cases[] = {{1, 1, 1, NONE, 0},    {17, 3, 7, NONE, 1},     {40, 9, 100, NONE, 0},
                               {33, 70, 33, NONE, 1}, {140, 20, 600, NONE, 1}, {16, 200, 40, NONE, 0}};
  static const struct {
    int type;
    const char *name;
  } types[] = {{0, "F32"}, {1, "F16"}, {30, "BF16"}};
  for (size_t i = 0; i < 3; i++) {
    const int type = types[i].type;
    for (size_t j = 0; j < sizeof cases / sizeof *cases; j++) {
      const Case *c = &cases[j];
      Random random = {seed + 100 * i + j};
      const size_t k = c->blocks, groups = (c->n + GROUP - 1) / GROUP, size = type == 0 ? 4 : 2;
      Matrix w = {.n = c->n, .k = k, .type = type, .group_bytes = packed_group_bytes(type, k)};
      uint8_t *elements = buffer(c->n * k * size), *data = buffer(groups * w.group_bytes);
      for (size_t e = 0; e < c->n * k; e++) {
        const float value = random_float(&random);
        uint32_t bits;
        memcpy(&bits, &value, sizeof bits);
        if (type == 30) bits >>= 16;
        if (type == 1) bits = (bits >> 16 & 0x83ff) | 0x3000; /* the exponent of a small half */
        memcpy(elements + e * size, &bits, size);
      }
      pack_floats(type, elements, c->n, k, data);
      w.data = data;
      test_product(kernels, &w, c, 0, types[i].name, &random, digest);
      free(elements);
      free(data);
    }
  }
}

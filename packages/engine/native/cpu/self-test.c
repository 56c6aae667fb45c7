#include "cpu/self-test.h"

#include <stdlib.h>
#include <string.h>

#include "formats/pack.h"

enum { COLUMNS = 512, OUTPUTS = 24, MOST_ROWS = 26 };

typedef struct {
  uint32_t state;
} Random;

static uint32_t next(Random *random) { return random->state = random->state * 1664525u + 1013904223u; }

/* Between -1 and 1. */
static float next_float(Random *random) { return (float)(int32_t)next(random) * 0x1p-31f; }

/* Numbers that have an exponent of their own become small ones; what a block holds besides may be anything. */
static void tame(const Format *f, uint8_t *group, size_t k) {
  uint8_t *head = group;
  for (size_t at = 0; at < k; at += head_columns(f), head += head_bytes(f)) {
    if (f->head == HEAD_E8M0) {
      for (size_t r = 0; r < 16; r++) head[r] = (uint8_t)(124 + head[r] % 8);
      continue;
    }
    const size_t halves = f->head == HEAD_HALF_MIN || f->head == HEAD_HALF_16 || f->head == HEAD_SUPER_MINS ? 32 : 16;
    for (size_t i = 0; i < halves; i++) head[2 * i + 1] = (uint8_t)((head[2 * i + 1] & 0x83) | 0x20);
  }
}

/* y `[rows][OUTPUTS]` by the kernels; 0 when there is memory for it. */
static int evaluate(const Kernels *kernels, const Matrix *w, const float *x, size_t rows, float *y) {
  if (!w->format) {
    kernels->float_linear(w, x, 0, rows, 0, (OUTPUTS + GROUP - 1) / GROUP, y);
    return 0;
  }
  const size_t blocks = COLUMNS / BLOCK;
  const ActivationNeeds needs = kernels->needs(w->format, rows);
  const size_t bytes = activations_bytes(rows, blocks, &needs) + 64;
  char *memory = malloc(bytes);
  if (!memory) return 1;
  void *aligned = memory + (64 - (uintptr_t)memory % 64) % 64;
  const ActivationFunction none = {.kind = ACTIVATION_NONE};
  const Activations a = arrange_activations(aligned, rows, blocks, &needs);
  for (size_t panel = 0; panel < a.panels; panel++) kernels->quantize(&a, panel, 0, blocks, x, &none);
  kernels->linear(w, &a, 0, (OUTPUTS + GROUP - 1) / GROUP, y);
  free(memory);
  return 0;
}

static int compare(const Kernels *kernels, const Matrix *w, const float *x) {
  static const size_t counts[] = {1, 3, MOST_ROWS};
  for (size_t i = 0; i < sizeof counts / sizeof *counts; i++) {
    const size_t rows = counts[i];
    float expected[MOST_ROWS * OUTPUTS], y[MOST_ROWS * OUTPUTS];
    if (evaluate(&kernels_portable, w, x, rows, expected) || evaluate(kernels, w, x, rows, y)) return 1;
    if (memcmp(expected, y, rows * OUTPUTS * sizeof *y) != 0) return 1;
  }
  return 0;
}

int kernels_differ(const Kernels *kernels, int type) {
  const Format *format = format_of(type);
  if (!format && !is_float_type(type)) return 1;
  const size_t groups = (OUTPUTS + GROUP - 1) / GROUP, bytes = packed_group_bytes(type, COLUMNS);
  uint8_t *data = malloc(groups * bytes);
  float *x = malloc(MOST_ROWS * COLUMNS * sizeof *x);
  int differ = 1;
  if (data && x) {
    Random random = {1};
    for (size_t i = 0; i < MOST_ROWS * COLUMNS; i++) x[i] = next_float(&random);
    if (format) {
      for (size_t i = 0; i < groups * bytes; i++) data[i] = (uint8_t)(next(&random) >> 24);
      for (size_t g = 0; g < groups; g++) tame(format, data + g * bytes, COLUMNS);
    } else {
      /* The upper bytes of an f32 are a bf16; a small exponent makes either a sound half. */
      const size_t size = bytes / COLUMNS / GROUP;
      for (size_t i = 0; i < groups * COLUMNS * GROUP; i++) {
        float value = next_float(&random);
        uint32_t bits;
        memcpy(&bits, &value, sizeof bits);
        if (size == 2) bits = type == 1 ? (bits >> 16 & 0x83ff) | 0x3000 : bits >> 16;
        memcpy(data + i * size, &bits, size);
      }
    }
    const Matrix w = {.n = OUTPUTS, .k = COLUMNS, .type = type, .format = format, .data = data, .group_bytes = bytes};
    differ = compare(kernels, &w, x);
  }
  free(data);
  free(x);
  return differ;
}

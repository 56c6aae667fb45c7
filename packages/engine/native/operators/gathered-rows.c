#include "operators/gathered-rows.h"

#include <string.h>

size_t gathered_bytes(const PreparedRows *from, const Matrix *w, size_t rows) {
  if (rows == 1) return 0;
  if (from->floats) return rows * w->k * sizeof(float);
  const ActivationNeeds needs = from->kernels->needs(w->format, rows);
  return activations_bytes(rows, w->k / BLOCK, &needs);
}

/* One of the rows of `a`, which are panels of their own. */
static Activations single(const Activations *a, size_t row) {
  Activations one = *a;
  const size_t cells = row * a->blocks;
  one.rows = one.panels = 1;
  one.q += cells * BLOCK;
  one.d += cells;
  one.start += cells * a->parts;
  if (one.part_sums) one.part_sums += cells * a->parts;
  if (one.sums) one.sums += cells * a->parts;
  return one;
}

/* Copies a row, or makes it zeros where there is none (from is NULL), to place `i` of a panel. */
static void place_row(const Activations *from, const Activations *to, size_t panel, size_t i) {
  const size_t height = to->height, parts = to->parts;
  for (size_t b = 0; b < to->blocks; b++) {
    const size_t block = panel * to->blocks + b, cell = block * height + i;
    if (from) memcpy(to->q + cell * BLOCK, from->q + b * BLOCK, BLOCK);
    else memset(to->q + cell * BLOCK, 0, BLOCK);
    to->d[cell] = from ? from->d[b] : 0;
    for (size_t part = 0; part < parts; part++) {
      const size_t here = (block * parts + part) * height + i, there = b * parts + part;
      to->start[here] = from ? from->start[there] : 0;
      if (to->part_sums) to->part_sums[part_sum_at(to, block * parts + part, i)] = from ? from->part_sums[there] : 0;
      if (to->sums) to->sums[here] = from ? from->sums[there] : 0;
    }
  }
}

/* `start` of tiles that want none (AMX) is not right, and not read. */
static Activations gather_quantised(const PreparedRows *from, const Matrix *w, const uint32_t *indices, size_t rows,
                                    void *memory) {
  const Activations *a = &from->quantised;
  const ActivationNeeds needs = from->kernels->needs(w->format, rows);
  const Activations to = arrange_activations(memory, rows, a->blocks, &needs);
  for (size_t i = 0; i < to.panels * to.height; i++) {
    const Activations one = single(a, indices[i < rows ? i : 0]);
    place_row(i < rows ? &one : NULL, &to, i / to.height, i % to.height);
  }
  return to;
}

PreparedRows gather_rows(const PreparedRows *from, const Matrix *w, const uint32_t *indices, size_t rows, void *memory) {
  PreparedRows some = {.kernels = from->kernels, .rows = rows};
  if (!from->floats) {
    some.quantised = rows == 1 ? single(&from->quantised, indices[0]) : gather_quantised(from, w, indices, rows, memory);
    return some;
  }
  if (rows == 1) {
    some.floats = from->floats + indices[0] * w->k;
    return some;
  }
  float *to = memory;
  some.floats = to;
  for (size_t i = 0; i < rows; i++) memcpy(to + i * w->k, from->floats + indices[i] * w->k, w->k * sizeof(float));
  return some;
}

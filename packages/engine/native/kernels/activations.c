#include "kernels/activations.h"

static size_t round_up(size_t value, size_t unit) { return (value + unit - 1) / unit * unit; }

/* The panels are as equal as can be: 8 rows in panels of at most 6 are two panels of 4. */
static size_t panel_height(size_t rows, size_t panel_rows) {
  const size_t panels = (rows + panel_rows - 1) / panel_rows;
  return (rows + panels - 1) / panels;
}

static size_t padded_rows(size_t rows, size_t height) { return round_up(rows, height); }

/* Kernels may read (and ignore) some values behind the last block's. */
enum { SLACK = 64 };

static size_t array_bytes(size_t elements) { return round_up(elements * sizeof(float), 64) + SLACK; }

size_t activations_bytes(size_t rows, size_t blocks, const ActivationNeeds *needs) {
  const size_t cells = padded_rows(rows, panel_height(rows, needs->panel_rows)) * blocks;
  const size_t arrays = 1 + (needs->mins != 0) + (needs->offsets != 0);
  return round_up(cells * BLOCK, 64) + SLACK + array_bytes(cells) + arrays * array_bytes(cells * needs->parts);
}

Activations arrange_activations(void *memory, size_t rows, size_t blocks, const ActivationNeeds *needs) {
  const size_t height = panel_height(rows, needs->panel_rows), cells = padded_rows(rows, height) * blocks;
  const size_t per_part = array_bytes(cells * needs->parts);
  char *base = memory;
  Activations a = {.rows = rows,
                   .blocks = blocks,
                   .height = height,
                   .panels = (rows + height - 1) / height,
                   .scale_blocks = needs->scale_blocks,
                   .parts = needs->parts,
                   .zero = needs->zero};
  a.q = (int8_t *)base;
  base += round_up(cells * BLOCK, 64) + SLACK;
  a.d = (float *)base;
  base += array_bytes(cells);
  a.start = (int32_t *)base;
  base += per_part;
  if (needs->mins) {
    a.part_sums = (int16_t *)base;
    base += per_part;
  }
  if (needs->offsets) a.sums = (float *)base;
  return a;
}

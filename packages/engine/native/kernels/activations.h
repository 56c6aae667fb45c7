/*
 * Activations quantised to 8 bits, in blocks of 32 along K as llama.cpp does for Q8_0:
 *   d = max|x| / 127,  q = round(x / d)  (nearest, ties to even).
 * Rows lie in panels of `height` rows; within a panel the blocks follow each other, and within a block its rows:
 * a block of a panel is contiguous, which is what a tile load and a register-blocked kernel both want.
 */
#ifndef CRIA_ACTIVATIONS_H
#define CRIA_ACTIVATIONS_H

#include <stddef.h>
#include <stdint.h>

enum { BLOCK = 32, PANEL = 16 };

typedef struct {
  size_t rows;
  size_t blocks; /* per row: K / 32 */
  size_t height; /* min(rows, PANEL) */
  size_t panels;
  int8_t *q;           /* [panels][blocks][height][32] */
  float *d;            /* [panels][blocks][height] */
  int32_t *correction; /* [panels][blocks][height]: -zero_point * sum(q) */
} Activations;

/* Bytes that `arrange_activations` needs. */
size_t activations_bytes(size_t rows, size_t blocks);

/* Lays the arrays out in `memory`, which is aligned to 64 bytes. */
Activations arrange_activations(void *memory, size_t rows, size_t blocks);

/* What the rows of x are before they are quantised. */
typedef enum {
  PLAIN, /* [rows][K] */
  GATED, /* [rows][2 K]: gates g and values u; quantised is SiLU(g) * u */
} Form;

/*
 * Quantises blocks `[from, to)` of the rows of one panel. Rows behind the last become zeros. A block that holds a NaN
 * or an infinity gets such a d, so that the products are not finite either.
 */
void quantize_panel(const Activations *a, size_t panel, size_t from, size_t to, const float *x, Form form,
                    int zero_point);

#endif

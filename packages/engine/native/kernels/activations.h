/*
 * Activations quantised to 8 bits, as llama.cpp does (Q8_0 for blocks of 32 along K, Q8_K for blocks of 256):
 *   q = round(x * 127 / max|x|)  (nearest, ties to even),  d = max|x| / 127, for blocks of 32 rounded to a half.
 * Rows lie in panels of `height` rows; within a panel the blocks of 32 follow each other, and within a block its rows:
 * a block of a panel is contiguous, which is what a tile load and a register-blocked kernel both want.
 */
#ifndef CRIA_ACTIVATIONS_H
#define CRIA_ACTIVATIONS_H

#include <stddef.h>
#include <stdint.h>

enum { BLOCK = 32 };

typedef struct {
  size_t rows;
  size_t blocks; /* of 32, per row: K / 32 */
  size_t height, panels;
  size_t scale_blocks; /* blocks of 32 that share d: 1, or 8 */
  size_t parts;        /* 1, or 2 where the weights' scales count for 16 values: then each half has its own sums */
  int zero;            /* what the kernels add to each weight to have it unsigned */
  int32_t *start;      /* [panels][blocks][parts][height]: what takes -zero * sum(q) into account, see products.h */
  int8_t *q;           /* [panels][blocks][height][32] */
  float *d;            /* [panels][blocks][height] */
  float *sums;         /* [panels][blocks][parts][height]: d * sum(q), rounded as d is, or NULL where no offset wants it */
  int16_t *part_sums;  /* [panels][blocks * parts / 2][height][2]: sum(q) of two parts, or NULL where no min wants it */
} Activations;

/* What the weights want to know of the activations. */
typedef struct {
  size_t panel_rows; /* most rows of a panel */
  size_t scale_blocks, parts;
  int zero;
  int offsets; /* weights have offsets, which count sum(q) times */
  int mins;    /* the same for sub-mins of blocks of 256 */
} ActivationNeeds;

/* Where part_sums has the sum of a row of a panel, for a part counted from the first panel's first. */
static inline size_t part_sum_at(const Activations *a, size_t part, size_t row) {
  return (part / 2 * a->height + row) * 2 + part % 2;
}

/* Bytes that `arrange_activations` needs. */
size_t activations_bytes(size_t rows, size_t blocks, const ActivationNeeds *needs);

/* Lays the arrays out in `memory`, which is aligned to 64 bytes. */
Activations arrange_activations(void *memory, size_t rows, size_t blocks, const ActivationNeeds *needs);

#endif

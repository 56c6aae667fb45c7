/*
 * y = x * W^T + bias over block-quantised weights.
 *
 * Every element of y is computed by the same operations in the same order, whichever kernel does it and however many
 * rows x has, so that results do not depend on the batch:
 *   y = 0;  for b in blocks: y = fma(float(dot_b), dw_b * dx_b, y);  y = y + bias
 * where dot_b is the exact integer dot product of the 32 weights and activations of block b.
 *
 * Weights lie in groups of 16 columns (rows of W). A group is K/32 blocks; a block holds, for 16 columns,
 *   8 bits: [8][16][4] signed bytes: vector v has the elements 4v..4v+3 of each column;
 *   4 bits: [4][16][4] bytes: in vector v the low nibbles are the elements 4v..4v+3 of each column, the high ones
 *           16+4v..16+4v+3; the weight is nibble - 8.
 * Scales: [groups][blocks][16] IEEE half. The last group is padded with zeros.
 */
#ifndef CRIA_LINEAR_H
#define CRIA_LINEAR_H

#include "activations.h"

enum { GROUP = 16 };

typedef struct {
  size_t n, blocks;
  int bits; /* 4 or 8 */
  const uint8_t *values;
  const uint16_t *scales;
  const float *bias; /* may be NULL */
} Weights;

static inline size_t block_bytes(int bits) { return (size_t)GROUP * BLOCK * bits / 8; }

static inline const uint8_t *group_values(const Weights *w, size_t group) {
  return w->values + group * w->blocks * block_bytes(w->bits);
}

static inline const uint16_t *group_scales(const Weights *w, size_t group) {
  return w->scales + group * w->blocks * GROUP;
}

/* Columns of a group that exist, as a mask. */
static inline uint16_t group_mask(const Weights *w, size_t group) {
  const size_t left = w->n - group * GROUP;
  return left >= GROUP ? 0xffff : (uint16_t)((1u << left) - 1);
}

/* Rows `[first, first + count)` of one panel times groups `[group, end)`, by AVX-512 VNNI. y is `[rows][n]`. */
void linear_vnni(const Weights *w, const Activations *a, size_t panel, size_t first, size_t count, size_t group,
                 size_t end, float *y);

/* Panels `[0, panels)` times groups `[group, end)`, by AMX tiles; each panel counts as full. */
void linear_amx(const Weights *w, const Activations *a, size_t panels, size_t group, size_t end, float *y);

#endif

#ifndef CRIA_PACK_H
#define CRIA_PACK_H

#include "formats/floats.h"
#include "formats/layout.h"

/* Bytes of a group of 16 rows of k weights of a type that holds weights. */
size_t packed_group_bytes(int ggml_type, size_t k);

/*
 * Packs `rows` rows of k weights, GGUF blocks `[rows][k / f->block]`, into groups of 16 rows (layout.h); the last group
 * is filled up with zeros. Returns how many scales are infinite or NaN: 0 for a sound tensor.
 */
size_t pack_blocks(const Format *f, const uint8_t *blocks, size_t rows, size_t k, uint8_t *groups);

/* The same for elements of 2 or 4 bytes, `[rows][k]` to `[groups][k][16]`. Counts infinite and NaN elements of a type. */
size_t pack_floats(int ggml_type, const uint8_t *elements, size_t rows, size_t k, uint8_t *groups);

/* Row `row` of packed blocks as f32, bit by bit what `dequantize` gives. */
void unpack_row(const Format *f, const uint8_t *groups, size_t row, size_t k, float *out);

/* Row `row` of packed floats as f32. */
void unpack_float_row(int ggml_type, const uint8_t *groups, size_t row, size_t k, float *out);

#endif

#ifndef CRIA_DEQUANTIZE_H
#define CRIA_DEQUANTIZE_H

#include "formats/format.h"

/*
 * `count` blocks as f32 weights: out has count * f->block elements. The arithmetic is that of format.h; every weight
 * that is not NaN has the bits that the PyPI package gguf gives it. Returns 0, or 1 if f is NULL.
 */
int dequantize(const Format *f, const uint8_t *blocks, size_t count, float *out);

/* The first `count` weights of a decoded block; a multiple of f->sub. */
void dequantize_decoded(const Format *f, const Decoded *block, size_t count, float *out);

/* `count` elements of ggml type F32 (0), F16 (1) or BF16 (30), aligned or not, as f32. Returns 0; 1 for other types. */
int dequantize_floats(int ggml_type, const void *in, size_t count, float *out);

#endif

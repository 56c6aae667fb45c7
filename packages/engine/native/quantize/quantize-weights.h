/*
 * Weights to other types, byte for byte as llama-quantize makes them without an importance matrix (ggml_quantize_chunk).
 */
#ifndef CRIA_QUANTIZE_WEIGHTS_H
#define CRIA_QUANTIZE_WEIGHTS_H

#include "kernels/float-block.h"
#include "quantize/codebook.h"
#include "quantize/few-values.h"
#include "quantize/k-quants.h"
#include "quantize/to-float.h"

/* Weights that are widened and quantised at a time: a multiple of every block, and of 16 blocks of 32. */
enum { QUANTIZED_AT_ONCE = 2048 };

/* The formats that take one block at a time, and those that take several, with how many. */
#define QUANTIZE_ONE(X)                                                                           \
  X(Q4_0) X(Q4_1) X(Q5_0) X(Q5_1) X(Q8_0) X(Q2_K) X(Q3_K) X(Q6_K) X(TQ1_0) X(TQ2_0) X(MXFP4) X(Q1_0) X(Q2_0)
#define QUANTIZE_SOME(X) X(Q4_K, 2) X(Q5_K, 2) X(IQ4_NL, 16) X(IQ4_XS, 2)

INLINE int quantize_blocks(int to, const Format *f, const float *x, size_t count, uint8_t *out) {
  const size_t blocks = count / (size_t)f->block, size = (size_t)f->block, bytes = (size_t)f->block_bytes;
  switch (to) {
#define CASE(name)                                                                                 \
  case QUANTIZE_##name:                                                                            \
    for (size_t b = 0; b < blocks; b++) quantize_##name(x + b * size, out + b * bytes);            \
    return 1;
    QUANTIZE_ONE(CASE)
#undef CASE
#define CASE(name, most)                                                                           \
  case QUANTIZE_##name:                                                                            \
    for (size_t b = 0; b < blocks; b += most) {                                                    \
      quantize_##name(x + b * size, (int)(blocks - b < most ? blocks - b : most), out + b * bytes); \
    }                                                                                              \
    return 1;
    QUANTIZE_SOME(CASE)
#undef CASE
    default: return 0;
  }
}

/* Whether the scales of blocks are finite; MXFP4's always are. */
INLINE int finite_scales(const Format *f, const uint8_t *blocks, size_t count) {
  Decoded decoded;
  int finite = 1;
  if (f->head == HEAD_E8M0) return 1;
  for (size_t b = 0; b < count; b++) {
    f->decode(blocks + b * (size_t)f->block_bytes, &decoded);
    finite &= (decoded.d[0] & 0x7c00) != 0x7c00;
    if (f->head == HEAD_HALF_MIN || f->head == HEAD_SUPER_MINS) finite &= (decoded.m[0] & 0x7c00) != 0x7c00;
  }
  return finite;
}

/*
 * `count` weights of a float type as another type. 0; 1 where there is no such conversion; 2 where a weight, or a
 * number that they become, is not finite.
 */
static int quantize_weights(int from, const uint8_t *in, size_t count, int to, uint8_t *out) {
  const Format *f = format_of(to);
  if (!is_float_type(from) || (f ? count % (size_t)f->block != 0 : !is_float_type(to))) return 1;
  float x[QUANTIZED_AT_ONCE];
  for (size_t done = 0, some; done < count; done += some) {
    some = count - done < QUANTIZED_AT_ONCE ? count - done : QUANTIZED_AT_ONCE;
    if (!widen(from, in + done * float_bytes(from), some, x)) return 2;
    if (!f) {
      if (!narrow(to, x, some, out + done * float_bytes(to))) return 2;
      continue;
    }
    uint8_t *blocks = out + done / (size_t)f->block * (size_t)f->block_bytes;
    if (!quantize_blocks(to, f, x, some, blocks)) return 1;
    if (!finite_scales(f, blocks, some / (size_t)f->block)) return 2;
  }
  return 0;
}

#endif

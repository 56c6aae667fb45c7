/*
 * The block formats that GGUF weights come in, as one table.
 *
 * A weight is scale * value + offset, in f32 and in this order, where
 *   value  = codebook ? codebook[code] : is_signed ? (int8_t)code : code - zero
 *   scale  = unit * d * sub-scale, with the terms that the head names (they multiply without rounding)
 *   offset = m (HEAD_HALF_MIN), -(dmin * sub-min) (HEAD_SUPER_MINS), or absent: adding 0 would make 0 of -0
 * Layouts, ids and formulas are those of llama.cpp (ggml/src/ggml-common.h, ggml-quants.c); gguf-vectors.test.ts holds
 * the decoders to the PyPI package gguf, bit by bit.
 */
#ifndef CRIA_FORMAT_H
#define CRIA_FORMAT_H

#include <stddef.h>

#include "formats/decoded.h"

/* Which scales a decoded block has. */
typedef enum Head {
  HEAD_HALF,         /* d per 32 weights */
  HEAD_HALF_MIN,     /* d and m per 32 weights */
  HEAD_E8M0,         /* d is a byte e per 32 weights and stands for 2^(e - 128) */
  HEAD_HALF_16,      /* d per 16 weights */
  HEAD_SUPER,        /* d per 256 weights */
  HEAD_SUPER_SCALES, /* d per 256 weights, a sub-scale per `sub` */
  HEAD_SUPER_MINS,   /* d and dmin per 256 weights, a sub-scale and a sub-min per `sub` */
} Head;

typedef struct Format {
  const char *name;        /* as GGUF spells it: "Q4_0" */
  int type;                /* enum ggml_type */
  int block;               /* weights per block: 32, 64, 128 or 256 */
  int block_bytes;         /* bytes per block */
  int bits;                /* bits of a code, 1..8; greater codes never occur */
  int sub;                 /* weights that share a scale in Decoded: 16 or 32 */
  int zero;                /* subtracted from codes, where there is no codebook */
  int is_signed;           /* the code is a signed byte */
  const int8_t *codebook;  /* 16 values by code, or NULL */
  Head head;
  float unit;              /* a power of two that multiplies every scale */
  int activation_block;    /* activations that llama.cpp quantises together for this format: 32 (Q8_0) or 256 (Q8_K) */
  /* Reads block_bytes bytes, whatever they are. */
  void (*decode)(const uint8_t *block, Decoded *out);
} Format;

enum { FORMAT_COUNT = 25 };

extern const Format formats[FORMAT_COUNT];

/* The format of a ggml type id; NULL for floats, integers, types of activations (Q8_1, Q8_K) and unknown ids. */
const Format *format_of(int ggml_type);

#endif

#ifndef CRIA_DECODED_H
#define CRIA_DECODED_H

#include <stdint.h>

/*
 * One GGUF block, unpacked but not yet multiplied: what its weights mean stands in format.h. A decoder writes the codes
 * and what the head of its format names, and leaves the rest alone.
 */
typedef struct Decoded {
  uint8_t codes[256]; /* one code per weight of the block */
  uint16_t d[8];      /* bits of IEEE halves: scale per 32 weights, per 16 (NVFP4), or [0] alone for a block of 256;
                         for MXFP4 the raw E8M0 byte */
  uint16_t m[8];      /* bits of IEEE halves: m of Q4_1 and Q5_1 (added), dmin of Q2_K, Q4_K and Q5_K (subtracted) */
  int8_t scale[16];   /* integer sub-scales of blocks of 256, per 16 or 32 weights */
  uint8_t min[16];    /* integer sub-mins of Q2_K, Q4_K and Q5_K */
} Decoded;

#endif

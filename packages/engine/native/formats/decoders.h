/* One decoder per format, for the table in format.c. Layouts: bytes are given as offsets into the block. */
#ifndef CRIA_DECODERS_H
#define CRIA_DECODERS_H

#include "formats/decoded.h"

typedef void Decoder(const uint8_t *block, Decoded *out);

/* legacy.c */
Decoder decode_Q4_0, decode_Q4_1, decode_Q5_0, decode_Q5_1, decode_Q8_0;
/* k-quants.c */
Decoder decode_Q2_K, decode_Q3_K, decode_Q4_K, decode_Q5_K, decode_Q6_K;
/* four-bit.c */
Decoder decode_IQ4_NL, decode_IQ4_XS, decode_MXFP4, decode_NVFP4;
/* ternary.c */
Decoder decode_Q1_0, decode_Q2_0, decode_TQ1_0, decode_TQ2_0;
/* grids.c */
Decoder decode_IQ2_XXS, decode_IQ2_XS, decode_IQ2_S, decode_IQ3_XXS, decode_IQ3_S, decode_IQ1_S, decode_IQ1_M;

#endif

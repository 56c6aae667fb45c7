/*
 * The block formats of GGUF and their numbers:
 *   X(name, type, block, bytes, bits, sub, zero, codebook, head, unit, activation_block)
 * See formats/format.h for what they mean. Every table and switch over formats is made from this list.
 */
#ifndef CRIA_FORMAT_LIST_H
#define CRIA_FORMAT_LIST_H

#define FORMATS(X)                                                                       \
  X(Q4_0, 2, 32, 18, 4, 32, 8, CODEBOOK_NONE, HEAD_HALF, 1, 32)                           \
  X(Q4_1, 3, 32, 20, 4, 32, 0, CODEBOOK_NONE, HEAD_HALF_MIN, 1, 32)                       \
  X(Q5_0, 6, 32, 22, 5, 32, 16, CODEBOOK_NONE, HEAD_HALF, 1, 32)                          \
  X(Q5_1, 7, 32, 24, 5, 32, 0, CODEBOOK_NONE, HEAD_HALF_MIN, 1, 32)                       \
  X(Q8_0, 8, 32, 34, 8, 32, 0, CODEBOOK_BYTE, HEAD_HALF, 1, 32)                           \
  X(Q2_K, 10, 256, 84, 2, 16, 0, CODEBOOK_NONE, HEAD_SUPER_MINS, 1, 256)                  \
  X(Q3_K, 11, 256, 110, 3, 16, 4, CODEBOOK_NONE, HEAD_SUPER_SCALES, 1, 256)               \
  X(Q4_K, 12, 256, 144, 4, 32, 0, CODEBOOK_NONE, HEAD_SUPER_MINS, 1, 256)                 \
  X(Q5_K, 13, 256, 176, 5, 32, 0, CODEBOOK_NONE, HEAD_SUPER_MINS, 1, 256)                 \
  X(Q6_K, 14, 256, 210, 6, 16, 32, CODEBOOK_NONE, HEAD_SUPER_SCALES, 1, 256)              \
  X(IQ2_XXS, 16, 256, 66, 3, 32, 0, CODEBOOK_IQ2, HEAD_SUPER_SCALES, 0.125f, 256)         \
  X(IQ2_XS, 17, 256, 74, 3, 16, 0, CODEBOOK_IQ2, HEAD_SUPER_SCALES, 0.125f, 256)          \
  X(IQ3_XXS, 18, 256, 98, 4, 32, 0, CODEBOOK_IQ3_XXS, HEAD_SUPER_SCALES, 0.25f, 256)      \
  X(IQ1_S, 19, 256, 50, 3, 32, 0, CODEBOOK_IQ1, HEAD_SUPER_SCALES, 0.125f, 256)           \
  X(IQ4_NL, 20, 32, 18, 4, 32, 0, CODEBOOK_IQ4, HEAD_HALF, 1, 32)                         \
  X(IQ3_S, 21, 256, 110, 4, 32, 0, CODEBOOK_IQ3_S, HEAD_SUPER_SCALES, 1, 256)             \
  X(IQ2_S, 22, 256, 82, 3, 16, 0, CODEBOOK_IQ2, HEAD_SUPER_SCALES, 0.125f, 256)           \
  X(IQ4_XS, 23, 256, 136, 4, 32, 0, CODEBOOK_IQ4, HEAD_SUPER_SCALES, 1, 256)              \
  X(IQ1_M, 29, 256, 56, 3, 16, 0, CODEBOOK_IQ1, HEAD_SUPER_SCALES, 0.125f, 256)           \
  X(TQ1_0, 34, 256, 54, 2, 32, 1, CODEBOOK_NONE, HEAD_SUPER, 1, 256)                      \
  X(TQ2_0, 35, 256, 66, 2, 32, 1, CODEBOOK_NONE, HEAD_SUPER, 1, 256)                      \
  X(MXFP4, 39, 32, 17, 4, 32, 0, CODEBOOK_FP4, HEAD_E8M0, 1, 32)                          \
  X(NVFP4, 40, 64, 36, 4, 16, 0, CODEBOOK_FP4, HEAD_HALF_16, 1, 32)                       \
  X(Q1_0, 41, 128, 18, 1, 32, 0, CODEBOOK_SIGN, HEAD_HALF, 1, 32)                         \
  X(Q2_0, 42, 64, 18, 2, 32, 1, CODEBOOK_NONE, HEAD_HALF, 1, 32)

/*
 * Values of the codes. IQ4 chooses closer to each other near zero; FP4 is twice E2M1, and has no -0; IQ1 is eight times
 * -1, 0 or 1, moved up by 1, or down; index 3 of IQ1 and IQ2 does not occur. NONE: code - zero, BYTE: the code is a signed byte.
 *   Y(codebook, largest magnitude, values of the codes 0 to 15)
 */
#define CODEBOOKS(Y)                                                                                      \
  Y(CODEBOOK_IQ4, 127, -127, -104, -83, -65, -49, -35, -22, -10, 1, 13, 25, 38, 53, 69, 89, 113)          \
  Y(CODEBOOK_FP4, 12, 0, 1, 2, 3, 4, 6, 8, 12, 0, -1, -2, -3, -4, -6, -8, -12)                            \
  Y(CODEBOOK_SIGN, 1, -1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)                                    \
  Y(CODEBOOK_IQ1, 9, -7, 1, 9, 0, -9, -1, 7, 0, 0, 0, 0, 0, 0, 0, 0, 0)                                   \
  Y(CODEBOOK_IQ2, 43, 8, 25, 43, 0, -8, -25, -43, 0, 0, 0, 0, 0, 0, 0, 0, 0)                              \
  Y(CODEBOOK_IQ3_XXS, 62, 4, 12, 20, 28, 36, 44, 52, 62, -4, -12, -20, -28, -36, -44, -52, -62)           \
  Y(CODEBOOK_IQ3_S, 15, 1, 3, 5, 7, 9, 11, 13, 15, -1, -3, -5, -7, -9, -11, -13, -15)

typedef enum {
  CODEBOOK_NONE,
  CODEBOOK_BYTE,
#define NAME(codebook, ...) codebook,
  CODEBOOKS(NAME)
#undef NAME
} Codebook;

#endif

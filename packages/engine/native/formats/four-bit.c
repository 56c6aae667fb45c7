/* IQ4_NL, IQ4_XS, MXFP4, NVFP4: nibbles that index a codebook. */
#include "formats/bits.h"
#include "formats/decoders.h"

/* d @0, nibbles[16] @2 */
void decode_IQ4_NL(const uint8_t *block, Decoded *out) {
  out->d[0] = load16(block);
  split_nibbles(block + 2, 16, out->codes);
}

/* d @0, upper pairs of 8 sub-scales u16 @2, their nibbles[4] @4, nibbles[128] @8: 16 bytes hold 32 weights */
void decode_IQ4_XS(const uint8_t *block, Decoded *out) {
  out->d[0] = load16(block);
  const int high = load16(block + 2);
  for (int j = 0; j < 8; j++) {
    out->scale[j] = (int8_t)((nibble(block[4 + j / 2], j % 2) | (high >> 2 * j & 3) << 4) - 32);
    split_nibbles(block + 8 + 16 * j, 16, out->codes + 32 * j);
  }
}

/* E8M0 @0, nibbles[16] @1 */
void decode_MXFP4(const uint8_t *block, Decoded *out) {
  out->d[0] = block[0];
  split_nibbles(block + 1, 16, out->codes);
}

/*
 * Half of an unsigned E4M3 number (bias 7, the top bit means nothing), as a half: the codebook has twice the values of
 * E2M1. Everything from 2^-10 to 240 is a normal half. 0x7f, NaN by the standard, counts as 0 in llama.cpp.
 */
static uint16_t half_of_ue4m3(uint8_t x) {
  const int exponent = x >> 3 & 15, mantissa = x & 7;
  if (x == 0x7f) return 0;
  if (exponent > 0) return (uint16_t)((exponent - 7 - 1 + 15) << 10 | mantissa << 7);
  /* mantissa * 2^-10: the leading bit becomes the implicit one. */
  if (mantissa == 0) return 0;
  const int top = mantissa >= 4 ? 2 : mantissa >= 2 ? 1 : 0;
  return (uint16_t)((top - 10 + 15) << 10 | (mantissa << (10 - top) & 0x3ff));
}

/* UE4M3[4] @0, nibbles[32] @4: 8 bytes hold 16 weights, low nibbles first */
void decode_NVFP4(const uint8_t *block, Decoded *out) {
  for (int j = 0; j < 4; j++) {
    out->d[j] = half_of_ue4m3(block[j]);
    split_nibbles(block + 4 + 8 * j, 8, out->codes + 16 * j);
  }
}

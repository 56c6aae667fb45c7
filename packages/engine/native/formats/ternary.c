/* Q1_0, Q2_0, TQ1_0, TQ2_0: weights of two, four or three values. */
#include "formats/bits.h"
#include "formats/decoders.h"

/* d @0, bits[16] @2 for 128 weights */
void decode_Q1_0(const uint8_t *block, Decoded *out) {
  for (int j = 0; j < 4; j++) out->d[j] = load16(block);
  for (int j = 0; j < 16; j++) store64(out->codes + 8 * j, spread_bits(block[2 + j]));
}

/* d @0, pairs[16] @2 for 64 weights, four neighbours to a byte */
void decode_Q2_0(const uint8_t *block, Decoded *out) {
  for (int j = 0; j < 2; j++) out->d[j] = load16(block);
  for (int j = 0; j < 8; j++) store64(out->codes + 8 * j, spread_pairs(load16(block + 2 + 2 * j)));
}

/*
 * The digits of `count` bytes, `digits` of each: a byte is a fraction of 256 in base 3, and its digits come one by one
 * when it is multiplied by 3. The first digits of all bytes come first.
 */
static void split_digits(const uint8_t *restrict bytes, int count, int digits, uint8_t *restrict codes) {
  static const uint8_t powers[] = {1, 3, 9, 27, 81};
  for (int n = 0; n < digits; n++) {
    for (int i = 0; i < count; i++) {
      const uint8_t fraction = (uint8_t)(bytes[i] * powers[n]);
      codes[count * n + i] = (uint8_t)(fraction * 3 >> 8);
    }
  }
}

/* Five digits in each of bytes[32] @0 and of bytes[16] @32, four in bytes[4] @48, d @52 */
void decode_TQ1_0(const uint8_t *block, Decoded *out) {
  split_digits(block, 32, 5, out->codes);
  split_digits(block + 32, 16, 5, out->codes + 160);
  split_digits(block + 48, 4, 4, out->codes + 240);
  out->d[0] = load16(block + 52);
}

/* Pairs[64] @0, d @64. Code 3, which llama.cpp never writes, is the value 2. */
void decode_TQ2_0(const uint8_t *block, Decoded *out) {
  split_pairs(block, out->codes);
  out->d[0] = load16(block + 64);
}

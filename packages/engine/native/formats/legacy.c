/* Q4_0, Q4_1, Q5_0, Q5_1, Q8_0: 32 weights and one or two halves. Low nibbles are the first 16 weights. */
#include "formats/bits.h"
#include "formats/decoders.h"

/* The fifth bits of 32 codes. */
static void add_fifth_bits(const uint8_t *bits, uint8_t *codes) {
  for (int i = 0; i < 4; i++) store64(codes + 8 * i, load64(codes + 8 * i) | spread_bits(bits[i]) << 4);
}

/* d @0, nibbles[16] @2 */
void decode_Q4_0(const uint8_t *block, Decoded *out) {
  out->d[0] = load16(block);
  split_nibbles(block + 2, 16, out->codes);
}

/* d @0, m @2, nibbles[16] @4 */
void decode_Q4_1(const uint8_t *block, Decoded *out) {
  out->d[0] = load16(block);
  out->m[0] = load16(block + 2);
  split_nibbles(block + 4, 16, out->codes);
}

/* d @0, fifth bits[4] @2, nibbles[16] @6 */
void decode_Q5_0(const uint8_t *block, Decoded *out) {
  out->d[0] = load16(block);
  split_nibbles(block + 6, 16, out->codes);
  add_fifth_bits(block + 2, out->codes);
}

/* d @0, m @2, fifth bits[4] @4, nibbles[16] @8 */
void decode_Q5_1(const uint8_t *block, Decoded *out) {
  out->d[0] = load16(block);
  out->m[0] = load16(block + 2);
  split_nibbles(block + 8, 16, out->codes);
  add_fifth_bits(block + 4, out->codes);
}

/* d @0, signed bytes[32] @2 */
void decode_Q8_0(const uint8_t *block, Decoded *out) {
  out->d[0] = load16(block);
  memcpy(out->codes, block + 2, 32);
}

/* Q2_K .. Q6_K: 256 weights, a half for all of them, and integer sub-scales per 16 or 32. */
#include "formats/bits.h"
#include "formats/decoders.h"

/* Eight pairs of 6-bit numbers in 12 bytes: the upper bits of the last four hide in the first eight bytes. */
static void decode_scales_and_mins(const uint8_t *s, Decoded *out) {
  for (int j = 0; j < 4; j++) {
    out->scale[j] = (int8_t)(s[j] & 63);
    out->min[j] = s[j + 4] & 63;
    out->scale[j + 4] = (int8_t)((s[j + 8] & 15) | s[j] >> 6 << 4);
    out->min[j + 4] = (uint8_t)(s[j + 8] >> 4 | s[j + 4] >> 6 << 4);
  }
}

/* Sub-scale and sub-min[16] @0 (low and high nibble), pairs[64] @16, d @80, dmin @82 */
void decode_Q2_K(const uint8_t *block, Decoded *out) {
  for (int j = 0; j < 16; j++) {
    out->scale[j] = block[j] & 15;
    out->min[j] = block[j] >> 4;
  }
  split_pairs(block + 16, out->codes);
  out->d[0] = load16(block + 80);
  out->m[0] = load16(block + 82);
}

/* Third bits[32] @0 (bit p of byte i: weight 32p + i), pairs[64] @32, 6-bit sub-scales[12] @96, d @108 */
void decode_Q3_K(const uint8_t *restrict block, Decoded *restrict out) {
  split_pairs(block + 32, out->codes);
  for (int part = 0; part < 8; part++) {
    for (int i = 0; i < 32; i++) out->codes[32 * part + i] |= (uint8_t)((block[i] >> part & 1) << 2);
  }
  /* Nibbles of the first 8 bytes, and two more bits from the last 4. */
  const uint8_t *s = block + 96;
  for (int j = 0; j < 16; j++) {
    const int high = s[8 + j % 4] >> 2 * (j / 4) & 3;
    out->scale[j] = (int8_t)((nibble(s[j % 8], j / 8) | high << 4) - 32);
  }
  out->d[0] = load16(block + 108);
}

/* d @0, dmin @2, scales and mins[12] @4, nibbles[128] @16: 32 bytes hold 64 weights, low nibbles first */
void decode_Q4_K(const uint8_t *block, Decoded *out) {
  out->d[0] = load16(block);
  out->m[0] = load16(block + 2);
  decode_scales_and_mins(block + 4, out);
  for (int j = 0; j < 4; j++) split_nibbles(block + 16 + 32 * j, 32, out->codes + 64 * j);
}

/* As Q4_K with fifth bits[32] @16 (bit p of byte i: weight 32p + i) and nibbles[128] @48 */
void decode_Q5_K(const uint8_t *restrict block, Decoded *restrict out) {
  out->d[0] = load16(block);
  out->m[0] = load16(block + 2);
  decode_scales_and_mins(block + 4, out);
  for (int j = 0; j < 4; j++) split_nibbles(block + 48 + 32 * j, 32, out->codes + 64 * j);
  for (int part = 0; part < 8; part++) {
    for (int i = 0; i < 32; i++) out->codes[32 * part + i] |= (uint8_t)((block[16 + i] >> part & 1) << 4);
  }
}

/* Nibbles[128] @0 (64 bytes hold 128 weights, low nibbles first), upper pairs[64] @128, sub-scales[16] @192, d @208 */
void decode_Q6_K(const uint8_t *restrict block, Decoded *restrict out) {
  split_pairs(block + 128, out->codes);
  for (int half = 0; half < 2; half++) {
    uint8_t *codes = out->codes + 128 * half;
    const uint8_t *low = block + 64 * half;
    for (int i = 0; i < 64; i++) codes[i] = (uint8_t)(codes[i] << 4 | (low[i] & 15));
    for (int i = 0; i < 64; i++) codes[64 + i] = (uint8_t)(codes[64 + i] << 4 | low[i] >> 4);
  }
  memcpy(out->scale, block + 192, 16);
  out->d[0] = load16(block + 208);
}

/*
 * IQ1, IQ2, IQ3: an index picks the magnitudes of 8 or 4 neighbouring weights from a grid (iq-grids.h), and a bit each
 * adds the sign. A code is the magnitude's index with the sign bit above it.
 */
#include "formats/bits.h"
#include "formats/decoders.h"
#include "formats/iq-grids.h"

/* Eight codes of IQ1 or IQ2: 2-bit grid entries below 8 bits. */
static inline void put8(uint8_t *codes, uint16_t entry, uint64_t bits) {
  store64(codes, spread_pairs(entry) | bits << 2);
}

/* Eight codes of IQ3: two grid entries of 4 below 8 signs. */
static inline void put4x2(uint8_t *codes, uint16_t first, uint16_t second, uint8_t signs) {
  store64(codes, (spread_nibbles(first) | (uint64_t)spread_nibbles(second) << 32) | spread_bits(signs) << 3);
}

/* Seven signs are stored; the eighth makes their number even. */
static inline uint8_t eight_signs(uint32_t seven) {
  seven &= 127;
  return (uint8_t)(seven | (uint32_t)__builtin_parity(seven) << 7);
}

static inline int8_t odd(int s) { return (int8_t)(2 * s + 1); }

/* d @0, then for each 32 weights: 4 indices, and 4 x 7 signs with a 4-bit sub-scale above them (u32) */
void decode_IQ2_XXS(const uint8_t *block, Decoded *out) {
  out->d[0] = load16(block);
  for (int g = 0; g < 8; g++) {
    const uint8_t *index = block + 2 + 8 * g;
    const uint32_t word = load32(index + 4);
    for (int l = 0; l < 4; l++) {
      put8(out->codes + 32 * g + 8 * l, iq2xxs_grid[index[l]], spread_bits(eight_signs(word >> 7 * l)));
    }
    out->scale[g] = odd((int)(word >> 28));
  }
}

/* d @0, u16[32] @2: a 9-bit index and 7 signs; sub-scales[8] @66: a nibble per 16 weights */
void decode_IQ2_XS(const uint8_t *block, Decoded *out) {
  out->d[0] = load16(block);
  for (int l = 0; l < 32; l++) {
    const uint16_t word = load16(block + 2 + 2 * l);
    put8(out->codes + 8 * l, iq2xs_grid[word & 511], spread_bits(eight_signs(word >> 9)));
  }
  for (int j = 0; j < 16; j++) out->scale[j] = odd(nibble(block[66 + j / 2], j % 2));
}

/* d @0, indices[32] @2, signs[32] @34, 2 upper bits of 4 indices[8] @66, sub-scales[8] @74: a nibble per 16 weights */
void decode_IQ2_S(const uint8_t *block, Decoded *out) {
  out->d[0] = load16(block);
  for (int l = 0; l < 32; l++) {
    const int index = block[2 + l] | (block[66 + l / 4] >> 2 * (l % 4) & 3) << 8;
    put8(out->codes + 8 * l, iq2s_grid[index], spread_bits(block[34 + l]));
  }
  for (int j = 0; j < 16; j++) out->scale[j] = odd(nibble(block[74 + j / 2], j % 2));
}

/* d @0, indices[64] @2, u32[8] @66: 4 x 7 signs with a 4-bit sub-scale above them */
void decode_IQ3_XXS(const uint8_t *block, Decoded *out) {
  out->d[0] = load16(block);
  for (int g = 0; g < 8; g++) {
    const uint32_t word = load32(block + 66 + 4 * g);
    for (int l = 0; l < 4; l++) {
      const uint8_t *index = block + 2 + 8 * g + 2 * l;
      put4x2(out->codes + 32 * g + 8 * l, iq3xxs_grid[index[0]], iq3xxs_grid[index[1]], eight_signs(word >> 7 * l));
    }
    out->scale[g] = odd((int)(word >> 28));
  }
}

/* d @0, indices[64] @2, ninth bits of 8 indices[8] @66, signs[32] @74, sub-scales[4] @106: a nibble per 32 weights */
void decode_IQ3_S(const uint8_t *block, Decoded *out) {
  out->d[0] = load16(block);
  for (int l = 0; l < 32; l++) {
    const uint8_t *index = block + 2 + 2 * l;
    const int high = block[66 + l / 4] >> 2 * (l % 4);
    const uint16_t first = iq3s_grid[index[0] | (high & 1) << 8], second = iq3s_grid[index[1] | (high & 2) << 7];
    put4x2(out->codes + 8 * l, first, second, block[74 + l]);
  }
  for (int g = 0; g < 8; g++) out->scale[g] = odd(nibble(block[106 + g / 2], g % 2));
}

/* All ones in bit 0 of each byte: eight weights that are moved down by 1/8 rather than up. */
static inline uint64_t moved_down(int is) { return is ? 0x0101010101010101 : 0; }

/* d @0, indices[32] @2, u16[8] @34: 3 upper bits of 4 indices, a 3-bit sub-scale, and the direction of the move */
void decode_IQ1_S(const uint8_t *block, Decoded *out) {
  out->d[0] = load16(block);
  for (int g = 0; g < 8; g++) {
    const int word = load16(block + 34 + 2 * g);
    for (int l = 0; l < 4; l++) {
      const int index = block[2 + 4 * g + l] | (word >> 3 * l & 7) << 8;
      put8(out->codes + 32 * g + 8 * l, iq1s_grid[index], moved_down(word >> 15));
    }
    out->scale[g] = odd(word >> 12 & 7);
  }
}

/*
 * Indices[32] @0, nibbles[16] @32: 3 upper bits of an index and the direction of the move; u16[4] @48: four 3-bit
 * sub-scales, per 16 weights, and above them a nibble of d, the lowest first
 */
void decode_IQ1_M(const uint8_t *block, Decoded *out) {
  out->d[0] = 0;
  for (int j = 0; j < 4; j++) {
    const int word = load16(block + 48 + 2 * j);
    out->d[0] |= (uint16_t)(word >> 12 << 4 * j);
    for (int i = 0; i < 4; i++) out->scale[4 * j + i] = odd(word >> 3 * i & 7);
  }
  for (int l = 0; l < 32; l++) {
    const int high = nibble(block[32 + l / 2], l % 2);
    put8(out->codes + 8 * l, iq1s_grid[block[l] | (high & 7) << 8], moved_down(high >> 3));
  }
}

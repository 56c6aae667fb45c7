/* Unpacking of the small fields that blocks are made of. */
#ifndef CRIA_BITS_H
#define CRIA_BITS_H

#include <stdint.h>
#include <string.h>

/* GGUF is little-endian, and so is every machine that Cria is built for: words are read and written as they lie. */
_Static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__, "blocks are read as little-endian words");

static inline uint16_t load16(const uint8_t *bytes) {
  uint16_t word;
  memcpy(&word, bytes, sizeof word);
  return word;
}

static inline uint32_t load32(const uint8_t *bytes) {
  uint32_t word;
  memcpy(&word, bytes, sizeof word);
  return word;
}

static inline void store32(uint8_t *bytes, uint32_t word) { memcpy(bytes, &word, sizeof word); }
static inline void store64(uint8_t *bytes, uint64_t word) { memcpy(bytes, &word, sizeof word); }

static inline uint64_t load64(const uint8_t *bytes) {
  uint64_t word;
  memcpy(&word, bytes, sizeof word);
  return word;
}

/* Nibble i (0 or 1) of byte b. */
static inline uint8_t nibble(uint8_t b, int i) { return b >> 4 * i & 15; }

/* The low nibbles of `count` bytes, then their high ones. */
static inline void split_nibbles(const uint8_t *restrict bytes, int count, uint8_t *restrict codes) {
  for (int i = 0; i < count; i++) codes[i] = bytes[i] & 15;
  for (int i = 0; i < count; i++) codes[count + i] = bytes[i] >> 4;
}

/* 64 bytes of 2-bit codes: each byte of a half holds weights i, i + 32, i + 64 and i + 96 of 128. */
static inline void split_pairs(const uint8_t *restrict bytes, uint8_t *restrict codes) {
  for (int half = 0; half < 2; half++) {
    for (int part = 0; part < 4; part++) {
      for (int i = 0; i < 32; i++) codes[128 * half + 32 * part + i] = bytes[32 * half + i] >> 2 * part & 3;
    }
  }
}

/* Byte j of the result is bit j of `bits`. */
static inline uint64_t spread_bits(uint8_t bits) {
  uint64_t x = bits;
  x = (x | x << 28) & 0x0000000f0000000f;
  x = (x | x << 14) & 0x0003000300030003;
  return (x | x << 7) & 0x0101010101010101;
}

/* Byte j of the result is bits 2j and 2j + 1 of `pairs`. */
static inline uint64_t spread_pairs(uint16_t pairs) {
  uint64_t x = pairs;
  x = (x | x << 24) & 0x000000ff000000ff;
  x = (x | x << 12) & 0x000f000f000f000f;
  return (x | x << 6) & 0x0303030303030303;
}

/* Byte j of the result is nibble j of `nibbles`. */
static inline uint32_t spread_nibbles(uint16_t nibbles) {
  uint32_t x = nibbles;
  x = (x | x << 8) & 0x00ff00ff;
  return (x | x << 4) & 0x0f0f0f0f;
}

#endif

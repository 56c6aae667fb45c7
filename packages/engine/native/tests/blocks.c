#include "tests/testing.h"

/* Where a block has its halves: a second one at 0 is none. */
static void halves_of(const Format *f, int at[2]) {
  at[0] = at[1] = 0;
  switch (f->type) {
    case 3:
    case 7:
    case 12:
    case 13: at[1] = 2; break;
    case 10: at[0] = 80, at[1] = 82; break;
    case 11: at[0] = 108; break;
    case 14: at[0] = 208; break;
    case 34: at[0] = 52; break;
    case 35: at[0] = 64; break;
  }
}

/* Keeps the sign and the mantissa of halves, and sets their exponents. */
static void tame(const Format *f, uint8_t *block) {
  enum { MXFP4 = 39, NVFP4 = 40, IQ1_M = 29 };
  switch (f->type) {
    case MXFP4: block[0] = (uint8_t)(120 + block[0] % 8); return;
    case NVFP4: return; /* any byte is a sound scale */
    case IQ1_M:
      /* A nibble in each of four words. */
      block[55] = (uint8_t)((block[55] & 0x8f) | 0x20);
      block[53] &= 0x3f;
      return;
  }
  int at[2];
  halves_of(f, at);
  for (int i = 0; i < (at[1] ? 2 : 1); i++) block[at[i] + 1] = (uint8_t)((block[at[i] + 1] & 0x83) | 0x20);
}

void random_blocks(Random *random, const Format *format, int wild, size_t count, uint8_t *blocks) {
  const size_t bytes = (size_t)format->block_bytes;
  for (size_t b = 0; b < count; b++, blocks += bytes) {
    for (size_t i = 0; i < bytes; i++) blocks[i] = (uint8_t)random_bits(random);
    if (!wild) tame(format, blocks);
  }
}

/* Blocks of 256 columns whose sub-scales stay integers (linear.h). */
#ifndef CRIA_SUPER_BLOCK_H
#define CRIA_SUPER_BLOCK_H

#include "kernels/unpack.h"

enum { SUPER = SUPERBLOCK / 32 /* blocks of 32 */ };

/* unit * d and -dmin. */
INLINE Scales super_scales(const Spec s, const uint8_t *head) {
  Scales all = {.scale = halves_at(head) * splat(s.unit)};
  if (s.offsets) all.offset = -halves_at(head + 32);
  return all;
}

/* Sub-mins of the parts 2 pair and 2 pair + 1. */
INLINE u32x16 sub_mins(const Spec s, const uint8_t *head, size_t pair) {
  const u8x16 low = sub_min(s, head, 2 * pair), high = sub_min(s, head, 2 * pair + 1);
  return pairs_of(__builtin_convertvector(low, i32x16), __builtin_convertvector(high, i32x16));
}

/* Two sums of q (activations.h). */
INLINE int32_t load_pair(const int16_t *sums) {
  int32_t pair;
  memcpy(&pair, sums, sizeof pair);
  return pair;
}

/* sum + the block's scaled integers. */
INLINE f32x16 add_super(const Spec s, f32x16 sum, i32x16 dots, i32x16 mins, const Scales all, float d) {
  sum = fma16(to_float(dots), all.scale * splat(d), sum);
  return s.offsets ? fma16(to_float(mins), all.offset * splat(d), sum) : sum;
}

#endif

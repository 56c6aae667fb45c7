/* Weights between F32, F16 and BF16, rounded to the nearest, ties to even. */
#ifndef CRIA_QUANTIZE_TO_FLOAT_H
#define CRIA_QUANTIZE_TO_FLOAT_H

#include "formats/dequantize.h"
#include "kernels/float-block.h"
#include "quantize/lanes.h"

/* As f32, and whether all are finite. */
INLINE int widen(int type, const uint8_t *from, size_t count, float *to) {
  i32x16 infinite = splat_int(0);
  size_t i = 0;
  for (; i + LANES <= count; i += LANES) {
    const f32x16 x = load_floats(type, from + i * float_bytes(type));
    infinite |= ((i32x16)x & splat_int(0x7f800000)) == splat_int(0x7f800000);
    store_f32x16(to + i, x);
  }
  dequantize_floats(type, from + i * float_bytes(type), count - i, to + i);
  int finite = !any_lane(infinite);
  for (; i < count; i++) finite &= __builtin_isfinite(to[i]);
  return finite;
}

/* As another type, and whether all are finite then. */
INLINE int narrow(int type, const float *from, size_t count, uint8_t *to) {
  int finite = 1;
  if (type == TYPE_F32) memcpy(to, from, count * sizeof *from);
  for (size_t i = 0; type == TYPE_F16 && i < count; i++) {
    store_half(to + 2 * i, from[i]);
    finite &= (load16(to + 2 * i) & 0x7c00) != 0x7c00;
  }
  for (size_t i = 0; type == TYPE_BF16 && i < count; i++) {
    uint32_t bits;
    memcpy(&bits, from + i, sizeof bits);
    const uint16_t rounded = (uint16_t)((bits + 0x7fff + (bits >> 16 & 1)) >> 16);
    memcpy(to + 2 * i, &rounded, sizeof rounded);
    finite &= (rounded & 0x7f80) != 0x7f80;
  }
  return finite;
}

#endif

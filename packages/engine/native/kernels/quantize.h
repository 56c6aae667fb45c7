#ifndef CRIA_QUANTIZE_H
#define CRIA_QUANTIZE_H

#include "kernels/activate.h"
#include "kernels/activations.h"
#include "kernels/products.h"

typedef struct {
  f32x16 part[2];
} Values;

INLINE Values load_values(const float *x) { return (Values){{load_f32x16(x), load_f32x16(x + LANES)}}; }

/* Magnitudes as integers keep their order, and NaN comes last: it is not lost as in a maximum of floats. */
INLINE i32x16 magnitudes(const Values x) {
  const i32x16 a = (i32x16)x.part[0] & splat_int(0x7fffffff), b = (i32x16)x.part[1] & splat_int(0x7fffffff);
  const i32x16 mask = a > b;
  return (mask & a) | (~mask & b);
}

/* Below this all is zero: 127 / max would overflow. */
#define LEAST 0x1p-100f
#define INFINITE 0x7f800000

/* round(x * inverse), ties to even, for |x * inverse| <= 127. */
INLINE i32x16 round16(f32x16 x, float inverse) {
  const f32x16 magic = splat(0x1.8p23f);
  return (i32x16)(x * splat(inverse) + magic) - (i32x16)magic;
}

/* x rounded to a half; as it is, where that would overflow. */
INLINE float as_half(float x) {
  int32_t bits;
  memcpy(&bits, &x, sizeof bits);
  const int32_t magnitude = bits & 0x7fffffff;
  /* A subnormal half is a multiple of 2^-24, as is a float near 0.75. */
  if (magnitude < 0x38800000) return (x + 0.75f) - 0.75f;
  if (magnitude >= 0x477ff000) return x;
  bits = (bits + 0xfff + (bits >> 13 & 1)) & ~0x1fff;
  memcpy(&x, &bits, sizeof x);
  return x;
}

INLINE int32_t sum_ints(i32x16 x) { return __builtin_reduce_add(x); }

/* llama.cpp keeps the numbers of blocks of 32 as halves, and so do we, to give the same text. */
INLINE float kept(const Activations *a, float x) { return a->scale_blocks == 1 ? as_half(x) : x; }

/* A block of 32: q, and per part what the kernels want of its sums. */
INLINE void quantize_block(const Activations *a, size_t panel, size_t b, size_t row, const Values x, float d,
                           float inverse) {
  const size_t height = a->height, block = panel * a->blocks + b, parts = a->parts;
  const i32x16 pairs = {-1, -1, 0, 0, -1, -1, 0, 0, -1, -1, 0, 0, -1, -1, 0, 0};
  int8_t *q = a->q + (block * height + row) * BLOCK;
  a->d[block * height + row] = kept(a, d);
  int32_t all = 0, even = 0;
  for (size_t half = 0; half < 2; half++) {
    i32x16 rounded = splat_int(0);
    if (inverse != 0) rounded = round16(x.part[half], inverse);
    /* Bytes of 32-bit lanes whose pairs lie in the same order in memory. */
    store_i8x16(q + 16 * half, __builtin_convertvector(rounded, i8x16));
    all += sum_ints(rounded);
    /* Elements 4j and 4j+1 of each four. */
    even += sum_ints(rounded & pairs);
    if (parts == 1 && half == 0) continue;
    const size_t cell = (block * parts + (parts == 1 ? 0 : half)) * height + row;
    a->start[cell] = start_of(a->zero, even, all - even);
    if (a->part_sums) a->part_sums[part_sum_at(a, block * parts + (parts == 1 ? 0 : half), row)] = (int16_t)all;
    if (a->sums) a->sums[cell] = kept(a, d * (float)all);
    all = even = 0;
  }
}

/* Blocks of a row that are gated at a time; a multiple of those that share a scale. */
enum { RUN = 8 };

/* Quantises the blocks from b on that share a scale; without values they become zeros. */
INLINE void quantize_scale(const Activations *a, size_t panel, size_t b, size_t row, const float *x) {
  Values values[RUN];
  i32x16 largest = splat_int(0);
  for (size_t s = 0; s < a->scale_blocks; s++) {
    values[s] = x ? load_values(x + s * BLOCK) : (Values){{splat(0), splat(0)}};
    const i32x16 these = magnitudes(values[s]), mask = these > largest;
    largest = (mask & these) | (~mask & largest);
  }
  const int32_t bits = max_lanes(largest);
  float max;
  memcpy(&max, &bits, sizeof max);
  float d = max / 127.0f, inverse = 127.0f / max;
  if (bits >= INFINITE) d = max, inverse = 0;
  else if (max < LEAST) d = inverse = 0;
  for (size_t s = 0; s < a->scale_blocks; s++) quantize_block(a, panel, b + s, row, values[s], d, inverse);
}

/*
 * Quantises blocks `[from, to)` of the rows of one panel; `from` is a multiple of scale_blocks. Rows behind the last
 * become zeros. A block that holds a NaN or an infinity gets such a d, so that the products are not finite either.
 */
static void quantize(const Activations *a, size_t panel, size_t from, size_t to, const float *x,
                     const ActivationFunction *f) {
  const size_t k = a->blocks * BLOCK;
  const int gates = f->kind != ACTIVATION_NONE;
  float gated[RUN * BLOCK] __attribute__((aligned(64)));
  for (size_t i = 0; i < a->height; i++) {
    const size_t row = panel * a->height + i;
    for (size_t run = from; run < to; run += RUN) {
      const size_t blocks = to - run < RUN ? to - run : RUN;
      const float *at = row < a->rows ? x + row * (gates ? 2 * k : k) + run * BLOCK : NULL;
      if (at && gates) {
        activate(f, at, at + k, blocks * BLOCK, gated);
        at = gated;
      }
      for (size_t b = 0; b < blocks; b += a->scale_blocks) {
        quantize_scale(a, panel, run + b, i, at ? at + b * BLOCK : NULL);
      }
    }
  }
}

/* rest = x - d q, one row of x and what `quantize` made of it. */
static void rest_of(const Activations *a, size_t row, const float *x, float *rest) {
  const size_t height = a->height;
  for (size_t b = 0; b < a->blocks; b++, x += BLOCK, rest += BLOCK) {
    const size_t cell = (row / height * a->blocks + b) * height + row % height;
    const f32x16 d = splat(a->d[cell]);
    for (size_t half = 0; half < 2; half++) {
      const i8x16 q = load_i8x16(a->q + cell * BLOCK + half * LANES);
      const f32x16 value = load_f32x16(x + half * LANES) - d * to_float(__builtin_convertvector(q, i32x16));
      store_f32x16(rest + half * LANES, value);
    }
  }
}

#endif

/* One row of activations: weights are unpacked in registers, as fast as memory delivers them. */
#ifndef CRIA_LINEAR_ROW_H
#define CRIA_LINEAR_ROW_H

#include "kernels/linear.h"
#include "kernels/super-block.h"

/* Bytes of weights ahead: beyond the page, where the hardware's prefetcher stops, and enough to fill the bus. */
enum { PREFETCH = 8192 };

INLINE void fetch_planes(const Spec s, const uint8_t *plane) {
  for (size_t line = 0; line < 64 * (size_t)s.bits; line += 64) __builtin_prefetch(plane + PREFETCH + line);
}

/* The products of the columns `[4 from, 4 to)` of a block. */
INLINE Products piece_products(const Spec s, Products p, const uint8_t *plane, const int8_t *q, int from, int to) {
  UNROLL for (int j = from; j < to; j++) p = add_products(s.wide, p, bytes_of(s, plane, j), q + 4 * j);
  return p;
}

/* sum + a block's products with their scales. */
INLINE f32x16 add_block(const Spec s, f32x16 sum, const uint8_t *heads, const uint8_t *plane, const Activations *a,
                        size_t b) {
  UNROLL for (int part = 0; part < s.parts; part++) {
    const size_t cell = b * (size_t)s.parts + (size_t)part;
    const int from = part * 8 / s.parts, to = from + 8 / s.parts, middle = s.pieces == 2 ? (from + to) / 2 : to;
    const Products start = start_products(s.wide, s.zero ? a->start[cell] : 0);
    i32x16 dot = end_products(s.wide, piece_products(s, start, plane, a->q + b * BLOCK, from, middle));
    if (middle < to) {
      const Products none = start_products(s.wide, 0);
      dot += end_products(s.wide, piece_products(s, none, plane, a->q + b * BLOCK, middle, to));
    }
    const Scales scales = scales_of(s, heads, b, part);
    sum = fma16(to_float(dot), scales.scale * splat(a->d[b]), sum);
    if (s.offsets) sum = fma16(scales.offset, splat(a->sums[cell]), sum);
  }
  return sum;
}

/* dots + the products of block b of all, the i-th of a block of 256, with their sub-scales. */
INLINE i32x16 add_scaled_block(const Spec s, i32x16 dots, const uint8_t *head, const uint8_t *plane,
                               const Activations *a, size_t b, size_t i) {
  UNROLL for (int part = 0; part < s.parts; part++) {
    const u32x16 factors = factors_of(sub_scale(s, head, i * (size_t)s.parts + (size_t)part));
    const int32_t start = s.zero ? a->start[b * (size_t)s.parts + (size_t)part] : 0;
    const int from = part * 8 / s.parts, to = from + 8 / s.parts, middle = s.pieces == 2 ? (from + to) / 2 : to;
    dots = add_scaled_sums(dots,
                      piece_products(s, start_products(s.wide, start), plane, a->q + b * BLOCK, from, middle), factors);
    if (middle == to) continue;
    dots = add_scaled_sums(dots,
                      piece_products(s, start_products(s.wide, 0), plane, a->q + b * BLOCK, middle, to), factors);
  }
  return dots;
}

/* sum + the products of the 256 columns from block b on. */
INLINE f32x16 add_super_block(const Spec s, f32x16 sum, const uint8_t *head, const uint8_t *plane, const Activations *a,
                              size_t b) {
  const size_t parts = (size_t)s.parts;
  i32x16 dots = splat_int(0), mins = splat_int(0);
  for (size_t two = 0; two < SUPER; two += 2) {
    UNROLL for (size_t i = two; i < two + 2; i++, plane += 64 * s.bits) {
      fetch_planes(s, plane);
      dots = add_scaled_block(s, dots, head, plane, a, b + i, i);
    }
    if (!s.offsets) continue;
    UNROLL for (size_t pair = two / 2 * parts; pair < (two / 2 + 1) * parts; pair++) {
      mins = add_pairs(mins, sub_mins(s, head, pair), load_pair(a->part_sums + b * parts + 2 * pair));
    }
  }
  return add_super(s, sum, dots, mins, super_scales(s, head), a->d[b]);
}

INLINE void linear_row(const Spec s, const Matrix *w, const Activations *a, size_t group, size_t end, float *y) {
  const size_t bytes = 64 * (size_t)s.bits, heads_size = heads_bytes(w->format, w->k);
  for (; group < end; group++) {
    const uint8_t *heads = w->data + group * w->group_bytes, *plane = heads + heads_size;
    f32x16 sum = splat(0);
    if (s.super) {
      for (size_t b = 0; b < a->blocks; b += SUPER, heads += super_head_bytes(s), plane += SUPER * bytes) {
        sum = add_super_block(s, sum, heads, plane, a, b);
      }
    } else {
      for (size_t b = 0; b < a->blocks; b++, plane += bytes) {
        fetch_planes(s, plane);
        sum = add_block(s, sum, heads, plane, a, b);
      }
    }
    const size_t columns = group_columns(w, group);
    if (w->bias) sum += load_some(w->bias + group * GROUP, columns);
    store_some(y + group * GROUP, sum, columns);
  }
}

#endif

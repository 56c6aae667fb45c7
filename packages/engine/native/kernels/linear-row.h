/* One row of activations: weights are unpacked in registers, as fast as memory delivers them. */
#ifndef CRIA_LINEAR_ROW_H
#define CRIA_LINEAR_ROW_H

#include "kernels/linear.h"
#include "kernels/unpack.h"

/* Bytes of weights ahead: beyond the page, where the hardware's prefetcher stops, and enough to fill the bus. */
enum { PREFETCH = 8192 };

INLINE f32x16 add_part(const Spec s, f32x16 sum, i32x16 dot, const Scales scales, const Activations *a, size_t cell,
                       float d) {
  if (s.restored) dot += splat_int(a->restore[cell]);
  sum = fma16(to_float(dot), scales.scale * splat(d), sum);
  return s.offsets ? fma16(scales.offset, splat(a->sums[cell]), sum) : sum;
}

INLINE void linear_row(const Spec s, const Matrix *w, const Activations *a, size_t group, size_t end, float *y) {
  const size_t bytes = 64 * (size_t)s.bits, heads_size = heads_bytes(w->format, w->k);
  const size_t parts = (size_t)s.parts;
  for (; group < end; group++) {
    const uint8_t *heads = w->data + group * w->group_bytes, *plane = heads + heads_size;
    f32x16 sum = splat(0);
    for (size_t b = 0; b < a->blocks; b++, plane += bytes) {
      for (size_t line = 0; line < bytes; line += 64) __builtin_prefetch(plane + PREFETCH + line);
      const int8_t *q = a->q + b * BLOCK;
      UNROLL for (int part = 0; part < s.parts; part++) {
        const size_t cell = b * parts + (size_t)part;
        const int each = 8 / s.parts;
        Products p = start_products(s.wide, a->start[cell]);
        UNROLL for (int j = 0; j < each; j++) {
          const int at = part * each + j;
          p = add_products(s.wide, p, bytes_of(s, plane, at), q + 4 * at);
        }
        sum = add_part(s, sum, end_products(s.wide, p), scales_of(s, heads, b, part), a, cell, a->d[b]);
      }
    }
    const size_t columns = group_columns(w, group);
    if (w->bias) sum += load_some(w->bias + group * GROUP, columns);
    store_some(y + group * GROUP, sum, columns);
  }
}

#endif

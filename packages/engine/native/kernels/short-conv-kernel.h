/* short-conv.h for some channels. */
#ifndef CRIA_SHORT_CONV_KERNEL_H
#define CRIA_SHORT_CONV_KERNEL_H

#include "kernels/activate.h"
#include "kernels/short-conv.h"
#include "kernels/transpose.h"

/* Row t of what is convolved: that of x, or of the state where t is negative. */
INLINE const float *conv_row(const ShortConv *c, ptrdiff_t t) {
  const ptrdiff_t before = (ptrdiff_t)c->taps - 1, stride = (ptrdiff_t)c->channels;
  return t >= 0 ? c->x + t * stride : c->state + (before + t) * stride;
}

/* `count` channels of row t; `weights` are [vectors][taps][16]. */
INLINE void convolve_row(const ShortConv *c, size_t t, size_t first, size_t count, const float *weights) {
  const ptrdiff_t oldest = (ptrdiff_t)t + 1 - (ptrdiff_t)c->taps;
  float *y = c->y + t * c->channels + first;
  for (size_t at = 0; at < count; at += LANES) {
    f32x16 sum = splat(0);
    for (size_t j = 0; j < c->taps; j++, weights += LANES) {
      const float *x = conv_row(c, oldest + (ptrdiff_t)j) + first + at;
      sum = fma16(load_f32x16(weights), load_some(x, count - at), sum);
    }
    if (c->bias) sum += load_some(c->bias + first + at, count - at);
    store_some(y + at, sum, count - at);
  }
  if (c->activation.kind != ACTIVATION_NONE) activate(&c->activation, y, NULL, count, y);
}

/* Channels `[first, first + count)`, at most CONV_CHANNELS of them. */
static void short_conv(const ShortConv *c, size_t first, size_t count) {
  float weights[CONV_CHANNELS * MOST_TAPS] __attribute__((aligned(64)));
  for (size_t at = 0; at < count; at += LANES) {
    transpose_rows(c->weight + (first + at) * c->taps, count - at, c->taps, weights + at * c->taps);
  }
  for (size_t t = 0; t < c->rows; t++) convolve_row(c, t, first, count, weights);
  /* Upwards: a row of the state that is still wanted lies behind the one that it becomes. */
  for (size_t i = 0; i + 1 < c->taps; i++) {
    const float *from = conv_row(c, (ptrdiff_t)(c->rows + i + 1) - (ptrdiff_t)c->taps);
    memcpy(c->state + i * c->channels + first, from + first, count * sizeof(float));
  }
}

#endif

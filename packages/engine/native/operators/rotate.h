#ifndef CRIA_ROTATE_H
#define CRIA_ROTATE_H

#include "ort/operator.h"

/* How a head turns with its position (Su et al. 2021, arXiv 2104.09864). */
typedef struct {
  /* [positions][dim / 2]; NULL where nothing rotates. */
  const float *cos, *sin;
  size_t positions;
  /* Channels that rotate, and all of a head. */
  size_t dim, width;
  /* Neighbouring channels rotate together, not the halves. */
  int interleaved;
} Rotation;

/* Takes in the tables, which may be absent; `out` has the width of heads. */
OrtStatus *read_rotation(const OrtApi *api, const Shape *cos_shape, const void *cos, const Shape *sin_shape,
                         const void *sin, Rotation *out);

/* y = x, rotated, * scale. */
static inline void rotate(const Rotation *r, const float *restrict x, size_t position, float scale, float *restrict y) {
  const size_t half = r->dim / 2;
  const float *c = half ? r->cos + position * half : NULL, *s = half ? r->sin + position * half : NULL;
  for (size_t t = 0; t < half; t++) {
    const size_t i = r->interleaved ? 2 * t : t, j = r->interleaved ? 2 * t + 1 : t + half;
    y[i] = (x[i] * c[t] - x[j] * s[t]) * scale;
    y[j] = (x[i] * s[t] + x[j] * c[t]) * scale;
  }
  for (size_t i = r->dim; i < r->width; i++) y[i] = x[i] * scale;
}

#endif

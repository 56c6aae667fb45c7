/* gated-delta.h for one tile. */
#ifndef CRIA_GATED_DELTA_KERNEL_H
#define CRIA_GATED_DELTA_KERNEL_H

#include "kernels/exponential.h"
#include "kernels/gated-delta.h"
#include "kernels/state-tile.h"

/* a of each row (or of all), k a, and q scale; all have room for whole vectors. */
INLINE void prepare_row(const GatedDelta *d, const float *q, const float *k, const float *g, float *a, float *ka,
                        float *scaled) {
  const f32x16 all = exponential(splat(g[0]));
  store_f32x16(a, all);
  for (size_t i = 0; i < d->key_dim; i += LANES) {
    const size_t left = d->key_dim - i;
    const f32x16 decay = d->gates ? exponential(load_some(g + i, left)) : all;
    if (d->gates) store_f32x16(a + i, decay);
    store_f32x16(ka + i, load_some(k + i, left) * decay);
    store_f32x16(scaled + i, load_some(q + i, left) * splat(d->scale));
  }
}

INLINE void fetch_row(const GatedDelta *d, size_t t, size_t width) {
  if (t == d->rows) return;
  fetch_floats(d->q + t * d->key_stride, d->key_dim);
  fetch_floats(d->k + t * d->key_stride, d->key_dim);
  fetch_floats(d->v + t * d->value_stride, width);
  fetch_floats(d->y + t * d->value_stride, width);
  fetch_floats(d->g + t * d->gate_stride, d->gates ? d->key_dim : 1);
  fetch_floats(d->beta + t * d->beta_stride, 1);
}

INLINE void delta_tile(const GatedDelta *d, const size_t width, const int gates, float *scratch) {
  const size_t room = gated_delta_scratch(d->key_dim) / 3;
  float *a = scratch, *ka = a + room, *scaled = ka + room;
  for (size_t t = 0; t < d->rows; t++) {
    const float *k = d->k + t * d->key_stride;
    fetch_row(d, t + 1, width);
    prepare_row(d, d->q + t * d->key_stride, k, d->g + t * d->gate_stride, a, ka, scaled);
    const Columns v = load_columns(d->v + t * d->value_stride, width);
    const Columns known = read_state(d->state, width, d->key_dim, ka);
    Columns u;
    for (size_t i = 0; i < STATE_VECTORS; i++) {
      u.part[i] = (v.part[i] - known.part[i]) * splat(d->beta[t * d->beta_stride]);
    }
    const Columns y = update_state(d->state, width, d->key_dim, gates, a, k, u, scaled);
    store_columns(d->y + t * d->value_stride, y, width);
  }
}

static void gated_delta(const GatedDelta *d, float *scratch) {
  if (d->width != STATE_COLUMNS) delta_tile(d, d->width, d->gates, scratch);
  else if (d->gates) delta_tile(d, STATE_COLUMNS, 1, scratch);
  else delta_tile(d, STATE_COLUMNS, 0, scratch);
}

#endif

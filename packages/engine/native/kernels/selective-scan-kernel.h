/* selective-scan.h for one tile, and the steps of a row. */
#ifndef CRIA_SELECTIVE_SCAN_KERNEL_H
#define CRIA_SELECTIVE_SCAN_KERNEL_H

#include "kernels/selective-scan.h"
#include "kernels/softplus.h"
#include "kernels/state-tile.h"

/* step = softplus(dt + bias) and, where a is not NULL, decay = e^(step a) of `heads` heads. */
static void scan_steps(const float *dt, const float *bias, const float *a, size_t heads, float *step, float *decay) {
  for (size_t h = 0; h < heads; h += LANES) {
    f32x16 sum = load_some(dt + h, heads - h);
    if (bias) sum += load_some(bias + h, heads - h);
    sum = softplus(sum);
    store_some(step + h, sum, heads - h);
    if (a) store_some(decay + h, exponential(sum * load_some(a + h, heads - h)), heads - h);
  }
}

/* y = fma(d, x, sum) */
INLINE void store_outputs(const SelectiveScan *s, size_t t, const size_t width, const Columns x, const Columns d,
                          Columns sum) {
  for (size_t i = 0; s->d && i < STATE_VECTORS; i++) sum.part[i] = fma16(d.part[i], x.part[i], sum.part[i]);
  store_columns(s->y + t * s->x_stride, sum, width);
}

INLINE void fetch_row_of_scan(const SelectiveScan *s, size_t t, size_t width) {
  if (t == s->rows) return;
  fetch_floats(s->x + t * s->x_stride, width);
  fetch_floats(s->y + t * s->x_stride, width);
  fetch_floats(s->b + t * s->group_stride, s->state);
  fetch_floats(s->c + t * s->group_stride, s->state);
}

/* Columns of one head. */
INLINE void scan_head(const SelectiveScan *s, const size_t width) {
  const f32x16 each = splat(s->d ? s->d[0] : 0);
  const Columns d = {{each, each}};
  for (size_t t = 0; t < s->rows; t++) {
    fetch_row_of_scan(s, t + 1, width);
    const Columns x = load_columns(s->x + t * s->x_stride, width);
    const Columns u = scale_columns(x, s->step[t * s->step_stride]);
    const float *b = s->b + t * s->group_stride, *c = s->c + t * s->group_stride;
    store_outputs(s, t, width, x, d, update_state(s->h, width, s->state, 0, s->decay + t * s->step_stride, b, u, c));
  }
}

/* Neighbouring heads of one column; a [state][32] is transposed. */
INLINE void scan_heads(const SelectiveScan *s, const size_t width, const float *a) {
  const Columns d = s->d ? load_columns(s->d, width) : zero_columns();
  for (size_t t = 0; t < s->rows; t++) {
    fetch_row_of_scan(s, t + 1, width);
    const Columns x = load_columns(s->x + t * s->x_stride, width);
    const Columns step = load_columns(s->step + t * s->step_stride, width);
    const float *b = s->b + t * s->group_stride, *c = s->c + t * s->group_stride;
    Columns u, even = zero_columns(), odd = zero_columns();
    for (size_t i = 0; i < STATE_VECTORS; i++) u.part[i] = x.part[i] * step.part[i];
    for (size_t n = 0; n < s->state; n++) {
      float *at = s->h + n * width;
      Columns row = load_columns(at, width);
      for (size_t i = 0; i < STATE_VECTORS; i++) {
        row.part[i] *= exponential(step.part[i] * load_f32x16(a + n * STATE_COLUMNS + i * LANES));
      }
      row = add_scaled(row, u, b[n]);
      store_columns(at, row, width);
      if (n % 2) odd = add_scaled(odd, row, c[n]);
      else even = add_scaled(even, row, c[n]);
    }
    store_outputs(s, t, width, x, d, add_columns(even, odd));
  }
}

/* [width][state] to [state][32]; columns behind the last are zeros. */
static void transpose_decays(const float *a, size_t width, size_t state, float *to) {
  for (size_t n = 0; n < state; n++) {
    for (size_t i = 0; i < STATE_COLUMNS; i++) to[n * STATE_COLUMNS + i] = i < width ? a[i * state + n] : 0;
  }
}

static void selective_scan(const SelectiveScan *s, float *scratch) {
  const int whole = s->width == STATE_COLUMNS;
  if (s->a) {
    transpose_decays(s->a, s->width, s->state, scratch);
    if (whole) scan_heads(s, STATE_COLUMNS, scratch);
    else scan_heads(s, s->width, scratch);
  } else if (whole) {
    scan_head(s, STATE_COLUMNS);
  } else {
    scan_head(s, s->width);
  }
}

#endif

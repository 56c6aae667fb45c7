#ifndef CRIA_GATE_H
#define CRIA_GATE_H

#include "kernels/exponential.h"

/* SiLU(g) * u = g / (1 + e^-g) * u */
INLINE f32x16 gate16(f32x16 g, f32x16 u) { return g / (splat(1) + exponential(-g)) * u; }

static void gate(const float *g, const float *u, size_t count, float *y) {
  size_t i = 0;
  for (; i + LANES <= count; i += LANES) store_f32x16(y + i, gate16(load_f32x16(g + i), load_f32x16(u + i)));
  if (i == count) return;
  store_some(y + i, gate16(load_some(g + i, count - i), load_some(u + i, count - i)), count - i);
}

#endif

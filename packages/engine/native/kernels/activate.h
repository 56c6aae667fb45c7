/* The functions of activation-function.h. NaN stays NaN in all of them. */
#ifndef CRIA_ACTIVATE_H
#define CRIA_ACTIVATE_H

#include "kernels/activation-function.h"
#include "kernels/error-function.h"
#include "kernels/softplus.h"
#include "kernels/tanh.h"

/* x / (1 + e^-ax) */
INLINE f32x16 logistic_unit(f32x16 x, f32x16 ax) { return x / (splat(1) + exponential(-ax)); }

#define UNIT(name, formula) \
  INLINE f32x16 unit_##name(const ActivationFunction *f, f32x16 x) { return (void)f, formula; }

UNIT(silu, logistic_unit(x, x))
/* x (1 + tanh(z)) / 2 = x / (1 + e^-2z), z = sqrt(2 / pi) (x + 0.044715 x^3) (Hendrycks and Gimpel, 2016) */
UNIT(gelu, logistic_unit(x, x * fma16(x * x, splat(1.5957691216f * 0.044715f), splat(1.5957691216f))))
/* x (1 + erf(x / sqrt(2))) / 2 */
UNIT(gelu_erf, x * normal_distribution(x))
UNIT(gelu_quick, logistic_unit(x, x * splat(1.702f)))
UNIT(sigmoid, logistic_unit(splat(1), x))
UNIT(tanh, hyperbolic_tangent(x))
UNIT(softplus, softplus(x))
UNIT(exp, exponential(x))
UNIT(relu, choose(x < splat(0), splat(0), x))
UNIT(relu2, unit_relu(f, x) * unit_relu(f, x))
/* alpha tanh(x / alpha) */
UNIT(softcap, splat(f->alpha) * hyperbolic_tangent(x * splat(1.0f / f->alpha)))
/* x' / (1 + e^(-alpha x')), x' = min(x, limit): gpt-oss */
INLINE f32x16 unit_swiglu_oai(const ActivationFunction *f, f32x16 x) {
  const f32x16 limit = splat(f->limit), least = choose(x > limit, limit, x);
  return logistic_unit(least, least * splat(f->alpha));
}

/* What a unit is multiplied with: u, and for swiglu_oai u between -limit and limit, plus 1. */
INLINE f32x16 gated_value(const int oai, const ActivationFunction *f, f32x16 u) {
  if (!oai) return u;
  const f32x16 limit = splat(f->limit);
  u = choose(u > limit, limit, u);
  return choose(u < -limit, -limit, u) + splat(1);
}

/* One loop per function, with and without the values that it gates. */
#define DEFINE_ACTIVATE(name)                                                                                       \
  static void activate_##name(const ActivationFunction *f, const float *x, const float *u, size_t count, float *y) { \
    const int oai = ACTIVATION_##name == ACTIVATION_swiglu_oai;                                                     \
    size_t i = 0;                                                                                                   \
    for (; u && i + LANES <= count; i += LANES) {                                                                   \
      store_f32x16(y + i, unit_##name(f, load_f32x16(x + i)) * gated_value(oai, f, load_f32x16(u + i)));            \
    }                                                                                                               \
    for (; i + LANES <= count; i += LANES) store_f32x16(y + i, unit_##name(f, load_f32x16(x + i)));                 \
    if (i == count) return;                                                                                         \
    const size_t rest = count - i;                                                                                  \
    const f32x16 unit = unit_##name(f, load_some(x + i, rest));                                                     \
    store_some(y + i, u ? unit * gated_value(oai, f, load_some(u + i, rest)) : unit, rest);                         \
  }
ACTIVATION_FUNCTIONS(DEFINE_ACTIVATE)

static void activate(const ActivationFunction *f, const float *x, const float *u, size_t count, float *y) {
  switch (f->kind) {
#define ACTIVATE_CASE(name) \
  case ACTIVATION_##name: activate_##name(f, x, u, count, y); break;
    ACTIVATION_FUNCTIONS(ACTIVATE_CASE)
#undef ACTIVATE_CASE
    default: break;
  }
}

#endif

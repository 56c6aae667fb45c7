/* Activation functions: f(x), or gated f(x) * u. kernels/activate.h has their formulas. */
#ifndef CRIA_ACTIVATION_FUNCTION_H
#define CRIA_ACTIVATION_FUNCTION_H

/* Names, as of attributes. The last takes part of u into f, so that it has no other form than the gated one. */
#define ACTIVATION_FUNCTIONS(X)                                                                                  \
  X(silu) X(gelu) X(gelu_erf) X(gelu_quick) X(sigmoid) X(tanh) X(softplus) X(exp) X(relu) X(relu2) X(softcap)    \
  X(swiglu_oai)

#define ACTIVATION_KIND(name) ACTIVATION_##name,
typedef enum { ACTIVATION_NONE, ACTIVATION_FUNCTIONS(ACTIVATION_KIND) ACTIVATION_COUNT } ActivationKind;
#undef ACTIVATION_KIND

typedef struct {
  ActivationKind kind;
  /* Of softcap and swiglu_oai, and of swiglu_oai; else without meaning. */
  float alpha, limit;
} ActivationFunction;

#endif

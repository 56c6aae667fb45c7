/* The kernels of the level that this file is compiled for; LEVEL is its name. */
#include "kernels/kernels.h"

#include "kernels/vector.h"

#if defined(__AVX512F__)
#define PANEL_ROWS 8
#elif defined(__AVX2__)
#define PANEL_ROWS 6
#elif defined(__aarch64__)
#define PANEL_ROWS 4
#else
#define PANEL_ROWS 2
#endif

#include "kernels/activate.h"
#include "kernels/attention-kernel.h"
#include "kernels/float-linear.h"
#include "kernels/gated-delta-kernel.h"
#include "kernels/layer-norm.h"
#include "kernels/linear-tile.h"
#include "kernels/quantize.h"
#include "kernels/rms-norm.h"
#include "kernels/route-kernel.h"
#include "kernels/selective-scan-kernel.h"
#include "kernels/short-conv-kernel.h"
#include "kernels/weighted-sum.h"
#ifndef AMX
#define AMX 0
#endif
#if AMX
#include "kernels/linear-amx.h"
#else
enum { AMX_ROWS = 0 };
#define USES_AMX(s, rows) ((void)(s), (void)(rows), 0)
#endif

static ActivationNeeds needs(const Format *f, size_t rows) {
  ActivationNeeds needs = {.panel_rows = PANEL_ROWS,
                           .scale_blocks = (size_t)f->activation_block / BLOCK,
                           .parts = 32 / (size_t)f->sub};
  switch (f->type) {
#define NEEDS(name, type, block, bytes, bits, sub, zero_, codebook, head, unit, activation) \
  case type: {                                                                              \
    const Spec s = SPEC_OF(bits, sub, zero_, codebook, head, unit);                         \
    /* Tiles take signed weights. */                                                        \
    if (USES_AMX(s, rows)) needs.panel_rows = AMX_ROWS;                                     \
    else needs.zero = s.zero;                                                               \
    needs.offsets = s.offsets && !s.super;                                                  \
    needs.mins = s.offsets && s.super;                                                      \
    break;                                                                                  \
  }
    FORMATS(NEEDS)
#undef NEEDS
  }
  return needs;
}

#define KERNEL(name, type, block, bytes, bits, sub, zero, codebook, head, unit, activation)                        \
  static void linear_##name(const Matrix *w, const Activations *a, size_t group, size_t end, float *y) {           \
    const Spec s = SPEC_OF(bits, sub, zero, codebook, head, unit);                                                 \
    if (a->rows == 1) linear_row(s, w, a, group, end, y);                                                          \
    else LINEAR_ROWS(s, w, a, group, end, y);                                                                      \
  }
#if AMX
#define LINEAR_ROWS(s, w, a, ...)                               \
  if (USES_AMX(s, (a)->rows)) linear_amx(s, w, a, __VA_ARGS__); \
  else linear_tiles(s, w, a, __VA_ARGS__)
#else
#define LINEAR_ROWS linear_tiles
#endif
FORMATS(KERNEL)
#undef KERNEL

static void linear(const Matrix *w, const Activations *a, size_t group, size_t end, float *y) {
  switch (w->type) {
#define CASE(name, type, block, bytes, bits, sub, zero, codebook, head, unit, activation) \
  case type: linear_##name(w, a, group, end, y); break;
    FORMATS(CASE)
#undef CASE
  }
}

#define JOINED(a, b) a##b
#define NAMED(level) JOINED(kernels_, level)
#define TEXT(x) #x
#define TEXT_OF(x) TEXT(x)

const Kernels NAMED(LEVEL) = {
    .name = TEXT_OF(LEVEL),
    .needs = needs,
    .quantize = quantize,
    .rest_of = rest_of,
    .linear = linear,
    .float_linear = float_linear,
    .activate = activate,
    .attend = attend,
    .rms_norm = rms_norm,
    .layer_norm = layer_norm,
    .l2_norm = l2_norm,
    .attention_tile_rows = attention_tile_rows,
    .attention_scratch = attention_scratch,
    .short_conv = short_conv,
    .gated_delta = gated_delta,
    .selective_scan = selective_scan,
    .scan_steps = scan_steps,
    .route = route,
    .weighted_sum = weighted_sum,
};

/* What the library exports. */
#include "cpu/cpu.h"
#include "cpu/self-test.h"
#include "formats/dequantize.h"
#include "formats/pack.h"
#include "operators/activation.h"
#include "operators/attention.h"
#include "operators/block-linear.h"
#include "operators/expert-linear.h"
#include "operators/gated-delta.h"
#include "operators/l2-norm.h"
#include "operators/layer-norm.h"
#include "operators/mean-pool.h"
#include "operators/packed-attention.h"
#include "operators/rms-norm.h"
#include "operators/route.h"
#include "operators/rows.h"
#include "operators/selective-scan.h"
#include "operators/short-conv.h"
#include "operators/weighted-sum.h"

#if defined(_WIN32)
#define EXPORT __declspec(dllexport)
#else
#define EXPORT __attribute__((visibility("default")))
#endif

#define TEXT(x) #x
#define TEXT_OF(x) TEXT(x)

/* SHA-256 of the sources, set by build.sh. */
EXPORT const char *cria_kernels_source(void) { return TEXT_OF(CRIA_SOURCE_HASH); }

/* Name of the level in use, such as "avx2". */
EXPORT const char *cria_kernels_level(void) { return current_kernels()->name; }

/* Name of the usable level `index`, the slowest first; NULL behind the last. */
EXPORT const char *cria_kernels_usable(int index) {
  const Kernels *usable[8];
  const size_t count = usable_kernels(usable);
  return index >= 0 && (size_t)index < count ? usable[index]->name : NULL;
}

/* Uses the level of that name from now on, in sessions that are made later. 0, or 1 when there is none here. */
EXPORT int cria_kernels_use(const char *name) { return use_kernels(name); }

/* 0 when the level in use computes products with a type as the portable one does (cpu/self-test.h). */
EXPORT int cria_kernels_agree(int type) { return kernels_differ(current_kernels(), type); }

/* Bytes of `rows` rows of k packed weights; 0 for a type that holds no weights or has no such rows. */
EXPORT uint64_t cria_packed_bytes(int type, uint64_t rows, uint64_t k) {
  const Format *f = format_of(type);
  if (f ? k % (uint64_t)f->block != 0 : !is_float_type(type)) return 0;
  return (rows + 15) / 16 * packed_group_bytes(type, k);
}

/* Packs rows (formats/pack.h); how many of the scales or elements are not finite, or -1 for a type without weights. */
EXPORT int64_t cria_pack(int type, const uint8_t *from, uint64_t rows, uint64_t k, uint8_t *to) {
  if (cria_packed_bytes(type, 1, k) == 0) return -1;
  const Format *f = format_of(type);
  return (int64_t)(f ? pack_blocks(f, from, rows, k, to) : pack_floats(type, from, rows, k, to));
}

/* `count` blocks (elements, of floats) as f32. 0, or 1 for a type without weights. */
EXPORT int cria_dequantize(int type, const uint8_t *from, uint64_t count, float *to) {
  const Format *f = format_of(type);
  return f ? dequantize(f, from, count, to) : dequantize_floats(type, from, count, to);
}

/* ONNX Runtime's entry point: adds the domain "cria" to a session's options. */
EXPORT OrtStatus *RegisterCustomOps(OrtSessionOptions *options, const OrtApiBase *base) {
  const OrtApi *api = base->get_api(ORT_VERSION);
  /* Without a table there is no way to make a status; the session will miss the operator. */
  if (!api) return NULL;
  /* One domain for the life of the process: sessions keep pointers into it. */
  static OrtCustomOpDomain *domain;
  if (!domain) {
    const OrtCustomOp *const operators[] = {
        &activation_operator, &attention,       &block_linear,        &expert_linear,
        &gated_delta_operator, &l2_norm_operator, &layer_norm_operator, &mean_pool, &packed_attention,
        &rms_norm_operator, &route_operator,      &rows,            &selective_scan_operator, &short_conv_operator,
        &weighted_sum_operator,
    };
    OrtCustomOpDomain *created;
    OrtStatus *status = ort_create_domain(api)("cria", &created);
    for (size_t i = 0; !status && i < sizeof operators / sizeof *operators; i++) {
      status = ort_domain_add(api)(created, operators[i]);
    }
    if (status) return status;
    domain = created;
  }
  return ort_add_domain(api)(options, domain);
}

/* What the library exports. */
#include "attention.h"
#include "block-linear.h"
#include "cpu.h"

#define EXPORT __attribute__((visibility("default")))

#define TEXT(x) #x
#define TEXT_OF(x) TEXT(x)

/* SHA-256 of the sources, set by build.sh. */
EXPORT const char *cria_kernels_source(void) { return TEXT_OF(CRIA_SOURCE_HASH); }

/* 0: this CPU can't run the kernels, 1: AVX-512 VNNI, 2: AMX. */
EXPORT int cria_kernels_level(void) { return current_level(); }

/* Uses no more than this level from now on. */
EXPORT void cria_kernels_limit(int level) {
  limit_level(level <= LEVEL_NONE ? LEVEL_NONE : level >= LEVEL_AMX ? LEVEL_AMX : LEVEL_VNNI);
}

/* ONNX Runtime's entry point: adds the domain "cria" to a session's options. */
EXPORT OrtStatus *RegisterCustomOps(OrtSessionOptions *options, const OrtApiBase *base) {
  const OrtApi *api = base->get_api(ORT_VERSION);
  /* Without a table there is no way to make a status; the session will miss the operator. */
  if (!api) return NULL;
  /* One domain for the life of the process: sessions keep pointers into it. */
  static OrtCustomOpDomain *domain;
  if (!domain) {
    OrtCustomOpDomain *created;
    OrtStatus *status = ort_create_domain(api)("cria", &created);
    if (!status) status = ort_domain_add(api)(created, &block_linear);
    if (!status) status = ort_domain_add(api)(created, &attention);
    if (status) return status;
    domain = created;
  }
  return ort_add_domain(api)(options, domain);
}

#include "operators/attention.h"

#include <stdlib.h>
#include <string.h>

#include "cpu/cpu.h"
#include "operators/attention-work.h"

/* Lanes of a vector of keys go by position; with such bases also by row of the cache. */
enum { BASE_STEP = 16 };

typedef struct {
  const OrtApi *api;
  const Kernels *kernels;
  AttentionAttributes attributes;
} Kernel;

static OrtStatus *create(const OrtCustomOp *op, const OrtApi *api, const OrtKernelInfo *info, void **out) {
  (void)op;
  Kernel kernel = {.api = api, .kernels = current_kernels()};
  AttentionAttributes *a = &kernel.attributes;
  int64_t window, chunked;
  TRY(ort_attribute_int(api)(info, "heads", &a->heads));
  TRY(ort_attribute_int(api)(info, "kv_heads", &a->kv_heads));
  TRY(ort_attribute_int(api)(info, "interleaved", &a->interleaved));
  TRY(ort_attribute_float(api)(info, "scale", &a->scale));
  optional_int(api, info, "window", 0, &window);
  optional_int(api, info, "chunked", 0, &chunked);
  optional_int(api, info, "shared", 0, &a->shared);
  optional_float(api, info, "softcap", 0, &a->softcap);
  if (a->kv_heads < 1 || a->heads < a->kv_heads || a->heads % a->kv_heads) {
    return invalid(api, "heads must be a multiple of kv_heads");
  }
  if (window < 0 || window > INT32_MAX) return invalid(api, "window must be positive, or 0 for none");
  if (chunked && !window) return invalid(api, "chunks need a window");
  if (!(a->softcap >= 0)) return invalid(api, "softcap must be positive, or 0 for none");
  a->visibility = (Visibility){.window = (size_t)window, .chunked = chunked != 0};
  return keep_kernel(api, &kernel, sizeof kernel, out);
}

static void destroy(void *kernel) { free(kernel); }

enum { Q, K, V, PAST_KEY, PAST_VALUE, SEQLENS, COS, SIN, BASE, SINKS, INPUTS };

typedef struct {
  const void *data[INPUTS];
  Shape shapes[INPUTS];
} Inputs;

/* Sizes of heads and cache. */
static OrtStatus *read_cache(AttentionWork *w, const Inputs *in) {
  const Shape *keys = &in->shapes[PAST_KEY], *values = &in->shapes[PAST_VALUE];
  if (in->shapes[Q].rank != 3 || keys->rank != 4 || values->rank != 4) {
    return invalid(w->api, "wrong number of dimensions");
  }
  w->batch = (size_t)in->shapes[Q].dims[0];
  w->rows = (size_t)in->shapes[Q].dims[1];
  w->heads = (size_t)w->attributes->heads;
  w->kv_heads = (size_t)w->attributes->kv_heads;
  w->capacity = (size_t)keys->dims[2];
  w->key_dim = (size_t)keys->dims[3];
  w->value_dim = (size_t)values->dims[3];
  if ((size_t)keys->dims[0] != w->batch || (size_t)keys->dims[1] != w->kv_heads || w->key_dim < 1 || w->value_dim < 1 ||
      memcmp(keys->dims, values->dims, 3 * sizeof *keys->dims) != 0) {
    return invalid(w->api, "cache of wrong shape");
  }
  return NULL;
}

static OrtStatus *read_rows(AttentionWork *w, const Inputs *in) {
  const size_t rows = w->batch * w->rows, width = (size_t)in->shapes[Q].dims[2];
  const size_t q_width = w->heads * w->key_dim;
  const size_t k_width = w->kv_heads * w->key_dim, v_width = w->kv_heads * w->value_dim;
  w->q = in->data[Q];
  w->q_stride = width;
  if (w->attributes->shared) {
    if (in->data[K] || in->data[V]) return invalid(w->api, "a shared cache takes no k and v");
    return width == q_width ? NULL : invalid(w->api, "q of wrong size");
  }
  if (in->data[K]) {
    w->k = in->data[K];
    w->v = in->data[V];
    w->k_stride = k_width;
    w->v_stride = v_width;
    if (width != q_width || in->shapes[K].count != rows * k_width || in->shapes[V].count != rows * v_width) {
      return invalid(w->api, "q, k or v of wrong size");
    }
    return NULL;
  }
  if (width != q_width + k_width + v_width) return invalid(w->api, "q, k and v of wrong size");
  w->k = w->q + q_width;
  w->v = w->k + k_width;
  w->k_stride = w->v_stride = width;
  return NULL;
}

static OrtStatus *read_tables(AttentionWork *w, const Inputs *in) {
  TRY(read_rotation(w->api, &in->shapes[COS], in->data[COS], &in->shapes[SIN], in->data[SIN], &w->rotation));
  w->sinks = in->data[SINKS];
  if (w->sinks && in->shapes[SINKS].count != w->heads) return invalid(w->api, "sinks of wrong size");
  return NULL;
}

static OrtStatus *read_positions(AttentionWork *w, const Inputs *in) {
  w->seqlens = in->data[SEQLENS];
  w->bases = in->data[BASE];
  if (in->shapes[SEQLENS].count != w->batch) return invalid(w->api, "seqlens_k of wrong size");
  if (w->bases && in->shapes[BASE].count != w->batch) return invalid(w->api, "base of wrong size");
  const int64_t positions = w->rotation.cos ? (int64_t)w->rotation.positions : INT64_MAX;
  for (size_t b = 0; b < w->batch; b++) {
    if (!is_active(w, b)) continue;
    const int64_t keys = (int64_t)w->seqlens[b] + 1, base = w->bases ? w->bases[b] : 0;
    if (base < 0 || base % BASE_STEP) return invalid(w->api, "base must be a multiple of 16");
    if (keys < (int64_t)w->rows || keys - base > (int64_t)w->capacity) {
      return invalid(w->api, "seqlens_k outside the cache");
    }
    if (keys > positions) return invalid(w->api, "seqlens_k outside the rotary tables");
    if (w->rows && (int64_t)first_seen(w->attributes->visibility, past_of(w, b)) < base) {
      return invalid(w->api, "base lies behind keys that are seen");
    }
  }
  return NULL;
}

/* Outputs; the keys and values so far come to those of the cache. */
static OrtStatus *prepare_outputs(AttentionWork *w, OrtKernelContext *context, const Inputs *in) {
  const Shape *q = &in->shapes[Q], *keys = &in->shapes[PAST_KEY], *values = &in->shapes[PAST_VALUE];
  const Shape shape = {.rank = 3, .dims = {q->dims[0], q->dims[1], (int64_t)(w->heads * w->value_dim)}};
  TRY(get_output(w->api, context, 0, &shape, (void **)&w->out));
  if (w->attributes->shared) {
    /* Only read: there is no k. */
    w->keys = (float *)(uintptr_t)in->data[PAST_KEY];
    w->values = (float *)(uintptr_t)in->data[PAST_VALUE];
    return NULL;
  }
  size_t outputs;
  TRY(ort_output_count(w->api)(context, &outputs));
  if (outputs < 3) return invalid(w->api, "present_key and present_value are missing");
  TRY(get_output(w->api, context, 1, keys, (void **)&w->keys));
  TRY(get_output(w->api, context, 2, values, (void **)&w->values));
  if (w->keys != in->data[PAST_KEY]) memcpy(w->keys, in->data[PAST_KEY], keys->count * sizeof(float));
  if (w->values != in->data[PAST_VALUE]) memcpy(w->values, in->data[PAST_VALUE], values->count * sizeof(float));
  return NULL;
}

static OrtStatus *compute(void *self, OrtKernelContext *context) {
  const Kernel *kernel = self;
  Inputs in;
  for (size_t i = 0; i < INPUTS; i++) TRY(get_input(kernel->api, context, i, &in.data[i], &in.shapes[i]));
  AttentionWork w = {.api = kernel->api, .kernels = kernel->kernels, .attributes = &kernel->attributes};
  TRY(read_cache(&w, &in));
  TRY(read_rows(&w, &in));
  w.rotation = (Rotation){.width = w.key_dim, .interleaved = kernel->attributes.interleaved != 0};
  TRY(read_tables(&w, &in));
  TRY(read_positions(&w, &in));
  TRY(prepare_outputs(&w, context, &in));
  return run_attention(&w, context);
}

static const char *name(const OrtCustomOp *op) { return (void)op, "Attention"; }
static size_t input_count(const OrtCustomOp *op) { return (void)op, INPUTS; }
static size_t output_count(const OrtCustomOp *op) { return (void)op, 3; }

static int input_type(const OrtCustomOp *op, size_t index) {
  return (void)op, index == SEQLENS || index == BASE ? ORT_INT32 : ORT_FLOAT;
}

static int input_characteristic(const OrtCustomOp *op, size_t index) {
  return (void)op, index == K || index == V || index >= COS ? ORT_OPTIONAL : ORT_REQUIRED;
}

static int output_characteristic(const OrtCustomOp *op, size_t index) {
  return (void)op, index == 0 ? ORT_REQUIRED : ORT_OPTIONAL;
}

const OrtCustomOp attention = {
    OPERATOR_DEFAULTS,
    .name = name,
    .input_type = input_type,
    .input_count = input_count,
    .output_count = output_count,
    .destroy = destroy,
    .input_characteristic = input_characteristic,
    .output_characteristic = output_characteristic,
    .create_kernel_v2 = create,
    .compute_v2 = compute,
};

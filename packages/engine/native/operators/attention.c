#include "operators/attention.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "cpu/cpu.h"
#include "ort/operator.h"
#include "ort/scratch.h"

/* Rows that a task of the rotation takes. */
enum { ROTATED_ROWS = 16 };

typedef struct {
  const OrtApi *api;
  const Kernels *kernels;
  int64_t heads, kv_heads, interleaved;
  float scale;
} Kernel;

static OrtStatus *create(const OrtCustomOp *op, const OrtApi *api, const OrtKernelInfo *info, void **out) {
  (void)op;
  Kernel kernel = {.api = api, .kernels = current_kernels()};
  TRY(ort_attribute_int(api)(info, "heads", &kernel.heads));
  TRY(ort_attribute_int(api)(info, "kv_heads", &kernel.kv_heads));
  TRY(ort_attribute_int(api)(info, "interleaved", &kernel.interleaved));
  TRY(ort_attribute_float(api)(info, "scale", &kernel.scale));
  if (kernel.kv_heads < 1 || kernel.heads < kernel.kv_heads || kernel.heads % kernel.kv_heads) {
    return invalid(api, "heads must be a multiple of kv_heads");
  }
  return keep_kernel(api, &kernel, sizeof kernel, out);
}

static void destroy(void *kernel) { free(kernel); }

typedef struct {
  const Kernel *kernel;
  size_t batch, rows, heads, kv_heads, head_dim, rope_dim, capacity;
  /* Row r of sequence b is at index b * rows + r. */
  const float *q, *k, *v;
  size_t q_stride, kv_stride;
  const int32_t *seqlens;
  const float *cos, *sin;
  float *keys, *values, *out;
  /* [batch][kv_heads][rows][group][head_dim] */
  float *rotated;
  size_t tile_rows, tiles;
  /* Set by a task that got no memory. */
  atomic_int failed;
} Work;

static size_t past_of(const Work *w, size_t b) { return (size_t)w->seqlens[b] + 1 - w->rows; }

static void rotate(const Work *w, const float *restrict x, size_t position, float scale, float *restrict y) {
  const size_t half = w->rope_dim / 2;
  const float *c = w->cos + position * half, *s = w->sin + position * half;
  const int interleaved = w->kernel->interleaved != 0;
  for (size_t t = 0; t < half; t++) {
    const size_t i = interleaved ? 2 * t : t, j = interleaved ? 2 * t + 1 : t + half;
    y[i] = (x[i] * c[t] - x[j] * s[t]) * scale;
    y[j] = (x[i] * s[t] + x[j] * c[t]) * scale;
  }
  for (size_t i = w->rope_dim; i < w->head_dim; i++) y[i] = x[i] * scale;
}

static void rotate_task(void *data, size_t index) {
  const Work *w = data;
  const size_t d = w->head_dim, group = w->heads / w->kv_heads;
  const size_t from = index * ROTATED_ROWS, all = w->batch * w->rows;
  for (size_t i = from; i < all && i < from + ROTATED_ROWS; i++) {
    const size_t b = i / w->rows, r = i % w->rows, position = past_of(w, b) + r;
    for (size_t h = 0; h < w->heads; h++) {
      const size_t kv = h / group;
      float *to = w->rotated + ((((b * w->kv_heads + kv) * w->rows + r) * group) + h % group) * d;
      rotate(w, w->q + i * w->q_stride + h * d, position, w->kernel->scale, to);
    }
    for (size_t h = 0; h < w->kv_heads; h++) {
      const size_t at = ((b * w->kv_heads + h) * w->capacity + position) * d;
      rotate(w, w->k + i * w->kv_stride + h * d, position, 1, w->keys + at);
      memcpy(w->values + at, w->v + i * w->kv_stride + h * d, d * sizeof(float));
    }
  }
}

/* A tile of rows of one key-value head of one sequence. Later tiles have more keys, so they come first. */
static void attend_task(void *data, size_t index) {
  Work *w = data;
  const size_t d = w->head_dim, group = w->heads / w->kv_heads;
  const size_t sequence_head = index % (w->batch * w->kv_heads);
  const size_t tile = w->tiles - 1 - index / (w->batch * w->kv_heads);
  const size_t b = sequence_head / w->kv_heads, h = sequence_head % w->kv_heads;
  const size_t cache = sequence_head * w->capacity * d;
  const Attention a = {.head_dim = d,
                       .group = group,
                       .past = past_of(w, b),
                       .q = w->rotated + sequence_head * w->rows * group * d,
                       .keys = w->keys + cache,
                       .values = w->values + cache,
                       .out = w->out + (b * w->rows * w->heads + h * group) * d,
                       .out_stride = w->heads * d};
  const size_t first = tile * w->tile_rows, all = w->rows * group;
  const size_t rows = all - first < w->tile_rows ? all - first : w->tile_rows;
  Scratch *scratch = take_scratch(w->kernel->kernels->attention_scratch(&a, rows, a.past + w->rows) * sizeof(float));
  if (!scratch) {
    atomic_store(&w->failed, 1);
    return;
  }
  w->kernel->kernels->attend(&a, first, rows, scratch->memory);
  give_scratch_back(scratch);
}

static OrtStatus *run(const Kernel *kernel, OrtKernelContext *context, Work *w) {
  const OrtApi *api = kernel->api;
  size_t most_keys = 0;
  for (size_t b = 0; b < w->batch; b++) {
    const size_t keys = (size_t)w->seqlens[b] + 1;
    if (keys > most_keys) most_keys = keys;
  }
  w->tile_rows = kernel->kernels->attention_tile_rows(most_keys);
  w->tiles = (w->rows * (w->heads / w->kv_heads) + w->tile_rows - 1) / w->tile_rows;
  const size_t rows = w->batch * w->rows;
  TRY(parallel(api, context, rotate_task, (rows + ROTATED_ROWS - 1) / ROTATED_ROWS, w));
  TRY(parallel(api, context, attend_task, w->tiles * w->batch * w->kv_heads, w));
  return atomic_load(&w->failed) ? out_of_memory(api) : NULL;
}

static OrtStatus *compute(void *self, OrtKernelContext *context) {
  const Kernel *kernel = self;
  const OrtApi *api = kernel->api;
  const void *q, *k, *v, *past_keys, *past_values, *seqlens, *cos, *sin;
  Shape q_shape, k_shape, v_shape, cache_shape, values_shape, seqlens_shape, cos_shape, sin_shape;
  TRY(get_input(api, context, 0, &q, &q_shape));
  TRY(get_input(api, context, 1, &k, &k_shape));
  TRY(get_input(api, context, 2, &v, &v_shape));
  TRY(get_input(api, context, 3, &past_keys, &cache_shape));
  TRY(get_input(api, context, 4, &past_values, &values_shape));
  TRY(get_input(api, context, 5, &seqlens, &seqlens_shape));
  TRY(get_input(api, context, 6, &cos, &cos_shape));
  TRY(get_input(api, context, 7, &sin, &sin_shape));
  if (q_shape.rank != 3 || cache_shape.rank != 4 || cos_shape.rank != 2) return invalid(api, "wrong number of dimensions");
  Work w = {.kernel = kernel, .q = q, .k = k, .v = v, .seqlens = seqlens, .cos = cos, .sin = sin};
  w.batch = (size_t)q_shape.dims[0];
  w.rows = (size_t)q_shape.dims[1];
  w.heads = (size_t)kernel->heads;
  w.kv_heads = (size_t)kernel->kv_heads;
  w.capacity = (size_t)cache_shape.dims[2];
  w.head_dim = (size_t)cache_shape.dims[3];
  w.rope_dim = 2 * (size_t)cos_shape.dims[1];
  w.q_stride = (size_t)q_shape.dims[2];

  const size_t q_width = w.heads * w.head_dim, kv_width = w.kv_heads * w.head_dim;
  if (k) {
    w.kv_stride = kv_width;
    if (w.q_stride != q_width || k_shape.count != w.batch * w.rows * kv_width || v_shape.count != k_shape.count) {
      return invalid(api, "q, k or v of wrong size");
    }
  } else {
    w.kv_stride = w.q_stride;
    w.k = w.q + q_width;
    w.v = w.k + kv_width;
    if (w.q_stride != q_width + 2 * kv_width) return invalid(api, "q, k and v of wrong size");
  }
  if ((size_t)cache_shape.dims[0] != w.batch || (size_t)cache_shape.dims[1] != w.kv_heads ||
      values_shape.count != cache_shape.count) {
    return invalid(api, "cache of wrong shape");
  }
  if (w.rope_dim > w.head_dim || sin_shape.count != cos_shape.count) return invalid(api, "rotary tables of wrong shape");
  if (seqlens_shape.count != w.batch) return invalid(api, "seqlens_k of wrong size");
  for (size_t b = 0; b < w.batch; b++) {
    const int64_t keys = (int64_t)w.seqlens[b] + 1;
    if (keys < (int64_t)w.rows || keys > (int64_t)w.capacity || keys > cos_shape.dims[0]) {
      return invalid(api, "seqlens_k outside the cache");
    }
  }

  const Shape out_shape = {.rank = 3, .dims = {q_shape.dims[0], q_shape.dims[1], (int64_t)q_width}};
  void *out, *keys, *values;
  TRY(get_output(api, context, 0, &out_shape, &out));
  TRY(get_output(api, context, 1, &cache_shape, &keys));
  TRY(get_output(api, context, 2, &cache_shape, &values));
  if (keys != past_keys) memcpy(keys, past_keys, cache_shape.count * sizeof(float));
  if (values != past_values) memcpy(values, past_values, cache_shape.count * sizeof(float));
  w.out = out;
  w.keys = keys;
  w.values = values;
  if (w.batch * w.rows == 0) return NULL;
  Scratch *scratch = take_scratch(w.batch * w.rows * q_width * sizeof(float));
  if (!scratch) return out_of_memory(api);
  w.rotated = scratch->memory;
  OrtStatus *status = run(kernel, context, &w);
  give_scratch_back(scratch);
  return status;
}

static const char *name(const OrtCustomOp *op) { return (void)op, "Attention"; }
static size_t input_count(const OrtCustomOp *op) { return (void)op, 8; }
static size_t output_count(const OrtCustomOp *op) { return (void)op, 3; }
static int input_type(const OrtCustomOp *op, size_t index) { return (void)op, index == 5 ? ORT_INT32 : ORT_FLOAT; }

static int input_characteristic(const OrtCustomOp *op, size_t index) {
  return (void)op, index == 1 || index == 2 ? ORT_OPTIONAL : ORT_REQUIRED;
}

const OrtCustomOp attention = {
    OPERATOR_DEFAULTS,
    .name = name,
    .input_type = input_type,
    .input_count = input_count,
    .output_count = output_count,
    .destroy = destroy,
    .input_characteristic = input_characteristic,
    .output_characteristic = required,
    .create_kernel_v2 = create,
    .compute_v2 = compute,
};

#include "operators/packed-attention.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "cpu/cpu.h"
#include "operators/rotate.h"
#include "operators/texts.h"
#include "ort/scratch.h"

/* Rows that a task of the rotation takes. */
enum { ROTATED_ROWS = 16 };

typedef struct {
  const OrtApi *api;
  const Kernels *kernels;
  int64_t heads, kv_heads, key_dim, value_dim, interleaved;
  float scale, softcap;
  Visibility visibility;
} Kernel;

static OrtStatus *create(const OrtCustomOp *op, const OrtApi *api, const OrtKernelInfo *info, void **out) {
  (void)op;
  Kernel k = {.api = api, .kernels = current_kernels()};
  int64_t window, chunked, ahead;
  TRY(ort_attribute_int(api)(info, "heads", &k.heads));
  TRY(ort_attribute_int(api)(info, "kv_heads", &k.kv_heads));
  TRY(ort_attribute_int(api)(info, "key_dim", &k.key_dim));
  TRY(ort_attribute_int(api)(info, "value_dim", &k.value_dim));
  TRY(ort_attribute_int(api)(info, "interleaved", &k.interleaved));
  TRY(ort_attribute_int(api)(info, "ahead", &ahead));
  TRY(ort_attribute_float(api)(info, "scale", &k.scale));
  optional_int(api, info, "window", 0, &window);
  optional_int(api, info, "chunked", 0, &chunked);
  optional_float(api, info, "softcap", 0, &k.softcap);
  if (k.kv_heads < 1 || k.heads < k.kv_heads || k.heads % k.kv_heads) {
    return invalid(api, "heads must be a multiple of kv_heads");
  }
  if (k.key_dim < 1 || k.value_dim < 1) return invalid(api, "heads without channels");
  if (window < 0 || window > INT32_MAX) return invalid(api, "window must be positive, or 0 for none");
  if (ahead < -1 || ahead > INT32_MAX) return invalid(api, "ahead must be positive, 0 for none, or -1 for all");
  if (chunked && !window) return invalid(api, "chunks need a window");
  if (!(k.softcap >= 0)) return invalid(api, "softcap must be positive, or 0 for none");
  k.visibility = (Visibility){.window = (size_t)window,
                              .chunked = chunked != 0,
                              .ahead = ahead < 0 ? (size_t)INT32_MAX : (size_t)ahead};
  return keep_kernel(api, &k, sizeof k, out);
}

static void destroy(void *kernel) { free(kernel); }

typedef struct {
  const Kernel *kernel;
  size_t rows, heads, kv_heads, group, key_dim, value_dim;
  Texts texts;
  Rotation rotation;
  const float *q, *k, *v, *sinks, *slopes;
  size_t q_stride, k_stride, v_stride;
  /* By key-value head, then by row: [rows][group][key_dim], [rows][key_dim] and [rows][value_dim]. */
  float *queries, *keys, *values;
  float *out;
  /* Rows of queries of a tile, and tiles of the longest text. */
  size_t tile_rows, tiles;
  /* Set by a task that got no memory. */
  atomic_int failed;
} Work;

enum { Q, K, V, STARTS, COS, SIN, SINKS, SLOPES, INPUTS };

static OrtStatus *read_rows(Work *w, void *const data[], const Shape shapes[]) {
  const OrtApi *api = w->kernel->api;
  if (shapes[Q].rank != 3 || shapes[Q].dims[0] != 1) return invalid(api, "wrong number of dimensions");
  w->rows = (size_t)shapes[Q].dims[1];
  const size_t width = (size_t)shapes[Q].dims[2], q_width = w->heads * w->key_dim;
  const size_t k_width = w->kv_heads * w->key_dim, v_width = w->kv_heads * w->value_dim;
  w->q = data[Q];
  w->q_stride = width;
  if (data[K] || data[V]) {
    w->k = data[K];
    w->v = data[V];
    w->k_stride = k_width;
    w->v_stride = v_width;
    const int fit = width == q_width && shapes[K].count == w->rows * k_width && shapes[V].count == w->rows * v_width;
    return fit ? NULL : invalid(api, "q, k or v of wrong size");
  }
  if (width != q_width + k_width + v_width) return invalid(api, "q, k and v of wrong size");
  w->k = w->q + q_width;
  w->v = w->k + k_width;
  w->k_stride = w->v_stride = width;
  return NULL;
}

/* Brings rows into the order in which heads read them. */
static void arrange_task(void *data, size_t index) {
  Work *w = data;
  const size_t from = index * ROTATED_ROWS, end = from + ROTATED_ROWS < w->rows ? from + ROTATED_ROWS : w->rows;
  const size_t kd = w->key_dim, vd = w->value_dim;
  for (size_t i = from, t = text_of(&w->texts, from); i < end; i++) {
    while (i >= (size_t)w->texts.starts[t + 1]) t++;
    const size_t position = i - (size_t)w->texts.starts[t];
    for (size_t h = 0; h < w->kv_heads; h++) {
      const size_t row = h * w->rows + i;
      for (size_t g = 0; g < w->group; g++) {
        rotate(&w->rotation, w->q + i * w->q_stride + (h * w->group + g) * kd, position, w->kernel->scale,
               w->queries + (row * w->group + g) * kd);
      }
      rotate(&w->rotation, w->k + i * w->k_stride + h * kd, position, 1, w->keys + row * kd);
      memcpy(w->values + row * vd, w->v + i * w->v_stride + h * vd, vd * sizeof(float));
    }
  }
}

/* A tile of rows of one key-value head of one text. */
static void attend_task(void *data, size_t index) {
  Work *w = data;
  const Kernel *k = w->kernel;
  const size_t tile = index % w->tiles, h = index / w->tiles % w->kv_heads, t = index / w->tiles / w->kv_heads;
  const size_t start = (size_t)w->texts.starts[t], length = length_of(&w->texts, t);
  const size_t first = tile * w->tile_rows, all = length * w->group, row = h * w->rows + start;
  if (first >= all) return;
  const Attention a = {.key_dim = w->key_dim,
                       .value_dim = w->value_dim,
                       .group = w->group,
                       .all = length,
                       .visibility = k->visibility,
                       .softcap = k->softcap,
                       .sinks = w->sinks ? w->sinks + h * w->group : NULL,
                       .slopes = w->slopes ? w->slopes + h * w->group : NULL,
                       .q = w->queries + row * w->group * w->key_dim,
                       .keys = w->keys + row * w->key_dim,
                       .values = w->values + row * w->value_dim,
                       .out = w->out + (start * w->heads + h * w->group) * w->value_dim,
                       .out_stride = w->heads * w->value_dim};
  const size_t rows = all - first < w->tile_rows ? all - first : w->tile_rows;
  Scratch *scratch = take_scratch(k->kernels->attention_scratch(&a, first, rows) * sizeof(float));
  if (!scratch) {
    atomic_store(&w->failed, 1);
    return;
  }
  k->kernels->attend(&a, first, rows, scratch->memory);
  give_scratch_back(scratch);
}

static OrtStatus *run(Work *w, OrtKernelContext *context) {
  const OrtApi *api = w->kernel->api;
  size_t longest = 0;
  for (size_t t = 0; t < w->texts.count; t++) {
    if (length_of(&w->texts, t) > longest) longest = length_of(&w->texts, t);
  }
  if (w->rotation.cos && longest > w->rotation.positions) return invalid(api, "a text is longer than the rotary tables");
  if (longest == 0) return NULL;
  w->tile_rows = w->kernel->kernels->attention_tile_rows(longest);
  w->tiles = (longest * w->group + w->tile_rows - 1) / w->tile_rows;
  const size_t q_count = w->rows * w->heads * w->key_dim, k_count = w->rows * w->kv_heads * w->key_dim;
  Scratch *scratch = take_scratch((q_count + k_count + w->rows * w->kv_heads * w->value_dim) * sizeof(float));
  if (!scratch) return out_of_memory(api);
  w->queries = scratch->memory;
  w->keys = w->queries + q_count;
  w->values = w->keys + k_count;
  OrtStatus *status = parallel(api, context, arrange_task, (w->rows + ROTATED_ROWS - 1) / ROTATED_ROWS, w);
  if (!status) status = parallel(api, context, attend_task, w->texts.count * w->kv_heads * w->tiles, w);
  give_scratch_back(scratch);
  return status ? status : atomic_load(&w->failed) ? out_of_memory(api) : NULL;
}

static OrtStatus *compute(void *self, OrtKernelContext *context) {
  const Kernel *kernel = self;
  const OrtApi *api = kernel->api;
  const void *data[INPUTS];
  Shape shapes[INPUTS];
  for (size_t i = 0; i < INPUTS; i++) TRY(get_input(api, context, i, &data[i], &shapes[i]));
  Work w = {.kernel = kernel,
            .heads = (size_t)kernel->heads,
            .kv_heads = (size_t)kernel->kv_heads,
            .group = (size_t)(kernel->heads / kernel->kv_heads),
            .key_dim = (size_t)kernel->key_dim,
            .value_dim = (size_t)kernel->value_dim,
            .rotation = {.width = (size_t)kernel->key_dim, .interleaved = kernel->interleaved != 0},
            .sinks = data[SINKS],
            .slopes = data[SLOPES]};
  TRY(read_rows(&w, (void *const *)data, shapes));
  TRY(get_texts(api, context, STARTS, w.rows, &w.texts));
  TRY(read_rotation(api, &shapes[COS], data[COS], &shapes[SIN], data[SIN], &w.rotation));
  for (size_t i = SINKS; i <= SLOPES; i++) {
    if (data[i] && shapes[i].count != w.heads) return invalid(api, "sinks or slopes of wrong size");
  }
  const Shape shape = {.rank = 3, .dims = {1, shapes[Q].dims[1], (int64_t)(w.heads * w.value_dim)}};
  TRY(get_output(api, context, 0, &shape, (void **)&w.out));
  return run(&w, context);
}

static const char *name(const OrtCustomOp *op) { return (void)op, "PackedAttention"; }
static size_t input_count(const OrtCustomOp *op) { return (void)op, INPUTS; }
static size_t output_count(const OrtCustomOp *op) { return (void)op, 1; }
static int input_type(const OrtCustomOp *op, size_t index) { return (void)op, index == STARTS ? ORT_INT32 : ORT_FLOAT; }

static int input_characteristic(const OrtCustomOp *op, size_t index) {
  return (void)op, index == Q || index == STARTS ? ORT_REQUIRED : ORT_OPTIONAL;
}

const OrtCustomOp packed_attention = {
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

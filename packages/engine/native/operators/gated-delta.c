#include "operators/gated-delta.h"

#include <stdlib.h>
#include <string.h>

#include "cpu/cpu.h"
#include "kernels/state-layout.h"
#include "operators/sequences.h"
#include "ort/scratch.h"

/* Elements of state times rows worth a task of their own; more tasks than this are of no use on any number of threads. */
enum { TASK_ELEMENTS = 32768, MOST_TASKS = 64 };

typedef struct {
  const OrtApi *api;
  const Kernels *kernels;
  float scale;
  int interleaved;
} Kernel;

static OrtStatus *create(const OrtCustomOp *op, const OrtApi *api, const OrtKernelInfo *info, void **out) {
  (void)op;
  Kernel kernel = {.api = api, .kernels = current_kernels()};
  char repeat[16];
  TRY(ort_attribute_float(api)(info, "scale", &kernel.scale));
  TRY(optional_text(api, info, "repeat", "tiled", repeat, sizeof repeat));
  kernel.interleaved = strcmp(repeat, "interleaved") == 0;
  if (!kernel.interleaved && strcmp(repeat, "tiled") != 0) return invalid(api, "repeat must be tiled or interleaved");
  return keep_kernel(api, &kernel, sizeof kernel, out);
}

static void destroy(void *kernel) { free(kernel); }

typedef struct {
  const Kernel *kernel;
  const float *q, *k, *v, *g, *beta;
  float *state, *y, *scratch;
  Sequences sequences;
  size_t rows, key_heads, key_dim, value_heads, value_dim;
  int gates;
  /* Of all heads of all sequences. */
  size_t tiles, tiles_per_head, tiles_per_task;
} Work;

static void tile(const Work *w, size_t index, float *scratch) {
  const size_t head = index / w->tiles_per_head, column = index % w->tiles_per_head * STATE_COLUMNS;
  const size_t b = head / w->value_heads, h = head % w->value_heads, left = w->value_dim - column;
  const size_t key_head = w->kernel->interleaved ? h / (w->value_heads / w->key_heads) : h % w->key_heads;
  const size_t key = (b * w->rows * w->key_heads + key_head) * w->key_dim;
  const size_t gate = b * w->rows * w->value_heads + h, value = gate * w->value_dim + column;
  const size_t gates = w->gates ? w->key_dim : 1;
  const GatedDelta d = {.rows = w->rows,
                        .key_dim = w->key_dim,
                        .width = left < STATE_COLUMNS ? left : STATE_COLUMNS,
                        .q = w->q + key,
                        .k = w->k + key,
                        .key_stride = w->key_heads * w->key_dim,
                        .v = w->v + value,
                        .value_stride = w->value_heads * w->value_dim,
                        .g = w->g + gate * gates,
                        .gate_stride = w->value_heads * gates,
                        .gates = w->gates,
                        .beta = w->beta + gate,
                        .beta_stride = w->value_heads,
                        .scale = w->kernel->scale,
                        .state = w->state + (head * w->value_dim + column) * w->key_dim,
                        .y = w->y + value};
  if (is_active(&w->sequences, b)) {
    w->kernel->kernels->gated_delta(&d, scratch);
  } else {
    for (size_t t = 0; t < d.rows; t++) memset(d.y + t * d.value_stride, 0, d.width * sizeof(float));
  }
}

static void task(void *data, size_t index) {
  const Work *w = data;
  float *scratch = w->scratch + index * gated_delta_scratch(w->key_dim);
  const size_t from = index * w->tiles_per_task, to = from + w->tiles_per_task;
  for (size_t i = from; i < to && i < w->tiles; i++) tile(w, i, scratch);
}

static OrtStatus *run(const OrtApi *api, OrtKernelContext *context, Work *w, size_t batch) {
  w->tiles_per_head = (w->value_dim + STATE_COLUMNS - 1) / STATE_COLUMNS;
  w->tiles = batch * w->value_heads * w->tiles_per_head;
  const size_t least = (w->tiles + MOST_TASKS - 1) / MOST_TASKS;
  w->tiles_per_task = TASK_ELEMENTS / (STATE_COLUMNS * w->key_dim * (w->rows + 1)) + 1;
  if (w->tiles_per_task < least) w->tiles_per_task = least;
  if (w->tiles == 0) return NULL;
  const size_t tasks = (w->tiles + w->tiles_per_task - 1) / w->tiles_per_task;
  Scratch *scratch = take_scratch(tasks * gated_delta_scratch(w->key_dim) * sizeof(float));
  if (!scratch) return out_of_memory(api);
  w->scratch = scratch->memory;
  OrtStatus *status = parallel(api, context, task, tasks, w);
  give_scratch_back(scratch);
  return status;
}

static OrtStatus *compute(void *self, OrtKernelContext *context) {
  const Kernel *kernel = self;
  const OrtApi *api = kernel->api;
  const void *q, *k, *v, *g, *beta, *past;
  Shape key_shape, k_shape, value_shape, g_shape, beta_shape, state_shape;
  TRY(get_input(api, context, 0, &q, &key_shape));
  TRY(get_input(api, context, 1, &k, &k_shape));
  TRY(get_input(api, context, 2, &v, &value_shape));
  TRY(get_input(api, context, 3, &g, &g_shape));
  TRY(get_input(api, context, 4, &beta, &beta_shape));
  TRY(get_input(api, context, 5, &past, &state_shape));
  if (key_shape.rank != 4 || value_shape.rank != 4 || state_shape.rank != 4) {
    return invalid(api, "wrong number of dimensions");
  }
  Work w = {.kernel = kernel, .q = q, .k = k, .v = v, .g = g, .beta = beta};
  const size_t batch = (size_t)value_shape.dims[0];
  w.rows = (size_t)value_shape.dims[1];
  w.value_heads = (size_t)value_shape.dims[2];
  w.value_dim = (size_t)value_shape.dims[3];
  w.key_heads = (size_t)key_shape.dims[2];
  w.key_dim = (size_t)key_shape.dims[3];
  if ((size_t)key_shape.dims[0] != batch || (size_t)key_shape.dims[1] != w.rows || k_shape.count != key_shape.count) {
    return invalid(api, "q, k or v of wrong shape");
  }
  if (w.key_dim == 0 || w.key_heads == 0 || w.value_heads % w.key_heads != 0) {
    return invalid(api, "value_heads must be a multiple of key_heads");
  }
  const size_t gates = batch * w.rows * w.value_heads;
  w.gates = g_shape.rank == 4;
  if (g_shape.count != (w.gates ? gates * w.key_dim : gates) || beta_shape.count != gates) {
    return invalid(api, "g or beta of wrong size");
  }
  const size_t state_size = w.value_heads * w.key_dim * w.value_dim;
  if ((size_t)state_shape.dims[0] != batch || state_shape.count != batch * state_size) {
    return invalid(api, "state of wrong shape");
  }
  TRY(get_sequences(api, context, 6, batch, w.rows, &w.sequences));
  void *y, *present;
  TRY(get_output(api, context, 0, &value_shape, &y));
  TRY(get_output(api, context, 1, &state_shape, &present));
  for (size_t b = 0; b < batch; b++) {
    begin_state(&w.sequences, b, (const float *)past + b * state_size, (float *)present + b * state_size, state_size);
  }
  w.y = y;
  w.state = present;
  return run(api, context, &w, batch);
}

static const char *name(const OrtCustomOp *op) { return (void)op, "GatedDelta"; }
static size_t input_count(const OrtCustomOp *op) { return (void)op, 7; }
static size_t output_count(const OrtCustomOp *op) { return (void)op, 2; }
static int input_type(const OrtCustomOp *op, size_t index) { return (void)op, index == 6 ? ORT_INT32 : ORT_FLOAT; }

const OrtCustomOp gated_delta_operator = {
    OPERATOR_DEFAULTS,
    .name = name,
    .input_type = input_type,
    .input_count = input_count,
    .output_count = output_count,
    .destroy = destroy,
    .input_characteristic = required,
    .output_characteristic = required,
    .create_kernel_v2 = create,
    .compute_v2 = compute,
};

#include "block-linear.h"

#include <stdlib.h>

#include "cpu.h"
#include "linear.h"
#include "operator.h"
#include "scratch.h"

/* Below this many rows of a panel, unpacking and tile set-up cost more than tiles save. */
enum { LEAST_TILE_ROWS = 9 };

/* Weight bytes worth a task of their own; more tasks than this are of no use on any number of threads. */
enum { TASK_BYTES = 128 << 10, MOST_TASKS = 64 };

/* A task of the quantisation takes that many blocks of each row of a panel. */
enum { BLOCKS_PER_TASK = 64 };

typedef struct {
  const OrtApi *api;
  int64_t k, n, bits, gated;
} Kernel;

/* ---- creation ---- */

static OrtStatus *create(const OrtCustomOp *op, const OrtApi *api, const OrtKernelInfo *info, void **out) {
  (void)op;
  Kernel kernel = {.api = api};
  TRY(ort_attribute_int(api)(info, "K", &kernel.k));
  TRY(ort_attribute_int(api)(info, "N", &kernel.n));
  TRY(ort_attribute_int(api)(info, "bits", &kernel.bits));
  TRY(ort_attribute_int(api)(info, "gated", &kernel.gated));
  const int64_t most = 1 << 28;
  if (kernel.k < BLOCK || kernel.k > most || kernel.k % BLOCK) return invalid(api, "K must be a multiple of 32");
  if (kernel.n < 1 || kernel.n > most) return invalid(api, "N must be positive");
  if (kernel.bits != 4 && kernel.bits != 8) return invalid(api, "bits must be 4 or 8");
  if (current_level() == LEVEL_NONE) return invalid(api, "this CPU lacks AVX-512 VNNI");
  Kernel *copy = malloc(sizeof kernel);
  if (!copy) return out_of_memory(api);
  *copy = kernel;
  *out = copy;
  return NULL;
}

static void destroy(void *kernel) { free(kernel); }

/* ---- computation ---- */

typedef struct {
  const float *x;
  Form form;
  const Activations *a;
  const Weights *w;
  float *y;
  size_t groups, groups_per_task;
  /* Panels that tiles do. */
  size_t tile_panels;
} Work;

static size_t quantize_tasks_per_panel(const Activations *a) {
  return (a->blocks + BLOCKS_PER_TASK - 1) / BLOCKS_PER_TASK;
}

static void quantize_task(void *data, size_t index) {
  const Work *work = data;
  const Activations *a = work->a;
  const size_t per_panel = quantize_tasks_per_panel(a);
  const size_t from = index % per_panel * BLOCKS_PER_TASK;
  const size_t to = from + BLOCKS_PER_TASK < a->blocks ? from + BLOCKS_PER_TASK : a->blocks;
  quantize_panel(a, index / per_panel, from, to, work->x, work->form, 1 << (work->w->bits - 1));
}

static void quantize_row(const Work *work) {
  quantize_panel(work->a, 0, 0, work->a->blocks, work->x, work->form, 1 << (work->w->bits - 1));
}

static void multiply_task(void *data, size_t index) {
  const Work *work = data;
  const Activations *a = work->a;
  const size_t group = index * work->groups_per_task;
  const size_t end = group + work->groups_per_task < work->groups ? group + work->groups_per_task : work->groups;
  if (work->tile_panels) linear_amx(work->w, a, work->tile_panels, group, end, work->y);
  const size_t vector_panels = a->panels - work->tile_panels;
  if (vector_panels == 0) return;
  /* One group after the other, for all panels: weights come from memory once. */
  const size_t step = vector_panels == 1 ? end - group : 1;
  for (size_t g = group; g < end; g += step) {
    for (size_t p = work->tile_panels; p < a->panels; p++) {
      const size_t left = a->rows - p * a->height;
      linear_vnni(work->w, a, p, 0, left < a->height ? left : a->height, g, g + step, work->y);
    }
  }
}

/* All full panels, and the last one if it has enough rows. */
static size_t panels_for_tiles(const Activations *a) {
  if (current_level() < LEVEL_AMX) return 0;
  const size_t last = a->rows - (a->panels - 1) * a->height;
  return last >= LEAST_TILE_ROWS ? a->panels : a->panels - 1;
}

static OrtStatus *multiply(const Kernel *kernel, OrtKernelContext *context, Work *work) {
  const Weights *w = work->w;
  const Activations *a = work->a;
  work->groups = (w->n + GROUP - 1) / GROUP;
  work->tile_panels = panels_for_tiles(a);
  /* A single row takes less time than waking a thread. */
  if (a->rows == 1) quantize_row(work);
  else TRY(parallel(kernel->api, context, quantize_task, a->panels * quantize_tasks_per_panel(a), work));

  /* With many rows, each task's pass over the activations has a price: few, equal tasks. */
  const size_t bytes = work->groups * w->blocks * block_bytes(w->bits);
  const size_t most = a->panels > 1 ? 16 : MOST_TASKS;
  size_t tasks = a->panels > 1 ? most : bytes / TASK_BYTES;
  tasks = tasks < 1 ? 1 : tasks > most ? most : tasks;
  work->groups_per_task = (work->groups + tasks - 1) / tasks;
  tasks = (work->groups + work->groups_per_task - 1) / work->groups_per_task;
  return parallel(kernel->api, context, multiply_task, tasks, work);
}

static OrtStatus *compute(void *self, OrtKernelContext *context) {
  const Kernel *kernel = self;
  const OrtApi *api = kernel->api;
  const void *x, *values, *scales, *bias;
  Shape shape, values_shape, scales_shape, bias_shape;
  TRY(get_input(api, context, 0, &x, &shape));
  TRY(get_input(api, context, 1, &values, &values_shape));
  TRY(get_input(api, context, 2, &scales, &scales_shape));
  TRY(get_input(api, context, 3, &bias, &bias_shape));

  const size_t blocks = (size_t)kernel->k / BLOCK, groups = ((size_t)kernel->n + GROUP - 1) / GROUP;
  const int64_t width = kernel->gated ? 2 * kernel->k : kernel->k;
  if (shape.rank == 0 || shape.dims[shape.rank - 1] != width) return invalid(api, "x has the wrong width");
  if (values_shape.count != groups * blocks * block_bytes((int)kernel->bits)) return invalid(api, "values of wrong size");
  if (scales_shape.count != groups * blocks * GROUP) return invalid(api, "scales of wrong size");
  if (bias && bias_shape.count != (size_t)kernel->n) return invalid(api, "bias of wrong size");

  const size_t rows = shape.count / (size_t)width;
  shape.dims[shape.rank - 1] = kernel->n;
  void *y;
  TRY(get_output(api, context, 0, &shape, &y));
  if (rows == 0) return NULL;
  const Weights w = {.n = (size_t)kernel->n,
                     .blocks = blocks,
                     .bits = (int)kernel->bits,
                     .values = values,
                     .scales = scales,
                     .bias = bias};
  Scratch *scratch = take_scratch(activations_bytes(rows, blocks));
  if (!scratch) return out_of_memory(api);
  const Activations a = arrange_activations(scratch->memory, rows, blocks);
  OrtStatus *status = multiply(kernel, context, &(Work){.x = x, .form = kernel->gated ? GATED : PLAIN, .a = &a, .w = &w, .y = y});
  give_scratch_back(scratch);
  return status;
}

/* ---- description ---- */

static const char *name(const OrtCustomOp *op) { return (void)op, "BlockLinear"; }
static size_t input_count(const OrtCustomOp *op) { return (void)op, 4; }
static size_t output_count(const OrtCustomOp *op) { return (void)op, 1; }

static int input_type(const OrtCustomOp *op, size_t index) {
  static const int types[] = {ORT_FLOAT, ORT_UINT8, ORT_FLOAT16, ORT_FLOAT};
  return (void)op, types[index];
}

static int input_characteristic(const OrtCustomOp *op, size_t index) {
  return (void)op, index == 3 ? ORT_OPTIONAL : ORT_REQUIRED;
}

const OrtCustomOp block_linear = {
    OPERATOR_DEFAULTS,
    .name = name,
    .input_type = input_type,
    .input_count = input_count,
    .output_count = output_count,
    .destroy = destroy,
    .input_characteristic = input_characteristic,
    .create_kernel_v2 = create,
    .compute_v2 = compute,
};

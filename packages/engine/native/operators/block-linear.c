#include "operators/block-linear.h"

#include <stdlib.h>

#include "cpu/cpu.h"
#include "operators/matrix.h"
#include "ort/operator.h"
#include "ort/scratch.h"

/* Weight bytes worth a task of their own; more tasks than this are of no use on any number of threads. */
enum { TASK_BYTES = 128 << 10, MOST_TASKS = 64 };

/* With many rows each task's pass over the activations has a price: few, equal tasks. */
enum { MANY_ROWS = 17, TASKS_OF_MANY_ROWS = 16 };

/* A task of the quantisation takes that many blocks of each row of a panel. */
enum { BLOCKS_PER_TASK = 64 };

/* Elements of a gated row that a task takes. */
enum { GATED_PER_TASK = 16384 };

typedef struct {
  const OrtApi *api;
  const Kernels *kernels;
  PackedMatrix matrix;
  int64_t gated;
} Kernel;

static OrtStatus *create(const OrtCustomOp *op, const OrtApi *api, const OrtKernelInfo *info, void **out) {
  (void)op;
  Kernel kernel = {.api = api, .kernels = current_kernels()};
  TRY(read_matrix(api, info, &kernel.matrix));
  TRY(ort_attribute_int(api)(info, "gated", &kernel.gated));
  return keep_kernel(api, &kernel, sizeof kernel, out);
}

static void destroy(void *kernel) { free(kernel); }

/* ---- computation ---- */

typedef struct {
  const Kernels *kernels;
  const float *x;
  Form form;
  const Activations *a; /* NULL for weights that are floats */
  const Matrix *w;
  float *y;
  size_t rows, groups, groups_per_task;
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
  work->kernels->quantize(a, index / per_panel, from, to, work->x, work->form);
}

static void multiply_task(void *data, size_t index) {
  const Work *work = data;
  const size_t group = index * work->groups_per_task;
  const size_t end = group + work->groups_per_task < work->groups ? group + work->groups_per_task : work->groups;
  if (work->a) work->kernels->linear(work->w, work->a, group, end, work->y);
  else work->kernels->float_linear(work->w, work->x, 0, work->rows, group, end, work->y);
}

static OrtStatus *multiply(const Kernel *kernel, OrtKernelContext *context, Work *work) {
  const size_t bytes = work->groups * work->w->group_bytes;
  const int many_rows = work->rows >= MANY_ROWS;
  const size_t most = many_rows ? TASKS_OF_MANY_ROWS : MOST_TASKS;
  size_t tasks = many_rows ? most : bytes / TASK_BYTES;
  tasks = tasks < 1 ? 1 : tasks > most ? most : tasks;
  work->groups_per_task = (work->groups + tasks - 1) / tasks;
  tasks = (work->groups + work->groups_per_task - 1) / work->groups_per_task;
  return parallel(kernel->api, context, multiply_task, tasks, work);
}

/* Block formats: int8 activations first. */
static OrtStatus *multiply_blocks(const Kernel *kernel, OrtKernelContext *context, Work *work) {
  const size_t blocks = work->w->k / BLOCK;
  const ActivationNeeds needs = work->kernels->needs(work->w->format, work->rows);
  Scratch *scratch = take_scratch(activations_bytes(work->rows, blocks, &needs));
  if (!scratch) return out_of_memory(kernel->api);
  const Activations a = arrange_activations(scratch->memory, work->rows, blocks, &needs);
  work->a = &a;
  OrtStatus *status = NULL;
  /* A single row takes less time than waking a thread. */
  if (work->rows == 1) work->kernels->quantize(&a, 0, 0, a.blocks, work->x, work->form);
  else status = parallel(kernel->api, context, quantize_task, a.panels * quantize_tasks_per_panel(&a), work);
  if (!status) status = multiply(kernel, context, work);
  give_scratch_back(scratch);
  return status;
}

typedef struct {
  const Kernels *kernels;
  const float *x;
  size_t rows, k, tasks_per_row;
  float *out;
} Gating;

static void gate_task(void *data, size_t index) {
  const Gating *g = data;
  const size_t row = index / g->tasks_per_row, from = index % g->tasks_per_row * GATED_PER_TASK;
  const size_t count = g->k - from < GATED_PER_TASK ? g->k - from : GATED_PER_TASK;
  const float *at = g->x + row * 2 * g->k + from;
  g->kernels->gate(at, at + g->k, count, g->out + row * g->k + from);
}

static OrtStatus *multiply_floats(const Kernel *kernel, OrtKernelContext *context, Work *work) {
  if (work->form == PLAIN) return multiply(kernel, context, work);
  Gating gating = {.kernels = work->kernels, .x = work->x, .rows = work->rows, .k = work->w->k};
  gating.tasks_per_row = (gating.k + GATED_PER_TASK - 1) / GATED_PER_TASK;
  Scratch *scratch = take_scratch(work->rows * gating.k * sizeof(float));
  if (!scratch) return out_of_memory(kernel->api);
  gating.out = scratch->memory;
  OrtStatus *status = parallel(kernel->api, context, gate_task, gating.rows * gating.tasks_per_row, &gating);
  work->x = gating.out;
  if (!status) status = multiply(kernel, context, work);
  give_scratch_back(scratch);
  return status;
}

static OrtStatus *compute(void *self, OrtKernelContext *context) {
  const Kernel *kernel = self;
  const OrtApi *api = kernel->api;
  const void *x, *bias;
  Shape shape, bias_shape;
  Matrix w;
  TRY(get_input(api, context, 0, &x, &shape));
  TRY(get_matrix(api, context, 1, &kernel->matrix, &w));
  TRY(get_input(api, context, 2, &bias, &bias_shape));
  const int64_t width = kernel->gated ? 2 * (int64_t)w.k : (int64_t)w.k;
  if (shape.rank == 0 || shape.dims[shape.rank - 1] != width) return invalid(api, "x has the wrong width");
  if (bias && bias_shape.count != w.n) return invalid(api, "bias of wrong size");
  w.bias = bias;

  const size_t rows = shape.count / (size_t)width;
  shape.dims[shape.rank - 1] = (int64_t)w.n;
  void *y;
  TRY(get_output(api, context, 0, &shape, &y));
  if (rows == 0) return NULL;
  Work work = {.kernels = kernel->kernels, .x = x, .form = kernel->gated ? GATED : PLAIN, .w = &w, .y = y, .rows = rows};
  work.groups = (w.n + GROUP - 1) / GROUP;
  return w.format ? multiply_blocks(kernel, context, &work) : multiply_floats(kernel, context, &work);
}

/* ---- description ---- */

static const char *name(const OrtCustomOp *op) { return (void)op, "BlockLinear"; }
static size_t input_count(const OrtCustomOp *op) { return (void)op, 3; }
static size_t output_count(const OrtCustomOp *op) { return (void)op, 1; }

static int input_type(const OrtCustomOp *op, size_t index) {
  static const int types[] = {ORT_FLOAT, ORT_UINT8, ORT_FLOAT};
  return (void)op, types[index];
}

static int input_characteristic(const OrtCustomOp *op, size_t index) {
  return (void)op, index == 2 ? ORT_OPTIONAL : ORT_REQUIRED;
}

const OrtCustomOp block_linear = {
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

#include "operators/activation.h"

#include <stdlib.h>

#include "cpu/cpu.h"
#include "operators/activation-attributes.h"

/* Elements worth a task of their own. */
enum { TASK_ELEMENTS = 8192 };

typedef struct {
  const OrtApi *api;
  const Kernels *kernels;
  ActivationFunction function;
  int64_t packed;
} Kernel;

static OrtStatus *create(const OrtCustomOp *op, const OrtApi *api, const OrtKernelInfo *info, void **out) {
  (void)op;
  Kernel kernel = {.api = api, .kernels = current_kernels()};
  TRY(read_activation(api, info, "kind", &kernel.function));
  if (kernel.function.kind == ACTIVATION_NONE) return invalid(api, "kind names no activation function");
  optional_int(api, info, "packed", 0, &kernel.packed);
  return keep_kernel(api, &kernel, sizeof kernel, out);
}

static void destroy(void *kernel) { free(kernel); }

/* Rows of x and u begin `stride` elements after each other, those of y `width`. */
typedef struct {
  const Kernel *kernel;
  const float *x, *u;
  float *y;
  size_t rows, width, stride, tasks_per_row, rows_per_task;
} Work;

static void activate_part(const Work *w, size_t row, size_t from, size_t to) {
  const size_t at = row * w->stride + from;
  w->kernel->kernels->activate(&w->kernel->function, w->x + at, w->u ? w->u + at : NULL, to - from,
                               w->y + row * w->width + from);
}

static void activate_task(void *data, size_t index) {
  const Work *w = data;
  if (w->tasks_per_row > 1) {
    const size_t from = index % w->tasks_per_row * TASK_ELEMENTS;
    activate_part(w, index / w->tasks_per_row, from, w->width - from < TASK_ELEMENTS ? w->width : from + TASK_ELEMENTS);
    return;
  }
  const size_t first = index * w->rows_per_task;
  for (size_t row = first; row < w->rows && row < first + w->rows_per_task; row++) activate_part(w, row, 0, w->width);
}

static OrtStatus *compute(void *self, OrtKernelContext *context) {
  const Kernel *kernel = self;
  const OrtApi *api = kernel->api;
  const void *x, *u;
  Shape shape, u_shape;
  TRY(get_input(api, context, 0, &x, &shape));
  TRY(get_input(api, context, 1, &u, &u_shape));
  if (u && (kernel->packed || u_shape.count != shape.count)) return invalid(api, "u of wrong size");
  const int needs_u = kernel->function.kind == ACTIVATION_swiglu_oai;
  if (needs_u && !u && !kernel->packed) return invalid(api, "swiglu_oai needs u");
  Work w = {.kernel = kernel, .x = x, .u = u, .rows = 1, .width = shape.count, .stride = shape.count};
  if (kernel->packed) {
    const int64_t both = shape.rank ? shape.dims[shape.rank - 1] : 1;
    if (both % 2) return invalid(api, "packed rows are an even number of elements");
    w.stride = (size_t)both;
    w.width = w.stride / 2;
    w.rows = w.stride ? shape.count / w.stride : 0;
    w.u = w.x + w.width;
    shape.dims[shape.rank - 1] = (int64_t)w.width;
  }
  TRY(get_output(api, context, 0, &shape, (void **)&w.y));
  if (w.rows == 0 || w.width == 0) return NULL;
  w.tasks_per_row = (w.width + TASK_ELEMENTS - 1) / TASK_ELEMENTS;
  w.rows_per_task = TASK_ELEMENTS / w.width + 1;
  const int long_rows = w.tasks_per_row > 1;
  const size_t tasks = long_rows ? w.rows * w.tasks_per_row : (w.rows + w.rows_per_task - 1) / w.rows_per_task;
  return parallel(api, context, activate_task, tasks, &w);
}

static const char *name(const OrtCustomOp *op) { return (void)op, "Activation"; }
static size_t input_count(const OrtCustomOp *op) { return (void)op, 2; }
static size_t output_count(const OrtCustomOp *op) { return (void)op, 1; }
static int input_type(const OrtCustomOp *op, size_t index) { return (void)op, (void)index, ORT_FLOAT; }
static int input_characteristic(const OrtCustomOp *op, size_t index) {
  return (void)op, index == 1 ? ORT_OPTIONAL : ORT_REQUIRED;
}

const OrtCustomOp activation_operator = {
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

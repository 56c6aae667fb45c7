#include "operators/rms-norm.h"

#include <stdlib.h>
#include <string.h>

#include "cpu/cpu.h"
#include "ort/operator.h"

/* Elements worth a task of their own. */
enum { TASK_ELEMENTS = 16384 };

typedef struct {
  const OrtApi *api;
  const Kernels *kernels;
  float epsilon;
} Kernel;

static OrtStatus *create(const OrtCustomOp *op, const OrtApi *api, const OrtKernelInfo *info, void **out) {
  (void)op;
  Kernel kernel = {.api = api, .kernels = current_kernels()};
  TRY(ort_attribute_float(api)(info, "epsilon", &kernel.epsilon));
  return keep_kernel(api, &kernel, sizeof kernel, out);
}

static void destroy(void *kernel) { free(kernel); }

typedef struct {
  const Kernel *kernel;
  const float *x, *weight, *skip;
  float *y, *sum;
  size_t rows, width, rows_per_task;
} Work;

static void norm_task(void *data, size_t index) {
  const Work *w = data;
  const size_t first = index * w->rows_per_task;
  const size_t end = first + w->rows_per_task < w->rows ? first + w->rows_per_task : w->rows;
  for (size_t at = first * w->width; at < end * w->width; at += w->width) {
    const float *x = w->x + at;
    if (w->sum) {
      float *sum = w->sum + at;
      for (size_t i = 0; i < w->width; i++) sum[i] = w->skip ? x[i] + w->skip[at + i] : x[i];
      x = sum;
    }
    w->kernel->kernels->rms_norm(x, w->weight, w->width, w->kernel->epsilon, w->y + at);
  }
}

static OrtStatus *compute(void *self, OrtKernelContext *context) {
  const Kernel *kernel = self;
  const OrtApi *api = kernel->api;
  const void *x, *weight, *skip;
  Shape shape, weight_shape, skip_shape;
  TRY(get_input(api, context, 0, &x, &shape));
  TRY(get_input(api, context, 1, &weight, &weight_shape));
  TRY(get_input(api, context, 2, &skip, &skip_shape));
  const size_t width = weight_shape.count;
  if (shape.rank == 0 || width == 0 || (size_t)shape.dims[shape.rank - 1] != width) {
    return invalid(api, "weight of wrong size");
  }
  if (skip && skip_shape.count != shape.count) return invalid(api, "skip of wrong size");
  Work work = {.kernel = kernel, .x = x, .weight = weight, .skip = skip, .rows = shape.count / width, .width = width};
  void *y, *sum = NULL;
  TRY(get_output(api, context, 0, &shape, &y));
  size_t outputs;
  TRY(ort_output_count(api)(context, &outputs));
  if (outputs > 1) TRY(get_output(api, context, 1, &shape, &sum));
  if (skip && !sum) return invalid(api, "skip needs the output of the sum");
  work.y = y;
  work.sum = sum;
  work.rows_per_task = TASK_ELEMENTS / width + 1;
  return parallel(api, context, norm_task, (work.rows + work.rows_per_task - 1) / work.rows_per_task, &work);
}

static const char *name(const OrtCustomOp *op) { return (void)op, "RmsNorm"; }
static size_t input_count(const OrtCustomOp *op) { return (void)op, 3; }
static size_t output_count(const OrtCustomOp *op) { return (void)op, 2; }
static int input_type(const OrtCustomOp *op, size_t index) { return (void)op, (void)index, ORT_FLOAT; }
static int input_characteristic(const OrtCustomOp *op, size_t index) {
  return (void)op, index == 2 ? ORT_OPTIONAL : ORT_REQUIRED;
}
static int output_characteristic(const OrtCustomOp *op, size_t index) {
  return (void)op, index == 1 ? ORT_OPTIONAL : ORT_REQUIRED;
}

const OrtCustomOp rms_norm_operator = {
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

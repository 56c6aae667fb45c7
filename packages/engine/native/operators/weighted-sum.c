#include "operators/weighted-sum.h"

#include <stdlib.h>

#include "cpu/cpu.h"
#include "ort/operator.h"

/* Elements that a task reads. */
enum { TASK_ELEMENTS = 16384 };

typedef struct {
  const OrtApi *api;
  const Kernels *kernels;
} Kernel;

static OrtStatus *create(const OrtCustomOp *op, const OrtApi *api, const OrtKernelInfo *info, void **out) {
  (void)op, (void)info;
  const Kernel kernel = {.api = api, .kernels = current_kernels()};
  return keep_kernel(api, &kernel, sizeof kernel, out);
}

static void destroy(void *kernel) { free(kernel); }

typedef struct {
  const Kernels *kernels;
  const float *y, *weights;
  float *out;
  size_t tokens, used, n, tokens_per_task;
} Work;

static void task(void *data, size_t index) {
  const Work *w = data;
  const size_t from = index * w->tokens_per_task, to = from + w->tokens_per_task, used = w->used, n = w->n;
  for (size_t i = from; i < to && i < w->tokens; i++) {
    w->kernels->weighted_sum(w->y + i * used * n, n, w->weights + i * used, used, n, w->out + i * n);
  }
}

static OrtStatus *compute(void *self, OrtKernelContext *context) {
  const Kernel *kernel = self;
  const OrtApi *api = kernel->api;
  const void *y, *weights;
  Shape shape, weights_shape;
  TRY(get_input(api, context, 0, &y, &shape));
  TRY(get_input(api, context, 1, &weights, &weights_shape));
  if (shape.rank < 2) return invalid(api, "wrong number of dimensions");
  Work w = {.kernels = kernel->kernels, .y = y, .weights = weights};
  w.used = (size_t)shape.dims[shape.rank - 2];
  w.n = (size_t)shape.dims[shape.rank - 1];
  if (w.used == 0 || w.n == 0) return invalid(api, "nothing to sum");
  w.tokens = shape.count / (w.used * w.n);
  if (weights_shape.count != w.tokens * w.used) return invalid(api, "weights of wrong size");
  shape.dims[shape.rank - 2] = (int64_t)w.n;
  shape.rank -= 1;
  void *out;
  TRY(get_output(api, context, 0, &shape, &out));
  w.out = out;
  w.tokens_per_task = TASK_ELEMENTS / (w.used * w.n) + 1;
  return parallel(api, context, task, (w.tokens + w.tokens_per_task - 1) / w.tokens_per_task, &w);
}

static const char *name(const OrtCustomOp *op) { return (void)op, "WeightedSum"; }
static size_t input_count(const OrtCustomOp *op) { return (void)op, 2; }
static size_t output_count(const OrtCustomOp *op) { return (void)op, 1; }
static int input_type(const OrtCustomOp *op, size_t index) { return (void)op, (void)index, ORT_FLOAT; }

const OrtCustomOp weighted_sum_operator = {
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

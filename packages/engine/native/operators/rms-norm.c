#include "operators/rms-norm.h"

#include "operators/norm.h"

typedef struct {
  const NormKernel *kernel;
  const NormRows *rows;
  const float *weight, *skip;
  float *y, *sum;
} Work;

static void norm(const void *data, size_t at) {
  const Work *w = data;
  const size_t width = w->rows->width;
  const float *x = w->rows->x + at;
  if (w->sum) {
    float *sum = w->sum + at;
    for (size_t i = 0; i < width; i++) sum[i] = w->skip ? x[i] + w->skip[at + i] : x[i];
    x = sum;
  }
  w->kernel->kernels->rms_norm(x, w->weight, width, w->kernel->epsilon, w->y + at);
}

static OrtStatus *compute(void *self, OrtKernelContext *context) {
  const NormKernel *kernel = self;
  const OrtApi *api = kernel->api;
  const void *skip;
  NormRows rows;
  Shape skip_shape;
  TRY(get_rows(api, context, &rows));
  Work work = {.kernel = kernel, .rows = &rows};
  TRY(get_row(api, context, 1, &rows, &work.weight));
  TRY(get_input(api, context, 2, &skip, &skip_shape));
  if (skip && skip_shape.count != rows.shape.count) return invalid(api, "skip of wrong size");
  work.skip = skip;
  TRY(get_output(api, context, 0, &rows.shape, (void **)&work.y));
  size_t outputs;
  TRY(ort_output_count(api)(context, &outputs));
  if (outputs > 1) TRY(get_output(api, context, 1, &rows.shape, (void **)&work.sum));
  if (skip && !work.sum) return invalid(api, "skip needs the output of the sum");
  return for_rows(api, context, &rows, norm, &work);
}

static const char *name(const OrtCustomOp *op) { return (void)op, "RmsNorm"; }
static size_t input_count(const OrtCustomOp *op) { return (void)op, 3; }
static size_t output_count(const OrtCustomOp *op) { return (void)op, 2; }
static int input_type(const OrtCustomOp *op, size_t index) { return (void)op, (void)index, ORT_FLOAT; }
static int input_characteristic(const OrtCustomOp *op, size_t index) {
  return (void)op, index >= 1 ? ORT_OPTIONAL : ORT_REQUIRED;
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
    .destroy = destroy_norm,
    .input_characteristic = input_characteristic,
    .output_characteristic = output_characteristic,
    .create_kernel_v2 = create_norm,
    .compute_v2 = compute,
};

#include "operators/layer-norm.h"

#include "operators/norm.h"

typedef struct {
  const NormKernel *kernel;
  const NormRows *rows;
  const float *weight, *bias;
  float *y;
} Work;

static void norm(const void *data, size_t at) {
  const Work *w = data;
  w->kernel->kernels->layer_norm(w->rows->x + at, w->weight, w->bias, w->rows->width, w->kernel->epsilon, w->y + at);
}

static OrtStatus *compute(void *self, OrtKernelContext *context) {
  const NormKernel *kernel = self;
  const OrtApi *api = kernel->api;
  NormRows rows;
  TRY(get_rows(api, context, &rows));
  Work work = {.kernel = kernel, .rows = &rows};
  TRY(get_row(api, context, 1, &rows, &work.weight));
  TRY(get_row(api, context, 2, &rows, &work.bias));
  TRY(get_output(api, context, 0, &rows.shape, (void **)&work.y));
  return for_rows(api, context, &rows, norm, &work);
}

static const char *name(const OrtCustomOp *op) { return (void)op, "LayerNorm"; }
static size_t input_count(const OrtCustomOp *op) { return (void)op, 3; }
static size_t output_count(const OrtCustomOp *op) { return (void)op, 1; }
static int input_type(const OrtCustomOp *op, size_t index) { return (void)op, (void)index, ORT_FLOAT; }
static int input_characteristic(const OrtCustomOp *op, size_t index) {
  return (void)op, index >= 1 ? ORT_OPTIONAL : ORT_REQUIRED;
}

const OrtCustomOp layer_norm_operator = {
    OPERATOR_DEFAULTS,
    .name = name,
    .input_type = input_type,
    .input_count = input_count,
    .output_count = output_count,
    .destroy = destroy_norm,
    .input_characteristic = input_characteristic,
    .output_characteristic = required,
    .create_kernel_v2 = create_norm,
    .compute_v2 = compute,
};

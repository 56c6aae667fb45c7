#include "operators/l2-norm.h"

#include "operators/norm.h"

typedef struct {
  const NormKernel *kernel;
  const NormRows *rows;
  float *y;
} Work;

static void norm(const void *data, size_t at) {
  const Work *w = data;
  w->kernel->kernels->l2_norm(w->rows->x + at, w->rows->width, w->kernel->epsilon, w->y + at);
}

static OrtStatus *compute(void *self, OrtKernelContext *context) {
  const NormKernel *kernel = self;
  NormRows rows;
  TRY(get_rows(kernel->api, context, &rows));
  Work work = {.kernel = kernel, .rows = &rows};
  TRY(get_output(kernel->api, context, 0, &rows.shape, (void **)&work.y));
  return for_rows(kernel->api, context, &rows, norm, &work);
}

static const char *name(const OrtCustomOp *op) { return (void)op, "L2Norm"; }
static size_t input_count(const OrtCustomOp *op) { return (void)op, 1; }
static size_t output_count(const OrtCustomOp *op) { return (void)op, 1; }
static int input_type(const OrtCustomOp *op, size_t index) { return (void)op, (void)index, ORT_FLOAT; }

const OrtCustomOp l2_norm_operator = {
    OPERATOR_DEFAULTS,
    .name = name,
    .input_type = input_type,
    .input_count = input_count,
    .output_count = output_count,
    .destroy = destroy_norm,
    .input_characteristic = required,
    .output_characteristic = required,
    .create_kernel_v2 = create_norm,
    .compute_v2 = compute,
};

#include "operators/block-linear.h"

#include <stdlib.h>

#include "cpu/cpu.h"
#include "operators/activation-attributes.h"
#include "operators/fine.h"
#include "operators/matrix.h"
#include "operators/multiply.h"

typedef struct {
  const OrtApi *api;
  const Kernels *kernels;
  PackedMatrix matrix;
  ActivationFunction activation;
  int64_t fine;
} Kernel;

static OrtStatus *create(const OrtCustomOp *op, const OrtApi *api, const OrtKernelInfo *info, void **out) {
  (void)op;
  Kernel kernel = {.api = api, .kernels = current_kernels()};
  TRY(read_matrix(api, info, &kernel.matrix));
  TRY(read_activation(api, info, "activation", &kernel.activation));
  optional_int(api, info, "fine", 0, &kernel.fine);
  return keep_kernel(api, &kernel, sizeof kernel, out);
}

static void destroy(void *kernel) { free(kernel); }

static OrtStatus *compute(void *self, OrtKernelContext *context) {
  const Kernel *kernel = self;
  const OrtApi *api = kernel->api;
  const void *x, *bias;
  Shape shape, bias_shape;
  Matrix w;
  TRY(get_input(api, context, 0, &x, &shape));
  TRY(get_matrix(api, context, 1, &kernel->matrix, &w));
  TRY(get_input(api, context, 2, &bias, &bias_shape));
  const int64_t width = kernel->activation.kind != ACTIVATION_NONE ? 2 * (int64_t)w.k : (int64_t)w.k;
  if (shape.rank == 0 || shape.dims[shape.rank - 1] != width) return invalid(api, "x has the wrong width");
  if (bias && bias_shape.count != w.n) return invalid(api, "bias of wrong size");
  w.bias = bias;

  const size_t rows = shape.count / (size_t)width;
  shape.dims[shape.rank - 1] = (int64_t)w.n;
  void *y;
  TRY(get_output(api, context, 0, &shape, &y));
  if (rows == 0) return NULL;
  const int is_fine = kernel->fine && w.format;
  return (is_fine ? multiply_finely : multiply)(api, context, kernel->kernels, &w, &kernel->activation, x, rows, y);
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

#include "operators/rows.h"

#include <stdlib.h>

#include "formats/pack.h"
#include "operators/matrix.h"

typedef struct {
  const OrtApi *api;
  PackedMatrix matrix;
} Kernel;

static OrtStatus *create(const OrtCustomOp *op, const OrtApi *api, const OrtKernelInfo *info, void **out) {
  (void)op;
  Kernel kernel = {.api = api};
  TRY(read_matrix(api, info, &kernel.matrix));
  return keep_kernel(api, &kernel, sizeof kernel, out);
}

static void destroy(void *kernel) { free(kernel); }

typedef struct {
  const Matrix *w;
  const int64_t *indices;
  float *out;
} Work;

static void row_task(void *data, size_t index) {
  const Work *work = data;
  const Matrix *w = work->w;
  const size_t row = (size_t)work->indices[index];
  float *out = work->out + index * w->k;
  if (w->format) unpack_row(w->format, w->data, row, w->k, out);
  else unpack_float_row(w->type, w->data, row, w->k, out);
}

static OrtStatus *compute(void *self, OrtKernelContext *context) {
  const Kernel *kernel = self;
  const OrtApi *api = kernel->api;
  const void *indices;
  Shape shape;
  Matrix w;
  TRY(get_input(api, context, 0, &indices, &shape));
  TRY(get_matrix(api, context, 1, &kernel->matrix, &w));
  for (size_t i = 0; i < shape.count; i++) {
    const int64_t index = ((const int64_t *)indices)[i];
    if (index < 0 || index >= (int64_t)w.n) return invalid(api, "index outside the matrix");
  }
  if (shape.rank == MOST_DIMS) return invalid(api, "too many dimensions");
  const size_t count = shape.count;
  shape.dims[shape.rank++] = (int64_t)w.k;
  void *out;
  TRY(get_output(api, context, 0, &shape, &out));
  return parallel(api, context, row_task, count, &(Work){.w = &w, .indices = indices, .out = out});
}

static const char *name(const OrtCustomOp *op) { return (void)op, "Rows"; }
static size_t input_count(const OrtCustomOp *op) { return (void)op, 2; }
static size_t output_count(const OrtCustomOp *op) { return (void)op, 1; }
static int input_type(const OrtCustomOp *op, size_t index) { return (void)op, index == 0 ? ORT_INT64 : ORT_UINT8; }

const OrtCustomOp rows = {
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

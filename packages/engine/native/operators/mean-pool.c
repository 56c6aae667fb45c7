#include "operators/mean-pool.h"

#include <stdlib.h>
#include <string.h>

#include "operators/texts.h"

static OrtStatus *create(const OrtCustomOp *op, const OrtApi *api, const OrtKernelInfo *info, void **out) {
  (void)op, (void)info;
  return keep_kernel(api, &api, sizeof api, out);
}

static void destroy(void *kernel) { free(kernel); }

typedef struct {
  const Texts *texts;
  size_t width;
  const float *x;
  float *out;
} Work;

static void pool_task(void *data, size_t t) {
  const Work *w = data;
  const size_t width = w->width, rows = length_of(w->texts, t);
  const float *x = w->x + (size_t)w->texts->starts[t] * width;
  float *restrict out = w->out + t * width;
  memcpy(out, x, width * sizeof *out);
  for (size_t r = 1; r < rows; r++) {
    for (size_t i = 0; i < width; i++) out[i] += x[r * width + i];
  }
  const float share = 1.0f / (float)rows;
  for (size_t i = 0; i < width; i++) out[i] *= share;
}

static OrtStatus *compute(void *self, OrtKernelContext *context) {
  const OrtApi *api = *(const OrtApi **)self;
  const void *x;
  Shape shape;
  Texts texts;
  TRY(get_input(api, context, 0, &x, &shape));
  if (shape.rank != 3 || shape.dims[0] != 1) return invalid(api, "wrong number of dimensions");
  TRY(get_texts(api, context, 1, (size_t)shape.dims[1], &texts));
  Work w = {.texts = &texts, .width = (size_t)shape.dims[2], .x = x};
  shape.dims[1] = (int64_t)texts.count;
  TRY(get_output(api, context, 0, &shape, (void **)&w.out));
  return parallel(api, context, pool_task, texts.count, &w);
}

static const char *name(const OrtCustomOp *op) { return (void)op, "MeanPool"; }
static size_t input_count(const OrtCustomOp *op) { return (void)op, 2; }
static size_t output_count(const OrtCustomOp *op) { return (void)op, 1; }
static int input_type(const OrtCustomOp *op, size_t index) { return (void)op, index == 0 ? ORT_FLOAT : ORT_INT32; }

const OrtCustomOp mean_pool = {
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
